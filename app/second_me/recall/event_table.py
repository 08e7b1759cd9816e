"""What is known of each event besides its words: one array a column, one place a row."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

NOBODY: Final = 0
"""A row that is never an event: what stands for "no such row" inside the index."""

_COLUMNS: Final = {
    "ids": np.int64,
    "alive": np.bool_,
    "at": np.int64,
    "dated": np.bool_,
    "author": np.int32,
    "thread": np.int32,
    "position": np.int32,
    "session": np.int32,
    "before": np.int32,
    "after": np.int32,
    "kind": np.uint8,
    "origin": np.uint8,
    "asks": np.bool_,
    "tells": np.bool_,
    "words": np.uint16,
    "terms": np.uint16,
}

_LEAST_GROWTH: Final = 4096


class WindowLengths(msgspec.Struct, frozen=True):
    """How many words that carry a topic each row and its neighbours have, and in the mean."""

    terms: NDArray[np.float32]
    average: np.float32


class EventTable:
    """Columns that grow at the end. A row keeps its number; what is removed leaves a gap."""

    ids: NDArray[np.int64]
    alive: NDArray[np.bool_]
    at: NDArray[np.int64]
    dated: NDArray[np.bool_]
    """Something is known of when it was: `at` is more than a place to be sorted to."""
    author: NDArray[np.int32]
    thread: NDArray[np.int32]
    position: NDArray[np.int32]
    session: NDArray[np.int32]
    """The first row of its stretch of conversation."""
    before: NDArray[np.int32]
    """The row before it in its stretch of conversation, or `NOBODY`."""
    after: NDArray[np.int32]
    kind: NDArray[np.uint8]
    origin: NDArray[np.uint8]
    asks: NDArray[np.bool_]
    tells: NDArray[np.bool_]
    """It speaks in the first person."""
    words: NDArray[np.uint16]
    """Words of the text and the title."""
    terms: NDArray[np.uint16]
    """Those of the words that carry a topic."""

    def __init__(self) -> None:
        self._whole: dict[str, NDArray[Any]] = {
            name: np.zeros(1, dtype=dtype) for name, dtype in _COLUMNS.items()
        }
        self._count = 1
        self._order: Rows | None = None
        self._ascending = True
        self.lengths: dict[int, WindowLengths] = {}
        """By how many neighbours count, as long as nothing changes."""
        self._show()

    @property
    def count(self) -> int:
        """Return the number of rows, the gaps and `NOBODY` with them."""
        return self._count

    @property
    def nbytes(self) -> int:
        """Return the bytes held."""
        lengths = sum(one.terms.nbytes for one in self.lengths.values())
        return lengths + sum(array.nbytes for array in self._whole.values())

    def append(self, values: dict[str, NDArray[Any]]) -> Rows:
        """Add rows, alive, of these columns, the others zero; return their numbers."""
        ids = values["ids"]
        first, self._count = self._count, self._count + len(ids)
        self._grow(self._count)
        self._show()
        rows = np.arange(first, self._count)
        for name, column in values.items():
            self._whole[name][first : self._count] = column
        self.alive[first:] = True
        later = bool((self.ids[first:] > self.ids[first - 1 : -1]).all())
        self._ascending = self._ascending and later
        self._order = None
        self.lengths.clear()
        return rows

    def remove(self, rows: Rows) -> None:
        """Overwrite rows. Their ids stay, which say nothing; they are never given again."""
        for name, column in self._whole.items():
            if name != "ids":
                column[rows] = 0
        self._order = None
        self.lengths.clear()

    def rows_of(self, ids: NDArray[np.int64]) -> Rows:
        """Return the rows of ids, `NOBODY` for those that are not here."""
        if self._ascending:
            at = np.minimum(np.searchsorted(self.ids, ids), self._count - 1)
        else:
            order = self._in_order()
            places = np.searchsorted(self.ids[order], ids)
            at = order[np.minimum(places, len(order) - 1)]
        found: Rows = np.where((self.ids[at] == ids) & self.alive[at], at, NOBODY)
        return found

    def safe(self, rows: NDArray[Any]) -> Rows:
        """Return rows with `NOBODY` in place of all that there are not."""
        asked = np.asarray(rows, dtype=np.int64)
        found: Rows = np.where((asked >= 0) & (asked < self._count), asked, NOBODY)
        return found

    def wipe(self) -> None:
        """Overwrite everything. It is not to be used any more."""
        self.lengths.clear()
        for column in self._whole.values():
            column.fill(0)

    def _in_order(self) -> Rows:
        """Return the rows alive by ascending id, led by `NOBODY`."""
        if self._order is None:
            here = np.flatnonzero(self.alive)
            here = here[np.argsort(self.ids[here], kind="stable")]
            self._order = np.concatenate(([NOBODY], here))
        return self._order

    def _grow(self, count: int) -> None:
        room = len(self._whole["ids"])
        if count <= room:
            return
        size = max(count, room + max(room // 8, _LEAST_GROWTH))
        for name, old in self._whole.items():
            new = np.zeros(size, dtype=old.dtype)
            new[:room] = old
            old.fill(0)
            self._whole[name] = new

    def _show(self) -> None:
        for name, column in self._whole.items():
            setattr(self, name, column[: self._count])


def among(column: NDArray[Any], values: Sequence[int]) -> NDArray[np.bool_]:
    """Return where a column holds one of a few values; quicker than `np.isin` by far."""
    found = np.zeros(len(column), dtype=bool)
    for value in values:
        found |= column == value
    return found
