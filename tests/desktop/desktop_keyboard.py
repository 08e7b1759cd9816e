"""The window as a person without a mouse uses it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from second_me.desktop.rail import KEYS, Place


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_in(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(focused(), text)


def press(qtbot: QtBot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focused(), key, modifier)


def visit(qtbot: QtBot, place: Place) -> None:
    """Go to a page by its key."""
    keys = QKeySequence(KEYS[place])[0]
    press(qtbot, keys.key(), keys.keyboardModifiers())


def tab_to(qtbot: QtBot, wanted: Callable[[QWidget], bool], most: int = 40) -> QWidget:
    """Move by Tab until a widget is reached, as a person without a mouse would."""
    for _ in range(most):
        if wanted(focused()):
            return focused()
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError("not to be reached by Tab")


def says(text: str) -> Callable[[QWidget], bool]:
    return lambda widget: isinstance(widget, QPushButton) and widget.text() == text


def named(name: str) -> Callable[[QWidget], bool]:
    return lambda widget: widget.accessibleName() == name
