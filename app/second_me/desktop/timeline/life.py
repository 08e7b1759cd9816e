"""What the Timeline page shows: days, the rows in view, and what is opened."""

import enum
import functools
from collections.abc import Callable

import msgspec

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.ids import EpisodeId, EventId
from second_me.core.protocol.episodes import EpisodeViews, GetEpisodes
from second_me.core.protocol.erase import EpisodesAlone, Memories, Scope
from second_me.core.protocol.memory import Events, EventsAround, Facts, FactView
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.timeline import (
    Days,
    Facets,
    GetStretch,
    Grain,
    ListDays,
    ListFacets,
    ListFactsOf,
    Only,
    Stretch,
)
from second_me.core.records import Episode, Event
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.timeline.cutting import Cutting
from second_me.desktop.timeline.days import DayRows

_PAGE = 100
_KEPT = 40
_AROUND = 4
_SHOWS = {Topic.EVENTS, Topic.EPISODES, Topic.FACTS, Topic.SOURCES}


class Zoom(enum.StrEnum):
    YEARS = "years"
    EPISODES = "episodes"
    MOMENTS = "moments"

    @property
    def grain(self) -> Grain:
        return Grain.EPISODES if self is Zoom.EPISODES else Grain.EVENTS


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: an episode or an event, what belongs to it, what was learned from it."""

    episode: Episode | None = None
    event: Event | None = None
    events: tuple[Event, ...] = ()
    facts: tuple[FactView, ...] = ()

    @property
    def scope(self) -> Scope:
        """Return what erasing it would mean."""
        if self.episode is not None:
            return EpisodesAlone(ids=(self.episode.id,), words=True)
        return Memories(ids=(self.event.id,) if self.event is not None else ())


class Life:
    """Knows how much lies on each day, and fetches rows as they come into view.

    `on_days` follows a change of the whole, `on_rows` the coming of rows, `on_opened` what is
    looked at.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.zoom = Zoom.EPISODES
        self.only = Only()
        self.ready = True
        self.loaded = False
        self.error = ""
        self.rows = DayRows(())
        self.facets = Facets(authors=(), kinds=())
        self.opened: Opened | None = None
        self.cutting = Cutting(caller)
        self.cutting.on_cut = self.open_episode
        self.cutting.on_change = self._on_note
        self.on_days: Callable[[], None] = _nothing
        self.on_rows: Callable[[], None] = _nothing
        self.on_opened: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh
        self._pages: dict[int, tuple[Event, ...] | tuple[Episode, ...]] = {}
        self._asked: set[int] = set()
        self._turn = 0

    def refresh(self) -> None:
        """Ask anew for the days; rows are asked for again as they come into view."""
        self._turn += 1
        request = ListDays(grain=self.zoom.grain, only=self.only)
        self._caller.call(request, functools.partial(self._on_days, self._turn), self._on_error)
        self._caller.call(ListFacets(), self._on_facets, ignore)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._turn += 1
        self._drop_rows()
        self.rows = DayRows(())
        self.facets = Facets(authors=(), kinds=())
        self.only = Only()
        self.opened = None
        self.cutting.forget()
        self.loaded = False
        self.on_days()
        self.on_opened()

    def on_push(self, push: PushParams) -> None:
        if not isinstance(push, Changed) or not self.loaded:
            return
        topics = push.changes.topics
        if topics & _SHOWS or (Topic.AGENT in topics and not self.ready):
            self.on_stale()

    def look(self, zoom: Zoom) -> None:
        """Look more or less closely."""
        if zoom is not self.zoom:
            grain, self.zoom = self.zoom.grain, zoom
            if zoom.grain is grain:
                self.on_days()
            else:
                self._drop_rows()
                self.rows = DayRows(())
                self.refresh()

    def narrow(self, only: Only) -> None:
        """Show only a part."""
        if only != self.only:
            self.only = only
            self._drop_rows()
            self.refresh()

    def row(self, number: int) -> Event | Episode | None:
        """Return what stands in a row, None while it is not here yet."""
        page = self._pages.get(number // _PAGE)
        inside = number % _PAGE
        return page[inside] if page is not None and inside < len(page) else None

    def need(self, first: int, last: int) -> None:
        """See that the rows `first` to `last` (not within) come."""
        for page in range(first // _PAGE, -(-max(last, first) // _PAGE)):
            if page in self._pages:
                self._pages[page] = self._pages.pop(page)  # the latest used goes last
            elif page not in self._asked:
                self._asked.add(page)
                request = GetStretch(
                    first=page * _PAGE, limit=_PAGE, grain=self.zoom.grain, only=self.only
                )
                done = functools.partial(self._on_stretch, self._turn, page)
                self._caller.call(request, done, functools.partial(self._on_no_stretch, page))

    def open_row(self, number: int) -> None:
        """Look at what stands in a row."""
        self.cutting.forget()
        found = self.row(number)
        if isinstance(found, Episode):
            self.open_episode(found.id)
        elif found is not None:
            self.open_event(found.id)

    def open_event(self, id_: EventId) -> None:
        around = EventsAround(id=id_, before=_AROUND, after=_AROUND)
        self._caller.call(around, functools.partial(self._on_around, id_), self._on_error)

    def open_episode(self, id_: EpisodeId) -> None:
        self._caller.call(GetEpisodes(ids=(id_,)), self._on_episode, self._on_error)

    def close(self) -> None:
        self.opened = None
        self.cutting.forget()
        self.on_opened()

    def _on_note(self) -> None:
        self.on_opened()

    def _drop_rows(self) -> None:
        self._pages.clear()
        self._asked.clear()

    def _on_days(self, turn: int, days: Days) -> None:
        if turn != self._turn:
            return
        self.error = ""
        self.loaded = True
        self.ready = days.ready
        self.rows = DayRows(days.days)
        self._drop_rows()
        self.on_days()

    def _on_facets(self, facets: Facets) -> None:
        if facets != self.facets:
            self.facets = facets
            self.on_days()

    def _on_error(self, error: SecondMeError) -> None:
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_days()

    def _on_stretch(self, turn: int, page: int, stretch: Stretch) -> None:
        if turn != self._turn:
            return
        self._asked.discard(page)
        self._pages[page] = stretch.events or stretch.episodes
        while len(self._pages) > _KEPT:
            self._pages.pop(next(iter(self._pages)))
        self.on_rows()

    def _on_no_stretch(self, page: int, _error: SecondMeError) -> None:
        self._asked.discard(page)

    def _on_around(self, id_: EventId, around: Events) -> None:
        event = next((one for one in around.events if one.id == id_), None)
        if event is not None:
            self._show(Opened(event=event, events=around.events), (id_,))

    def _on_episode(self, found: EpisodeViews) -> None:
        for view in found.episodes:
            ids = tuple(event.id for event in view.events)
            self._show(Opened(episode=view.episode, events=view.events), ids)

    def _show(self, opened: Opened, ids: tuple[EventId, ...]) -> None:
        self.opened = opened
        self.on_opened()
        done = functools.partial(self._on_facts, opened)
        self._caller.call(ListFactsOf(event_ids=ids), done, ignore)

    def _on_facts(self, opened: Opened, facts: Facts) -> None:
        if self.opened is opened and facts.facts:
            self.opened = msgspec.structs.replace(opened, facts=facts.facts)
            self.on_opened()


def _nothing() -> None:
    pass
