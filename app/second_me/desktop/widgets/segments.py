"""A few choices side by side, of which one holds."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QGridLayout, QSizePolicy

from second_me.desktop.theme import Space
from second_me.desktop.widgets.buttons import PushButton


class _Segment(PushButton):
    """One of the choices; the arrow keys go to its neighbours."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class Segments(QFrame):
    """Emits `chosen` with the key of a choice when the person takes it."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """`choices` are pairs of key and words; the first one holds at first."""
        super().__init__()
        self.setProperty("role", "segments")
        self.setAccessibleName(name)
        self._keys = [key for key, _ in choices]
        self._group = QButtonGroup(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        self._grid.setSpacing(Space.HAIR)
        for number, (_, words) in enumerate(choices):
            button = _Segment(words, "segment")
            button.setCheckable(True)
            button.setAccessibleDescription(name)
            button.stepped.connect(self._on_step)
            self._group.addButton(button, number)
            self._grid.addWidget(button, 0, number)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def key(self) -> str:
        return self._keys[self._group.checkedId()]

    @property
    def held(self) -> QAbstractButton:
        """Return the button of the choice that holds."""
        return self._group.button(self._group.checkedId())

    def choose(self, key: str) -> None:
        """Make a choice hold, without a word of it."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def focus_chosen(self) -> None:
        """Move the keyboard to the choice that holds."""
        self.held.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, width: int) -> None:
        """Stand in more rows where one would be wider than so many pixels."""
        buttons = self._group.buttons()
        widths = [button.sizeHint().width() for button in buttons]
        fitting = (one for one in range(len(buttons), 0, -1) if _needed(widths, one) <= width)
        columns = next(fitting, 1)
        for number, button in enumerate(buttons):
            self._grid.addWidget(button, number // columns, number % columns)

    def rename(self, key: str, words: str) -> None:
        self._group.button(self._keys.index(key)).setText(words)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])

    def _on_step(self, step: int) -> None:
        number = max(0, min(self._group.checkedId() + step, len(self._keys) - 1))
        button = self._group.button(number)
        button.setFocus(Qt.FocusReason.OtherFocusReason)
        button.click()


def _needed(widths: Sequence[int], columns: int) -> int:
    """Return how wide so many columns are: each as its widest choice."""
    each = (max(widths[column::columns]) for column in range(columns))
    return sum(each) + (columns + 1) * Space.HAIR
