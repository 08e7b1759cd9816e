"""Erasing for good: what is meant, what that would take away, the receipt."""

from datetime import date

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import SourceId
from second_me.core.protocol import erase
from second_me.desktop.privacy.care import Care
from second_me.desktop.privacy.plan_card import PlanCard
from second_me.desktop.privacy.receipts import Receipts
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.timeline.days import read_date, to_day
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Choice, Label, PushButton, Segments, label

_DAY = 86_400_000
_MINUTE = 60_000


class EraseView(QWidget):
    """Makes a `Scope` of what the person chooses, and shows what `Care` says to it."""

    def __init__(self, theme: Theme, care: Care, session: Session, clock: Clock) -> None:
        super().__init__()
        self._care = care
        self._session = session
        self._clock = clock
        self._ways = Segments(
            tr("What to erase"),
            [
                ("about", tr("Somebody")),
                ("source", tr("A source")),
                ("time", tr("A stretch of time")),
                ("found", tr("A search")),
                ("all", tr("Everything")),
            ],
        )
        self._ways.chosen.connect(self._on_way)
        self._name = self._line(tr("Name of a person, a place or a topic"))
        self._query = self._line(tr("What a search would find"))
        self._first = self._line(tr("From, such as March 2021"))
        self._last = self._line(tr("Up to and with"))
        self._source = Choice(theme, tr("Source"))
        self._fields = QStackedWidget()
        self._plan = PushButton(tr("Show what would go"), "primary")
        self._plan.clicked.connect(self._on_plan)
        self._wrong = Label("", "problem", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far erasing is"))
        self._state = label("", "quiet")
        self.card = PlanCard(theme, care, clock)
        self.receipts = Receipts(theme, care, clock)
        self._lay_out(theme)

    def refresh(self) -> None:
        """Show plan, progress and receipts as they stand."""
        care = self._care
        sources = {one.id: one.name for one in self._session.sources.values()}
        shown = {self._source.itemData(row) for row in range(self._source.count())}
        if shown != {int(id_) for id_ in sources}:
            self._source.clear()
            for id_, name in sorted(sources.items(), key=lambda one: one[1].casefold()):
                self._source.addItem(name, int(id_))
        self._plan.setEnabled(not care.planning and care.running is None)
        self._plan.setText(tr("Counting…") if care.planning else tr("Show what would go"))
        running = care.running is not None
        progress = care.progress
        self._bar.setVisible(running)
        self._state.setVisible(running)
        self._bar.setRange(0, progress.total if progress is not None else 0)
        self._bar.setValue(progress.done if progress is not None else 0)
        self._state.setText(
            progress.title if progress is not None else tr("It can no longer be found already.")
        )
        self.card.refresh()
        self.receipts.refresh()

    def _lay_out(self, theme: Theme) -> None:
        card = Card(theme)
        card.column.addWidget(Label(tr("What should go?"), "heading"))
        card.column.addWidget(
            label(tr("You see all that would go with it before anything does."), "quiet")
        )
        ways = QHBoxLayout()
        ways.addWidget(self._ways)
        ways.addStretch(1)
        card.column.addLayout(ways)
        span = QWidget()
        both = QHBoxLayout(span)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(Space.S)
        both.addWidget(self._first)
        both.addWidget(self._last)
        everything = label(tr("All that is remembered. The vault itself and settings stay."))
        for field in (self._name, self._source, span, self._query, everything):
            self._fields.addWidget(field)
        self._fields.setFixedHeight(self._name.sizeHint().height() + 2)
        card.column.addWidget(self._fields)
        card.column.addWidget(self._wrong)
        row = QHBoxLayout()
        row.addWidget(self._plan)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(self._bar)
        card.column.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for part in (card, self.card, self.receipts):
            column.addWidget(part)
        self._wrong.hide()

    def _line(self, words: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(words)
        line.setPlaceholderText(words)
        line.returnPressed.connect(self._on_plan)
        return line

    def _on_way(self, key: str) -> None:
        self._fields.setCurrentIndex(("about", "source", "time", "found", "all").index(key))
        self._wrong.hide()

    def _on_plan(self) -> None:
        scope = self._scope()
        self._wrong.setText(tr("Say first what you mean."))
        self._wrong.setVisible(scope is None)
        if scope is not None:
            self._care.plan_erase(scope)

    def _scope(self) -> erase.Scope | None:
        """Return what is chosen, None if that says nothing yet."""
        way = self._ways.key
        if way == "about":
            name = self._name.text().strip()
            return erase.About(names=(name,)) if name else None
        if way == "source":
            id_ = self._source.currentData()
            return erase.OneSource(source_id=SourceId(id_)) if id_ is not None else None
        if way == "found":
            query = self._query.text().strip()
            return erase.Found(query=query) if query else None
        if way == "time":
            return self._span()
        return erase.Everything()

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


def _after(day: date, words: str) -> date:
    """Return the day after what was written: a year, a month or a day."""
    numbers = [part for part in words.replace("-", " ").replace(".", " ").split() if part]
    if len(numbers) == 1:
        return date(day.year + 1, 1, 1)
    if len(numbers) == 2:  # noqa: PLR2004  (month and year)
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(day.toordinal() + 1)
