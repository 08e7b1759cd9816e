"""Saying which memories are meant: somebody, a source, a kind, a stretch of time, a search."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import SourceId
from second_me.core.protocol import erase
from second_me.core.records import EventKind
from second_me.desktop import wording
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.timeline.days import read_date, to_day
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Choice, Segments, label

_DAY = 86_400_000
_MINUTE = 60_000


class ScopeFields(QWidget):
    """A row of ways to say it, and the field of the chosen one. `entered`: Return was pressed;
    `changed`: another way was taken.
    """

    entered = Signal()
    changed = Signal()

    def __init__(
        self, theme: Theme, session: Session, clock: Clock, name: str, everything: str
    ) -> None:
        """`name` says what the ways are for, `everything` what all of it means here."""
        super().__init__()
        self._session = session
        self._clock = clock
        self._name = self._line(tr("Name of a person, a place or a topic"))
        self._query = self._line(tr("What a search would find"))
        self._first = self._line(tr("From, such as March 2021"))
        self._last = self._line(tr("Up to and with"))
        self._source = Choice(theme, tr("Source"))
        self._kind = Choice(theme, tr("Kind"))
        for kind in EventKind:
            self._kind.addItem(wording.kind(kind), kind.value)
        self._fields: dict[str, QWidget] = {
            "about": self._name,
            "source": self._source,
            "kind": self._kind,
            "time": _beside(self._first, self._last),
            "found": self._query,
            "all": label(everything),
        }
        self.ways = Segments(
            name,
            [
                ("about", tr("Somebody")),
                ("source", tr("Source")),
                ("kind", tr("Kind")),
                ("time", tr("Time")),
                ("found", tr("Search")),
                ("all", tr("Everything")),
            ],
        )
        self.ways.chosen.connect(self.choose)
        self._stack = QStackedWidget()
        for field in self._fields.values():
            self._stack.addWidget(field)
        self._stack.setFixedHeight(self._name.sizeHint().height() + 2)
        row = QHBoxLayout()
        row.addWidget(self.ways)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(row)
        column.addWidget(self._stack)

    def choose(self, way: str) -> None:
        """Show the field of a way."""
        self.ways.choose(way)
        self._stack.setCurrentWidget(self._fields[way])
        self.changed.emit()

    def refresh(self) -> None:
        """Offer the sources there are."""
        fill_sources(self._source, self._session)

    def scope(self) -> erase.Scope | None:
        """Return what is chosen, None if that says nothing yet."""
        way = self.ways.key
        if way == "about":
            name = self._name.text().strip()
            return erase.About(names=(name,)) if name else None
        if way == "source":
            id_ = self._source.currentData()
            return erase.OneSource(source_id=SourceId(id_)) if id_ is not None else None
        if way == "kind":
            return erase.OfKind(kind=EventKind(self._kind.currentData()))
        if way == "found":
            query = self._query.text().strip()
            return erase.Found(query=query) if query else None
        if way == "time":
            return self._span()
        return erase.Everything()

    def _line(self, words: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(words)
        line.setPlaceholderText(words)
        line.returnPressed.connect(self.entered)
        return line

    def _span(self) -> erase.Scope | None:
        first, last = read_date(self._first.text()), read_date(self._last.text())
        if first is None or last is None:
            return None
        until = _after(last, self._last.text())
        if until <= first:
            return None
        return erase.Between(first=self._midnight(first), until=self._midnight(until))

    def _midnight(self, day: date) -> Timestamp:
        """Return when a day begins on this machine."""
        utc = Timestamp(to_day(day) * _DAY)
        return Timestamp(utc - self._clock.utc_offset_minutes(utc) * _MINUTE)


def fill_sources(
    choice: Choice, session: Session, before: Sequence[tuple[str, object]] = ()
) -> None:
    """Offer the sources by name, behind what comes `before` them; what is chosen stays chosen."""
    named = sorted(session.sources.values(), key=lambda one: one.name.casefold())
    wanted = [*before, *((one.name, int(one.id)) for one in named)]
    if [(choice.itemText(row), choice.itemData(row)) for row in range(choice.count())] == wanted:
        return
    chosen = choice.currentData()
    choice.blockSignals(True)
    choice.clear()
    for words, data in wanted:
        choice.addItem(words, data)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
    choice.blockSignals(False)


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    for widget in widgets:
        row.addWidget(widget)
    return holder


def _after(day: date, words: str) -> date:
    """Return the day after what was written: a year, a month or a day."""
    numbers = [part for part in words.replace("-", " ").replace(".", " ").split() if part]
    if len(numbers) == 1:
        return date(day.year + 1, 1, 1)
    if len(numbers) == 2:  # noqa: PLR2004  (month and year)
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(day.toordinal() + 1)
