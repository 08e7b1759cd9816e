"""No part of the window comes up as a window of its own while it is being made."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from second_me.core.protocol.system import VaultState
from second_me.desktop import scenes
from second_me.desktop.ask.page import AskPage
from second_me.desktop.first_run.setup import Step
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene


class Strays(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[Strays]:
    made = Strays()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


def test_only_the_shell_and_recall_are_windows(strays: Strays, open_window, qtbot: QtBot):
    first = open_window(Scene(VaultState.ABSENT))
    for step in (one for one in Step if one is not Step.FINISHED):
        first.setup.recovery_code = scenes.CODE
        first.setup.go(step)
        qtbot.waitUntil(lambda: not first.tasks.busy)
    open_window(Scene(VaultState.LOCKED))
    window = open_window(Scene())
    for place in Place:
        window.shell.go(place)
        qtbot.waitUntil(lambda: not window.tasks.busy)
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask("When was the dentist?")
    qtbot.waitUntil(lambda: len(page.evidence.cards) == 3)
    window.open_recall()
    assert set(strays.seen) == {"Shell", "RecallPopup"}
