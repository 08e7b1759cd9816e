"""The two sides of a review: a fact with its words, or an entity with its names."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from second_me.core.clock import Moment
from second_me.core.ids import EventId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Entity, Event, Quote
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.session import Session
from second_me.desktop.theme import Space
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Label, Line, label
from second_me.desktop.widgets.frames import clear

_QUOTED = 320


class Side(QFrame):
    """One side; `role` is "old" or "new"."""

    def __init__(self, role: str, title: str, session: Session) -> None:
        super().__init__()
        self.setProperty("role", role)
        self._session = session
        self._title = title
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.S)

    def show_fact(self, view: FactView, event: Event | None) -> None:
        """Show what is said, since when, and by which words."""
        clear(self._column)
        self._column.addWidget(Label(self._title, "over"))
        self._column.addWidget(label(plain(view.fact.text), "title", selectable=True))
        self._column.addWidget(label(since(view), "caption"))
        if view.quotes:
            self._column.addWidget(Line())
            self._quote(view.quotes[0], event)
        self._column.addStretch(1)

    def show_entity(
        self, entity: Entity, words: Sequence[Quote], events: Mapping[EventId, Event]
    ) -> None:
        """Show a name with the others it goes by, and the words that show who it is."""
        clear(self._column)
        self._column.addWidget(label(plain(entity.name), "title", selectable=True))
        if entity.aliases:
            names = ", ".join(plain(name) for name in entity.aliases)
            self._column.addWidget(label(tr("also {names}").format(names=names), "quiet"))
        self._column.addWidget(Line())
        for quote in words:
            self._quote(quote, events.get(quote.event_id))
        if not words:
            self._column.addWidget(label(tr("Nothing shows it any more."), "caption"))
        self._column.addStretch(1)

    def _quote(self, quote: Quote, event: Event | None) -> None:
        words = " ".join(plain(quote.text).split())
        shown = words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + "…"
        self._column.addWidget(label(f"“{shown}”", selectable=True))
        self._column.addWidget(label(self._told(event), "caption"))

    def _told(self, event: Event | None) -> str:
        if event is None:
            return tr("Where it was said is being looked up.")
        where = wording.where(event, self._session.source_name(event.source_id))
        return f"{wording.who(event)} · {wording.when(event.moment)} · {where}"


def since(view: FactView) -> str:
    """Return from when to when a fact holds, or when it was learned."""
    fact = view.fact
    if fact.valid_from is None and fact.valid_to is None:
        learned = wording.day(Moment(fact.learned_at).local())
        return tr("known since {when}").format(when=learned)
    if fact.valid_from is not None:
        began = wording.when(Moment(fact.valid_from, fact.valid_precision))
    if fact.valid_to is None:
        return tr("since {when}").format(when=began)
    ended = wording.when(Moment(fact.valid_to, fact.valid_precision))
    if fact.valid_from is None:
        return tr("until {when}").format(when=ended)
    return tr("from {first} to {last}").format(first=began, last=ended)
