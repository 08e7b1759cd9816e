"""All events, or all episodes, in the order of time, from the indexes in memory."""

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import EventId, FactId
from second_me.core.protocol.timeline import (
    UNDATED,
    AuthorCount,
    DayCount,
    Facets,
    Grain,
    Only,
    PlaceCount,
)
from second_me.core.records import EventKind
from second_me.recall.event_texts import KINDS
from second_me.recall.indexes import Indexes
from second_me.vault.vault import Vault

_DAY: Final = 86_400_000
_MINUTE: Final = 60_000
_KEPT: Final = 8
"""Orders kept at a time: one a filter that was looked at lately."""

Ids = NDArray[np.int64]


class Order:
    """Ids of events or episodes, the latest first, with the time of each; both of shape (n,).

    What is not `dated` comes after all else.
    """

    def __init__(self, ids: Ids, at: Ids, dated: NDArray[np.bool_]) -> None:
        order = np.lexsort((ids, at, dated))[::-1]
        self.ids = ids[order]
        self.at = at[order]
        self._dated = int(np.count_nonzero(dated))

    def days(self, clock: Clock) -> tuple[DayCount, ...]:
        """Return how many lie on each day of the machine's time zone, the latest day first."""
        known = self.at[: self._dated]
        utc_days, which = np.unique(known // _DAY, return_inverse=True)
        # The offset is that of noon: two days a year it is an hour off at one of their ends.
        noons = (Timestamp(int(day) * _DAY + _DAY // 2) for day in utc_days)
        offsets = np.array([clock.utc_offset_minutes(noon) for noon in noons], dtype=np.int64)
        local = (known + offsets[which] * _MINUTE) // _DAY
        days, counts = np.unique(local, return_counts=True)
        pairs = zip(days[::-1].tolist(), counts[::-1].tolist(), strict=True)
        undated = len(self.at) - self._dated
        rest = (DayCount(UNDATED, undated),) if undated else ()
        return (*(DayCount(day, count) for day, count in pairs), *rest)


class Timeline:
    """Orders of the events of one open vault, made when first asked for and kept while nothing
    changes. Any thread may call any method.
    """

    def __init__(self, vault: Vault, indexes: Indexes) -> None:
        self._vault = vault
        self._indexes = indexes
        self._guard = threading.Lock()
        self._version: tuple[int, int] = (-1, -1)
        self._orders: dict[tuple[Grain, Only], Order] = {}

    @property
    def ready(self) -> bool:
        """Say whether all events have been read into memory."""
        return self._indexes.events.ready

    def order(self, grain: Grain, only: Only) -> Order:
        """Return the order of what `only` leaves. Raises what reading the vault raises."""
        version = (self._indexes.events.version, self._indexes.episode_links.version)
        with self._guard:
            if version != self._version:
                self._version = version
                self._orders.clear()
            known = self._orders.get((grain, only))
        if known is not None:
            return known
        made = self._events(only) if grain is Grain.EVENTS else self._episodes(only)
        with self._guard:
            if version == self._version:
                while len(self._orders) >= _KEPT:
                    self._orders.pop(next(iter(self._orders)))
                self._orders[grain, only] = made
        return made

    def facets(self, most: int, places: int = 100) -> Facets:
        """Return who wrote most, which kinds of events there are, and where most episodes were."""
        events = self._indexes.events
        columns = events.columns(np.flatnonzero(events.where()))
        counts = np.bincount(columns.author, minlength=1)
        named = [(name, int(counts[code])) for name, code in _known(events.authors(), counts)]
        named.sort(key=lambda one: (-one[1], one[0]))
        kinds = np.bincount(columns.kind, minlength=len(KINDS))
        there = self._vault.read(lambda session: session.episodes.places(places))
        return Facets(
            authors=tuple(AuthorCount(name=name, count=count) for name, count in named[:most]),
            kinds=tuple(EventKind(kind) for kind, n in zip(KINDS, kinds, strict=False) if n),
            places=tuple(PlaceCount(name=name, count=count) for name, count in there),
        )

    def facts_of(self, events: Sequence[EventId]) -> list[FactId]:
        """Return the facts that stand and that one of the events shows, the earliest first."""
        wanted = np.asarray(events, dtype=np.int64)
        _, facts = self._indexes.fact_links.held.records_of(wanted, ended=False)
        return [FactId(id_) for id_ in np.unique(facts).tolist()]

    def _events(self, only: Only) -> Order:
        events = self._indexes.events
        mask = events.where(authors=only.authors or None, kinds=only.kinds or None)
        rows = np.flatnonzero(mask)
        if only.sources:
            rows = np.intersect1d(rows, self._of_sources(only))
        if only.places:
            rows = np.intersect1d(rows, self._at_places(only))
        columns = events.columns(rows)
        there = columns.ids > 0
        return Order(columns.ids[there], columns.at[there], columns.dated[there])

    def _episodes(self, only: Only) -> Order:
        """Return episodes at the time of their first event."""
        links = self._indexes.episode_links.held
        wanted = np.arange(0)
        if only != Only():
            _, wanted = links.records_of(self._events(only).ids, ended=False)
        records, events = links.records.astype(np.int64), links.events.astype(np.int64)
        if only != Only():
            among = np.isin(records, wanted)
            records, events = records[among], events[among]
        rows = self._indexes.events.rows_of(events)
        there = rows >= 0
        columns = self._indexes.events.columns(rows[there])
        records = records[there]
        if not len(records):
            return Order(records, columns.at, columns.dated)
        starts = np.flatnonzero(np.diff(records, prepend=records[0] - 1))
        at = np.minimum.reduceat(columns.at, starts)
        return Order(records[starts], at, np.logical_or.reduceat(columns.dated, starts))

    def _at_places(self, only: Only) -> Ids:
        """Return the rows of the events whose episodes were at the places."""
        episodes = self._vault.read(lambda session: session.episodes.at_places(only.places))
        links = self._indexes.episode_links.held
        there = np.isin(links.records, np.asarray(episodes, dtype=np.int64))
        return self._indexes.events.rows_of(links.events[there].astype(np.int64))

    def _of_sources(self, only: Only) -> Ids:
        ids = self._vault.read(
            lambda session: [
                id_ for source in only.sources for id_ in session.events.ids_of_source(source)
            ]
        )
        return self._indexes.events.rows_of(ids)


def _known(authors: dict[str, int], counts: NDArray[np.int64]) -> list[tuple[str, int]]:
    return [(name, code) for name, code in authors.items() if code < len(counts) and counts[code]]
