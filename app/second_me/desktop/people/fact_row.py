"""One fact: what it says, since when, what shows it, and setting it right."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from second_me.core.ids import EventId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Event, FactStatus
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.review.sides import since
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Icon, IconButton, label
from second_me.desktop.widgets.frames import clear

_ROOMY = 440
"""Narrower rows leave out since when; what shows a fact tells it too."""


class FactRow(QWidget):
    """Its signals name the fact, what it should read, or the event that shows it."""

    confirmed = Signal(int)
    corrected = Signal(int, str)
    pinned = Signal(int, bool)
    archived = Signal(int)
    asked = Signal(object)
    event_wanted = Signal(int)

    def __init__(
        self, theme: Theme, view: FactView, events: dict[EventId, Event], *, pinned: bool | None
    ) -> None:
        """`pinned` None: it is not to be pinned or put away here."""
        super().__init__()
        self._pinned = pinned
        self._theme = theme
        self._view = view
        self._events = events
        self._open = False
        self._text = plain(view.fact.text)
        self.setAccessibleName(self._text)
        ended = view.fact.status in {FactStatus.SUPERSEDED, FactStatus.RETRACTED}
        self._words = label(self._text, "quiet" if ended else "", selectable=True)
        self._line = QLineEdit(self._text)
        self._line.setAccessibleName(tr("How it should read"))
        self._line.returnPressed.connect(self._on_written)
        self._line.hide()
        self._quotes = QVBoxLayout()
        self._quotes.setSpacing(Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XS, 0, Space.XS)
        column.setSpacing(Space.HAIR)
        column.addWidget(self._words)
        column.addWidget(self._line)
        foot = self._foot()
        if not ended:
            self._add_buttons(foot)
        column.addLayout(foot)
        column.addLayout(self._quotes)

    def refresh(self) -> None:
        """Show quotes again: the events behind them have come."""
        if self._open:
            self._show_quotes()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        self._since.setVisible(event.size().width() >= _ROOMY)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() == Qt.Key.Key_Escape and self._line.isVisible():
            self._edit(editing=False)
            return
        super().keyPressEvent(event)

    def _foot(self) -> QHBoxLayout:
        fact = self._view.fact
        parts = [since(self._view)]
        if fact.status is FactStatus.RETRACTED:
            parts.append(tr("taken back"))
        row = QHBoxLayout()
        row.setSpacing(Space.HAIR)
        count = len({quote.event_id for quote in self._view.quotes})
        if count:
            words = tr_count("shown by 1 memory", "shown by %n memories", count)
            spoken = tr("What shows it: {fact}").format(fact=self._text)
            shows = IconButton(self._theme, "chevron-right", spoken, kind="inline", text=words)
            shows.clicked.connect(self._on_shows)
            self._shows = shows
            row.addWidget(shows)
        self._since = label(" · ".join(parts), "caption")
        row.addWidget(self._since, 1)
        row.addStretch()
        return row

    def _add_buttons(self, row: QHBoxLayout) -> None:
        if self._view.fact.confirmed_at is None:
            self._add_button(row, "check", tr("This is so: {fact}"), self._on_confirm)
        else:
            row.addWidget(self._confirmed())
        if self._pinned is not None:
            row.addWidget(self._pin(pinned=self._pinned))
        self._add_button(row, "edit", tr("Set right: {fact}"), self._on_edit)
        if self._pinned is not None:
            self._add_button(row, "archive", tr("Put away: {fact}"), self._on_archive)
        self._add_button(row, "close", tr("This is wrong: {fact}"), self._on_wrong)

    def _add_button(self, row: QHBoxLayout, icon: str, words: str, act: Callable[[], None]) -> None:
        button = IconButton(self._theme, icon, words.format(fact=self._text))
        button.clicked.connect(act)
        row.addWidget(button)

    def _confirmed(self) -> Icon:
        icon = Icon(self._theme, "good", "good", 18)
        icon.setToolTip(tr("Confirmed by you"))
        icon.setAccessibleName(tr("Confirmed by you"))
        icon.setFixedSize(32, 30)
        icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return icon

    def _pin(self, *, pinned: bool) -> IconButton:
        words = tr("Pinned: {fact}") if pinned else tr("Pin: {fact}")
        pin = IconButton(self._theme, "pin", words.format(fact=self._text))
        pin.setCheckable(True)
        pin.setChecked(pinned)
        pin.clicked.connect(self._on_pin)
        return pin

    def _edit(self, *, editing: bool) -> None:
        self._words.setVisible(not editing)
        self._line.setVisible(editing)
        if editing:
            self._line.setText(self._text)
            self._line.setFocus()
            self._line.selectAll()

    def _show_quotes(self) -> None:
        clear(self._quotes)
        if told := self._told():
            self._quotes.addWidget(label(told, "caption"))
        for quote in self._view.quotes:
            event = self._events.get(quote.event_id)
            words = " ".join(plain(quote.text).split())
            self._quotes.addWidget(label(f"“{words}”", "quiet", selectable=True))
            if event is not None:
                told = f"{wording.who(event)} · {wording.when(event.moment)}"
                place = IconButton(
                    self._theme,
                    "timeline",
                    tr("Show it in the timeline: {told}").format(told=told),
                    kind="inline",
                    text=told,
                )
                place.setProperty("event", int(quote.event_id))
                place.clicked.connect(self._on_place)
                self._quotes.addWidget(place)

    def _told(self) -> str:
        """Return since when it is told, and how lately, as far as its memories are here."""
        events = [self._events.get(quote.event_id) for quote in self._view.quotes]
        moments = [one.moment for one in events if one is not None and one.moment.known]
        if not moments:
            return ""
        moments.sort(key=lambda moment: moment.at)
        first, last = wording.when(moments[0]), wording.when(moments[-1])
        if first == last:
            return tr("Told on {day}").format(day=first)
        return tr("First told on {first}, last on {last}").format(first=first, last=last)

    def _on_shows(self) -> None:
        self._open = not self._open
        icon = "chevron-down" if self._open else "chevron-right"
        self._shows.show_icon(icon, self._shows.accessibleName())
        if self._open:
            self._show_quotes()
            self.asked.emit(self._view)
        else:
            clear(self._quotes)

    def _on_place(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.event_wanted.emit(sender.property("event"))

    def _on_confirm(self) -> None:
        self.confirmed.emit(self._view.fact.id)

    def _on_pin(self) -> None:
        self.pinned.emit(self._view.fact.id, not self._pinned)

    def _on_archive(self) -> None:
        self.archived.emit(self._view.fact.id)

    def _on_edit(self) -> None:
        self._edit(editing=True)

    def _on_wrong(self) -> None:
        self.corrected.emit(self._view.fact.id, "")

    def _on_written(self) -> None:
        text = self._line.text().strip()
        self._edit(editing=False)
        if text and text != self._text:
            self.corrected.emit(self._view.fact.id, text)
