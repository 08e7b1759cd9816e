"""The left rail: the pages, and at its foot how memory is."""

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.stages import TrayState
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Icon, IconButton, Label, PushButton

if TYPE_CHECKING:
    from second_me.desktop.session import Session


class Place(enum.Enum):
    """The pages that exist, in the order of the rail."""

    ASK = "ask"
    TIMELINE = "timeline"
    PEOPLE = "people"
    GRAPH = "graph"
    REVIEW = "review"
    FILL = "fill"
    IMPORT = "import"
    PRIVACY = "privacy"
    MODELS = "models"
    HEALTH = "health"
    SETTINGS = "settings"
    ABOUT = "about"


SHOWN = tuple(place for place in Place if place is not Place.ABOUT)
"""The pages of the rail."""

KEYS = {
    place: f"Ctrl+{number % 10}"
    for number, place in enumerate((one for one in SHOWN if one is not Place.SETTINGS), 1)
} | {Place.SETTINGS: "Ctrl+,"}
"""Each page's key: Ctrl and its number, 0 for the tenth; settings where all programs have them."""

_MOST_SHOWN = 99
_LOW = 560
_STATE_ICONS = {
    TrayState.READY: ("good", "good"),
    TrayState.WORKING: ("import", "accent"),
    TrayState.PAUSED: ("pause", "notice"),
    TrayState.LOCKED: ("lock", "quiet"),
    TrayState.LOST: ("retry", "notice"),
}


def place_name(place: Place) -> str:
    """Return a page's name."""
    return {
        Place.ASK: tr("Ask"),
        Place.TIMELINE: tr("Timeline"),
        Place.PEOPLE: tr("People"),
        Place.GRAPH: tr("Graph"),
        Place.REVIEW: tr("Review"),
        Place.FILL: tr("Fill"),
        Place.IMPORT: tr("Import"),
        Place.PRIVACY: tr("Privacy"),
        Place.MODELS: tr("Models"),
        Place.HEALTH: tr("Health"),
        Place.SETTINGS: tr("Settings"),
        Place.ABOUT: tr("About"),
    }[place]


class Rail(QWidget):
    """Emits `chosen` with a `Place`, and `lock` from its foot."""

    chosen = Signal(object)
    lock = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(Measure.RAIL)
        self._buttons: dict[Place, PushButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.L, Space.S, Space.M)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._mark(theme))
        for place in SHOWN:
            if place is Place.MODELS:
                column.addStretch(1)
            column.addWidget(self._button(theme, place))
        column.addSpacing(Space.S)
        column.addLayout(self._foot(theme))

    def show_place(self, place: Place) -> None:
        if place in self._buttons:
            self._buttons[place].setChecked(True)
            return
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def show_waiting(self, place: Place, count: int) -> None:
        """Say beside a page's name how much waits there."""
        words = place_name(place)
        if count:
            words = f"{words}  {count if count <= _MOST_SHOWN else f'{_MOST_SHOWN}+'}"
        self._buttons[place].setText(words)

    def refresh(self, session: "Session") -> None:
        """Show how memory is."""
        self._icon.show_icon(*_STATE_ICONS[session.tray])
        self._summary.setText(session.summary)
        self._detail.setText(session.detail)
        self._detail.setVisible(bool(session.detail))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Leave the name out where there is hardly room for the pages."""
        super().resizeEvent(event)
        self._name.setVisible(event.size().height() >= _LOW)

    def _mark(self, theme: Theme) -> QWidget:
        self._name = QWidget()
        row = QHBoxLayout(self._name)
        row.setContentsMargins(Space.S, 0, 0, Space.L)
        row.setSpacing(Space.S)
        row.addWidget(Icon(theme, "logo", "accent", 24))
        row.addWidget(Label("Second Me", "heading"), 1)
        return self._name

    def _button(self, theme: Theme, place: Place) -> PushButton:
        button = PushButton(place_name(place), "rail", theme=theme, icon=place.value)
        button.setCheckable(True)
        button.setToolTip(f"{place_name(place)} ({KEYS[place]})")
        button.clicked.connect(self._on_clicked)
        self._group.addButton(button)
        self._buttons[place] = button
        return button

    def _foot(self, theme: Theme) -> QHBoxLayout:
        self._icon = Icon(theme, "retry", "notice", 16)
        self._summary = Label("", "caption", wrap=True)
        self._detail = Label("", "caption", wrap=True)
        lock = IconButton(theme, "lock", tr("Lock now (Ctrl+Shift+L)"))
        lock.clicked.connect(self.lock)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._summary)
        words.addWidget(self._detail)
        row = QHBoxLayout()
        row.setContentsMargins(Space.S, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(lock)
        return row

    def _on_clicked(self) -> None:
        button = self.sender()
        for place, known in self._buttons.items():
            if known is button:
                self.chosen.emit(place)
