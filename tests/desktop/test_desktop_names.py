"""Everything one can act on has a name for those who do not see it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from second_me.core.protocol.system import VaultState
from second_me.desktop import scenes
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.first_run.setup import Step
from second_me.desktop.importing.page import DropArea
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene

INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QComboBox,
    QAbstractSpinBox,
    QListView,
    QProgressBar,
    DropArea,
)


def nameless(root: QWidget) -> list[str]:
    """Return the visible widgets one can act on that say nothing of themselves."""
    found = []
    for widget in root.findChildren(QWidget):
        acts = isinstance(widget, INTERACTIVE) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not acts or not widget.isVisibleTo(root) or internal(widget):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def internal(widget: QWidget) -> bool:
    """Say whether Qt made a widget as part of another, which carries the name."""
    parent = widget.parent()
    if isinstance(parent, QAbstractSpinBox | QComboBox):
        return True
    return isinstance(parent, QAbstractScrollArea) or isinstance(
        parent.parent() if parent else None, QComboBox
    )


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.FINISHED])
def test_first_run(first_run: Desktop, step: Step):
    first_run.setup.recovery_code = scenes.CODE
    first_run.setup.go(step)
    assert nameless(first_run.shell) == []


def test_unlock(open_window: Callable[[Scene], Desktop]):
    assert nameless(open_window(Scene(VaultState.LOCKED)).shell) == []


@pytest.mark.parametrize("place", list(Place))
def test_pages(window: Desktop, place: Place, qtbot: QtBot):
    window.shell.go(place)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert nameless(window.shell) == []


class Windows(QObject):
    """Keeps what opens a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened.append(type(watched).__name__)
        return False


def test_no_page_opens_a_window_of_its_own(window: Desktop, qapp: QApplication, qtbot: QtBot):
    windows = Windows()
    qapp.installEventFilter(windows)
    for place in Place:
        window.shell.go(place)
        qtbot.waitUntil(lambda: not window.tasks.busy, timeout=30_000)
    qapp.removeEventFilter(windows)
    assert windows.opened == []


def test_an_answer_with_evidence(window: Desktop, qtbot: QtBot):
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask("When was the dentist?")
    qtbot.waitUntil(lambda: len(page.evidence.cards) == 3)
    assert nameless(window.shell) == []
    named = [card.accessibleName() for card in page.evidence.cards]
    assert named == ["Evidence 1: Mara", "Evidence 2: Lena", "Evidence 3: You"]


def test_quick_recall(window: Desktop, qtbot: QtBot):
    window.open_recall()
    popup = window.popup
    assert popup is not None
    window.recall.search("dentist")
    qtbot.waitUntil(lambda: popup._results.rowCount() == 3)
    assert nameless(popup) == []
    spoken = popup._results.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Mara · 1 November 2025")


def test_the_walk_finds_a_nameless_button(window: Desktop, qtbot: QtBot):
    silent = QToolButton(window.shell)
    silent.show()
    assert nameless(window.shell) == ["QToolButton in Shell"]
