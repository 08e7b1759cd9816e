"""Which events stand beside each other: threads, and the stretches of talk within them.

A stretch ends where nothing is said for some hours. Where events bear no thread, those of one
source that lie close in time are taken for one.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.recall.event_table import NOBODY, EventTable, Rows
from second_me.recall.name_codes import NameCodes

_HOUR: Final = 3_600_000
STRETCH_GAP: Final = 6 * _HOUR
"""Milliseconds of silence that end a stretch of talk."""

THREADLESS_GAP: Final = 3 * _HOUR
"""The same where nothing but time and source says that events belong together."""


class Conversations:
    """Keeps `thread`, `session`, `before` and `after` of a table. Not safe for threads.

    Events of a thread stand in the order of time, position and id. Those that come in this
    order, as nearly all do, are put at the end at once; threads where one came out of order
    are put right together by `settle`.
    """

    def __init__(self, table: EventTable) -> None:
        self._table = table
        self._names: NameCodes[int] = NameCodes()
        self._tails = np.zeros(1, dtype=np.int32)
        self._gaps = np.zeros(1, dtype=np.int64)
        self._unsettled: set[int] = set()

    def codes(self, sources: Sequence[int], threads: Sequence[str]) -> NDArray[np.int32]:
        """Return the code of each row's thread. Of its name only a hash is kept."""
        codes = self._names.bear(list(map(hash, zip(sources, threads, strict=True))))
        more = self._names.count - len(self._tails)
        if more > 0:
            spare = np.zeros(more + more // 2, dtype=np.int64)
            self._tails = np.concatenate((self._tails, spare.astype(np.int32)))
            self._gaps = np.concatenate((self._gaps, spare))
        threaded = np.fromiter(map(bool, threads), dtype=bool, count=len(threads))
        self._gaps[codes] = np.where(threaded, STRETCH_GAP, THREADLESS_GAP)
        return codes

    def add(self, rows: Rows) -> None:
        """Put new rows, whose `thread` is set, into their places."""
        table = self._table
        rows = self._sorted(rows)
        table.session[rows] = rows
        threads = table.thread[rows]
        leads = _changes(threads)
        before = np.where(leads, self._tails[threads], np.roll(rows, 1))
        late = np.unique(threads[leads & self._comes_before(rows, before)]).tolist()
        self._unsettled.update(late)
        if self._unsettled:
            kept = ~np.isin(threads, np.fromiter(self._unsettled, np.int32))
            rows, before = rows[kept], before[kept]
        self._join(rows, before)

    def remove(self, rows: Rows) -> None:
        """Take rows out of their places; call it before the table's own `remove`."""
        table = self._table
        doomed = np.zeros(table.count, dtype=bool)
        doomed[rows] = True
        self._skip(table.before, rows, doomed)
        self._skip(table.after, rows, doomed)
        before, after = table.before[rows], table.after[rows]
        threads = table.thread[rows]
        held = (before != NOBODY) & (after != NOBODY)
        torn = held & (table.at[after] - table.at[before] > self._gaps[threads])
        ends = self._tails[threads] == rows
        self._tails[threads[ends]] = before[ends]
        # What comes before a stretch that is gone is in another stretch of the thread.
        self._unsettled.update(np.unique(threads[torn | (ends & (before == NOBODY))]).tolist())
        table.after[before] = after
        table.before[after] = before
        table.before[NOBODY] = table.after[NOBODY] = NOBODY
        self._names.drop(threads)

    def settle(self) -> None:
        """Put the threads right in which an event came out of order, or a gap was torn."""
        if not self._unsettled:
            return
        table = self._table
        codes = np.fromiter(self._unsettled, np.int32)
        self._unsettled = set()
        wanted = table.thread == codes[0] if len(codes) == 1 else np.isin(table.thread, codes)
        rows = np.flatnonzero(wanted & table.alive)
        self._tails[codes] = NOBODY
        table.before[rows] = table.after[rows] = NOBODY
        rows = self._sorted(rows)
        before = np.where(_changes(table.thread[rows]), NOBODY, np.roll(rows, 1))
        self._join(rows, before)
        table.lengths.clear()

    def _sorted(self, rows: Rows) -> Rows:
        table = self._table
        keys = (table.ids[rows], table.position[rows], table.at[rows], table.thread[rows])
        return rows[np.lexsort(keys)]

    def _comes_before(self, rows: Rows, others: Rows) -> NDArray[np.bool_]:
        """Say of each row whether its place is before the other's of its thread."""
        table = self._table
        earlier = table.ids[rows] < table.ids[others]
        for column in (table.position, table.at):
            mine, its = column[rows], column[others]
            earlier = (mine < its) | ((mine == its) & earlier)
        found: NDArray[np.bool_] = earlier & (others != NOBODY)
        return found

    def _join(self, rows: Rows, before: Rows) -> None:
        """Put rows in order, each after the one given, where these are in one stretch."""
        if not len(rows):
            return
        table = self._table
        threads = table.thread[rows]
        near = table.at[rows] - table.at[before] <= self._gaps[threads]
        joined = (before != NOBODY) & near
        table.before[rows] = np.where(joined, before, NOBODY)
        table.after[before[joined]] = rows[joined]
        # A stretch is named for its first row, which may have come with an earlier batch.
        starts = _changes(threads) | ~joined
        names = np.where(joined, table.session[before], rows)
        begun = np.maximum.accumulate(np.where(starts, np.arange(len(rows)), 0))
        table.session[rows] = names[begun]
        lasts = np.roll(_changes(threads), -1)
        self._tails[threads[lasts]] = rows[lasts]

    def _skip(self, links: NDArray[np.int32], rows: Rows, doomed: NDArray[np.bool_]) -> None:
        """Let the links of doomed rows lead to the next one that stays, twice as far each time."""
        moving = rows
        while len(moving):
            moving = moving[doomed[links[moving]]]
            links[moving] = links[links[moving]]


def _changes(values: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before; true at the first."""
    changed = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
