"""Which events show a fact, and which make up an episode, both ways, in RAM.

It is read from the rows at unlock and, record by record, after each change of theirs, so that a
question need not. Nothing of it is ever saved.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.ids import EpisodeId
from second_me.vault.session import Session
from second_me.vault.vault import Vault

Ids = NDArray[np.int64]

Link = tuple[int, int, bool]
"""A record, an event that it came from, and whether it still holds."""

Reader = Callable[[Session, Sequence[int] | None], Iterator[Sequence[Link]]]
"""Yields the links of some records, or of all."""


class Links(msgspec.Struct, frozen=True):
    """Links in ascending order of records: `records` and `events` of shape (n,), `holds` too.
    `by_event` puts them into the order of events, and `ordered` are the events in that order.
    """

    records: NDArray[np.int32]
    events: NDArray[np.int32]
    holds: NDArray[np.bool_]
    by_event: NDArray[np.int32]
    ordered: NDArray[np.int32]

    @classmethod
    def of(cls, records: Ids, events: Ids, holds: NDArray[np.bool_]) -> "Links":
        """Put links in order."""
        order = np.argsort(records, kind="stable")
        by_record = events[order].astype(np.int32)
        by_event = np.argsort(by_record, kind="stable").astype(np.int32)
        return cls(
            records=records[order].astype(np.int32),
            events=by_record,
            holds=holds[order],
            by_event=by_event,
            ordered=by_record[by_event],
        )

    def __len__(self) -> int:
        return len(self.records)

    @property
    def nbytes(self) -> int:
        """Return the bytes held."""
        held = (self.records, self.events, self.holds, self.by_event, self.ordered)
        return sum(one.nbytes for one in held)

    def events_of(self, records: Ids) -> tuple[NDArray[np.intp], Ids]:
        """Return the events of some records, and which of `records` each belongs to."""
        which, places = _found(self.records, records)
        return which, self.events[places].astype(np.int64)

    def records_of(self, events: Ids, *, ended: bool) -> tuple[NDArray[np.intp], Ids]:
        """Return the records that some events are in, and which of `events` each belongs to.
        Those that hold no more are among them if `ended`.
        """
        which, among = _found(self.ordered, events)
        places = self.by_event[among]
        if not ended:
            kept = self.holds[places]
            which, places = which[kept], places[kept]
        return which, self.records[places].astype(np.int64)

    def holding(self, records: Ids) -> NDArray[np.bool_]:
        """Return which of some records still hold."""
        if not len(self):
            return np.zeros(len(records), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.records, _small(records)), len(self) - 1)
        found: NDArray[np.bool_] = (self.records[at] == records) & self.holds[at]
        return found


NONE: Final = Links.of(
    np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
)


class DerivedLinks:
    """The links of all facts, or of all episodes. Any thread may call any method.

    A question takes `held` once and works on that: it is never changed, only replaced.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        # Rows are read and taken over by one thread at a time, so that what was read later
        # stands.
        self._changing = threading.Lock()
        self._clearings = 0
        self.held = NONE
        self.version = 0

    def load(self, vault: Vault) -> None:
        """Read all links. Raises what the vault raises."""
        clearings = self._clearings
        with self._changing:
            self._hold(_arrays(vault, self._reader, None), clearings)

    def update(self, vault: Vault, records: Iterable[int]) -> None:
        """Read the links of some records anew; call it after the commit of what changed them.
        Raises what the vault raises.
        """
        clearings, changed = self._clearings, list(records)
        with self._changing:
            new = _arrays(vault, self._reader, changed)
            old = self.held
            kept = ~np.isin(old.records, np.asarray(changed, dtype=np.int64))
            if len(new) or not kept.all():
                both = Links.of(
                    np.concatenate((old.records[kept], new.records)),
                    np.concatenate((old.events[kept], new.events)),
                    np.concatenate((old.holds[kept], new.holds)),
                )
                self._hold(both, clearings)

    def forget(self, vault: Vault, events: Ids) -> None:
        """Read the records anew that erased events were in. Raises what the vault raises."""
        _, records = self.held.records_of(events, ended=True)
        if len(records):
            self.update(vault, np.unique(records).tolist())

    def clear(self) -> None:
        """Forget all links, those that are being read just now too."""
        self._clearings += 1
        self.held = NONE
        self.version += 1

    def _hold(self, links: Links, clearings: int) -> None:
        if clearings == self._clearings:
            self.held = links
            self.version += 1


def fact_links(session: Session, ids: Sequence[int] | None) -> Iterator[Sequence[Link]]:
    """Yield which events show facts: those that stand, and those that are over but were true."""
    return session.facts.links(ids)


def episode_links(session: Session, ids: Sequence[int] | None) -> Iterator[Sequence[Link]]:
    """Yield the events of episodes."""
    if ids is None:
        for pairs in session.episodes.pairs():
            yield [(episode, event, True) for event, episode in pairs]
        return
    members = session.episodes.events(EpisodeId(id_) for id_ in ids)
    yield [(episode, event, True) for episode, events in members.items() for event in events]


def _arrays(vault: Vault, reader: Reader, ids: Sequence[int] | None) -> Links:
    parts = vault.read(
        lambda session: [np.asarray(chunk, dtype=np.int64) for chunk in reader(session, ids)]
    )
    links = np.concatenate([np.zeros((0, 3), dtype=np.int64), *(one for one in parts if len(one))])
    return Links.of(links[:, 0], links[:, 1], links[:, 2].astype(np.bool_))


def _found(ordered: NDArray[np.int32], wanted: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the values `wanted` stand in an ascending array, and which of them each is."""
    small = _small(wanted)
    first = np.searchsorted(ordered, small, side="left")
    counts = np.searchsorted(ordered, small, side="right") - first
    which = np.repeat(np.arange(len(wanted)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, first[which] + within


def _small(ids: Ids) -> NDArray[np.int32]:
    """Return ids as the arrays have them, which are not copied to be searched then."""
    return np.asarray(ids).astype(np.int32)
