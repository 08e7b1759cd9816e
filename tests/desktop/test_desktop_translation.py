"""All words of the window can be translated."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from second_me.core.protocol.system import VaultState
from second_me.desktop import scenes
from second_me.desktop.first_run.setup import Step
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.translation import tr, tr_count

NAMES = {"Second Me"}
_PLACE = re.compile(r"(?<!\{)\b(?<!%)\w+(?!\})\b")
"""Words that are neither a name in braces nor the %n of a count."""


class Shouting(QTranslator):
    """A language in which all is said loudly."""

    def isEmpty(self) -> bool:  # noqa: N802  (Qt's name)
        return False

    def translate(self, context: str, source: str, note: str = "", count: int = -1) -> str:
        # Qt's own words, such as those of its dialogs, are not ours to say.
        return "" if context else _PLACE.sub(lambda part: part[0].upper(), source)


@pytest.fixture
def shouting(qapp: QApplication) -> Iterator[None]:
    translator = Shouting()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def untranslated(root: QWidget) -> set[str]:
    """Return the words on view that did not pass through the translator."""
    texts = set()
    for widget in root.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisibleTo(root):
            texts.add(widget.text())
    return {text for text in texts if text != text.upper()} - NAMES


def test_words_pass_through_the_translator(shouting: None):
    assert tr("Ask") == "ASK"
    assert tr_count("1 day", "%n days", 3) == "3 DAYS"


def test_without_a_translator_words_stay():
    assert tr("Ask") == "Ask"
    assert tr_count("1 day", "%n days", 1) == "1 day"
    assert tr_count("1 day", "%n days", 3) == "3 days"


def test_the_first_run_and_the_locked_page_are_translated(shouting: None, open_window):
    first = open_window(Scene(VaultState.ABSENT))
    for step in (Step.WELCOME, Step.PASSPHRASE, Step.RECOVERY, Step.CONFIRM, Step.MEMORIES):
        first.setup.recovery_code = scenes.CODE
        first.setup.go(step)
        assert untranslated(first.shell) == set()
    locked = open_window(Scene(VaultState.LOCKED))
    trouble = locked.unlocking.keyring_trouble
    assert untranslated(locked.shell) <= {trouble}


def test_the_pages_are_translated(shouting: None, open_window, qtbot: QtBot):
    scene = Scene()
    scene.batches = ()
    scene.status = scenes.status(events=0)
    window = open_window(scene)
    given = {one.hint for one in scenes.FORMATS.formats}
    given |= {one.label for one in scenes.FORMATS.formats}
    for place in (Place.ASK, Place.IMPORT):
        window.shell.go(place)
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert untranslated(window.shell) <= given
