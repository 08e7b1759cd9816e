"""One fact: what it says, since when, what shows it, and setting it right."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
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
        left = QVBoxLayout()
        left.setSpacing(Space.HAIR)
        left.addWidget(self._words)
        left.addWidget(self._line)
        left.addLayout(self._foot())
        left.addLayout(self._quotes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        row.addLayout(left, 1)
        if not ended:
            self._add_buttons(row)

    def refresh(self) -> None:
        """Show quotes again: the events behind them have come."""
        if self._open:
            self._show_quotes()

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
        if fact.confirmed_at is not None:
            parts.append(tr("confirmed by you"))
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        count = len({quote.event_id for quote in self._view.quotes})
        if count:
            words = tr_count("shown by 1 memory", "shown by %n memories", count)
            spoken = tr("What shows it: {fact}").format(fact=self._text)
            shows = IconButton(self._theme, "chevron-right", spoken, kind="inline", text=words)
            shows.clicked.connect(self._on_shows)
            self._shows = shows
            row.addWidget(shows)
        row.addWidget(label(" · ".join(parts), "caption"), 1)
        return row

    def _add_buttons(self, row: QHBoxLayout) -> None:
        buttons = [
            ("edit", tr("Set right: {fact}"), self._on_edit),
            ("close", tr("This is wrong: {fact}"), self._on_wrong),
        ]
        if self._view.fact.confirmed_at is None:
            buttons.insert(0, ("check", tr("This is so: {fact}"), self._on_confirm))
        else:
            icon = Icon(self._theme, "good", "good", 18)
            icon.setToolTip(tr("Confirmed by you"))
            icon.setFixedSize(32, 30)
            icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        if self._pinned is not None:
            buttons.insert(-1, ("archive", tr("Put away: {fact}"), self._on_archive))
            row.addWidget(self._pin(pinned=self._pinned), 0, Qt.AlignmentFlag.AlignTop)
        for name, words, slot in buttons:
            button = IconButton(self._theme, name, words.format(fact=self._text))
            button.clicked.connect(slot)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

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
