"""One language: its texts by the English ones, from a JSON file that people can read and edit."""

import re
from pathlib import Path

import msgspec

_PLACE = re.compile(r"\{[^{}]*\}")
_HERE = Path(__file__).parent


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`texts` by their English, `counted` by the English plural: the wording for one thing, and
    for several, each with %n where the number goes. `said` are sentences of the agent, with the
    places of names and numbers as {0}, {1} and so on.
    """

    texts: dict[str, str]
    counted: dict[str, tuple[str, str]]
    said: dict[str, str] = {}


class Said:
    """Finds sentences of the agent in a catalogue."""

    def __init__(self, said: dict[str, str]) -> None:
        self._plain = {english: own for english, own in said.items() if not _PLACE.search(english)}
        self._patterns = [
            (_pattern(english), own) for english, own in said.items() if _PLACE.search(english)
        ]

    def find(self, text: str) -> str:
        """Return a sentence in this language, "" if it is not known."""
        if text in self._plain:
            return self._plain[text]
        for pattern, own in self._patterns:
            found = pattern.fullmatch(text)
            if found:
                return own.format(*found.groups())
        return ""


def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, as "de". Raises FileNotFoundError if there is none."""
    return msgspec.json.decode((_HERE / f"{language}.json").read_bytes(), type=Catalogue)


def _pattern(english: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in _PLACE.split(english))
    return re.compile("(.+?)".join(parts), re.DOTALL)
