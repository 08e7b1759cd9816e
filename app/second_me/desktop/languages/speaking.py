"""Has the window speak a language: the person's choice, or the system's if we know it."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from second_me.desktop.languages.catalogue import Said, catalogue
from second_me.desktop.translation import AGENT, CONTEXT

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""Each by its own name, so that it is found by those who read no other."""

PSEUDO: Final = "pseudo"
MIRRORED: Final = "mirrored"
"""Not for people: all texts 40 % longer, and all texts from right to left. For pictures and tests
of whether everything fits and turns.
"""

_KEPT = re.compile(r"(\{[^{}]*\}|%n)")
_ACCENTS = str.maketrans("aceinosuzAEIOU", "áçéíñóšúžÁÉÍÓÚ")
_PADDING = "longer by two fifths than it would be "

Find = Callable[[str, str, int], str]


def install(
    app: QApplication, choice: str = "", system: Sequence[str] | None = None
) -> list[QTranslator]:
    """Have `app` speak `choice`, or what the system speaks if it is empty; return what has to be
    kept for that. `system` names the system's languages, best first.
    """
    if system is None:
        system = QLocale.system().uiLanguages()
    language = choice or _known(system)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    if language == "en":
        QLocale.setDefault(QLocale(QLocale.Language.English))
        return []
    if language in (PSEUDO, MIRRORED):
        translators: list[QTranslator] = [_Translator(_longer if language == PSEUDO else _turned)]
        if language == MIRRORED:
            app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    else:
        QLocale.setDefault(QLocale(language))
        translators = [_Translator(_by_catalogue(language)), _words_of_qt(language)]
    for translator in translators:
        app.installTranslator(translator)
    return translators


def _known(system: Sequence[str]) -> str:
    """Return the first of the system's languages that we have."""
    spoken = (tag.replace("_", "-").partition("-")[0].lower() for tag in system)
    return next((language for language in spoken if language in LANGUAGES), "en")


class _Translator(QTranslator):
    """Asks `find` for each of our texts: its context, the English, and a count or -1."""

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find

    def isEmpty(self) -> bool:  # noqa: N802  (Qt's name)
        return False

    def translate(self, context: str, source: str, note: str | None = None, count: int = -1) -> str:
        del note
        found = self._find(context, source, count) if context in (CONTEXT, AGENT) else ""
        # None alone is "not known" to Qt, which then looks further; "" would be shown.
        return found or None  # type: ignore[return-value]


def _by_catalogue(language: str) -> Find:
    words = catalogue(language)
    said = Said(words.said)

    def find(context: str, source: str, count: int) -> str:
        if context == AGENT:
            return said.find(source)
        if count < 0:
            return words.texts.get(source, "")
        one, many = words.counted.get(source, ("", ""))
        return (one if count == 1 else many).replace("%n", str(count))

    return find


def _words_of_qt(language: str) -> QTranslator:
    """Return Qt's own words, as those of its file dialogs; empty if they are not there."""
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(f"qtbase_{language}", folder)
    return translator


def _longer(_context: str, source: str, count: int) -> str:
    more = _PADDING * (1 + len(source) // (2 * len(_PADDING)))
    padded = f"{source} {more[: max(round(len(source) * 0.4) - 1, 1)].strip()}"
    return _kept(padded.replace("%n", str(count)) if count >= 0 else padded)


def _turned(_context: str, source: str, count: int) -> str:
    text = source.replace("%n", str(count)) if count >= 0 else source
    # The mark makes Qt take it for such a language; the override turns the letters.
    return f"\u200f\u202e{text}\u202c"


def _kept(text: str) -> str:
    parts = _KEPT.split(text)
    return "".join(part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in parts)
