"""The window speaks other languages: all of it, with the right plurals, and turned around."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication

from second_me.core.errors import PersonFault
from second_me.core.outcomes import Rejected
from second_me.core.protocol.erase import Reason
from second_me.core.protocol.memory import Batches, Events, Format, Formats
from second_me.core.protocol.system import Check, Health, Level
from second_me.desktop import scenes, wording
from second_me.desktop.languages import LANGUAGES, MIRRORED, PSEUDO, catalogue, install
from second_me.desktop.languages.catalogue import Said
from second_me.desktop.spoken import spoken, spoken_error
from second_me.desktop.staged.privacy import PLAN, WIPE_PLAN
from second_me.desktop.translation import said, tr, tr_count

ROOT = Path(__file__).resolve().parents[2]


def tool():
    """Return the project's tool that knows which texts there are."""
    spec = importlib.util.spec_from_file_location("languages", ROOT / "packaging" / "languages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PLACE = re.compile(r"\{\w*\}|%n")
TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator:
    """Return a function that has the window speak a language until the test ends."""
    kept: list = []

    def speak_it(language: str, system: tuple[str, ...] = ("fr-FR",)) -> None:
        kept.extend(install(qapp, language, system))

    yield speak_it
    for translator in kept:
        qapp.removeTranslator(translator)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(QLocale(QLocale.Language.English))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str):
    lacking = tool().missing(language)
    assert lacking == {"texts": [], "counted": [], "said": []}, (
        "write them into app/second_me/desktop/languages"
    )


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_and_numbers_keep_their_places(language: str):
    words = catalogue(language)
    pairs = [*words.texts.items(), *words.said.items()]
    pairs += [(many, one) for many, forms in words.counted.items() for one in forms]
    wrong = [
        english
        for english, own in pairs
        if sorted(PLACE.findall(english)) != sorted(PLACE.findall(own))
    ]
    assert wrong == []


def test_german_is_spoken_with_its_plurals(speak):
    speak("de")
    assert tr("Ask") == "Fragen"
    assert tr_count("1 memory", "%n memories", 1) == "1 Erinnerung"
    assert tr_count("1 memory", "%n memories", 3) == "3 Erinnerungen"
    assert wording.size(1_500_000) == "1,5 MB"


def test_the_agent_is_understood(speak):
    speak("de")
    assert said("The disk is full") == "Der Datenträger ist voll"
    assert said("5 pieces of background work were given up").startswith("5 Stücke")
    assert said("Words that nobody ever said before.") == "Words that nobody ever said before."
    assert said("") == ""


def test_words_of_qt_are_left_to_qt(speak):
    speak("de")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") in {"Abbrechen", "Cancel"}
    speak(PSEUDO)
    assert QCoreApplication.translate("Somewhere else", "Cancel") == "Cancel"


def test_a_text_without_a_translation_stays_english(speak):
    speak("de")
    assert tr("Words that nobody ever translated") == "Words that nobody ever translated"


def test_the_systems_language_is_taken_if_we_know_it(speak):
    speak("", ("fr-FR", "de-AT", "en"))
    assert tr("Ask") == "Fragen"


def test_without_a_known_language_it_is_english(speak):
    speak("", ("fr-FR", "cy"))
    assert tr("Ask") == "Ask"
    assert said("The disk is full") == "The disk is full"


def test_the_longer_language_is_longer_and_keeps_its_places(speak):
    speak(PSEUDO)
    text = "Progress of {name} and of all that comes after it"
    assert 1.3 * len(text) < len(tr(text)) < 1.6 * len(text)
    assert "{name}" in tr(text)
    assert tr_count("1 memory", "%n memories", 7).startswith("7 ")


def test_right_to_left_turns_the_window(speak, qapp: QApplication, open_window):
    speak(MIRRORED)
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
    window = open_window(scenes.Scene())
    rail = window.shell.rail
    assert rail.mapTo(window.shell, rail.rect().center()).x() > window.shell.width() / 2


class TestSaid:
    def test_the_first_sentence_that_fits_is_taken_with_its_values(self):
        found = Said({"It holds {0} of {1}.": "Von {1} hat es {0}."})
        assert found.find("It holds 3 of 7.") == "Von 7 hat es 3."
        assert found.find("It holds 3.") == ""


class TestSpoken:
    def test_outcomes_and_checks_are_put_into_words(self, speak):
        speak("de")
        refused = spoken(Rejected("The file is empty.", "Check the path."))
        assert refused == Rejected("Die Datei ist leer.", "Prüfe den Pfad.")
        check = Check(name="disk", level=Level.PROBLEM, title="The disk is full")
        (told,) = spoken(Health(checks=(check,))).checks
        assert told.title == "Der Datenträger ist voll"
        form = Format(name="mail", label="Mail (mbox or .eml)", hint="", suffixes=())
        assert spoken(Formats(formats=(form,))).formats[0].label == "Mail (mbox oder .eml)"

    def test_what_an_erasure_cannot_reach_is_put_into_words(self, speak):
        speak("de")
        reason = Reason(what="backups are removed", count=2)
        plan = msgspec.structs.replace(PLAN, backups=(reason,), unreachable=(reason,))
        wipe = msgspec.structs.replace(WIPE_PLAN, unreachable=(reason,))
        said_of = (spoken(plan).backups, spoken(plan).unreachable, spoken(wipe).unreachable)
        assert said_of == ((Reason(what="Sicherungen werden entfernt", count=2),),) * 3

    def test_errors_are_put_into_words(self, speak):
        speak("de")
        error = spoken_error(PersonFault("The disk is full", "The disk is full.", "Name one."))
        assert (error.title, error.action) == ("Der Datenträger ist voll", "Nenn eines.")
        assert isinstance(error, PersonFault)

    def test_what_the_person_wrote_stays_as_it_is(self, speak):
        speak("de")
        events = Events(events=(scenes.event(1, "The disk is full"),))
        assert spoken(events) is events
        batches = Batches(batches=scenes.BATCHES)
        assert spoken(batches) == batches
