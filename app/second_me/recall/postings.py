"""Which rows hold which term: one piece of the index of words."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.recall.term_codes import TOPICAL, Codes

PIECE_ROWS: Final = 65_536
"""As many rows as two bytes can count."""

MOST_COUNTED: Final = 255
"""A term that stands in a text more often counts as this often."""

Local = NDArray[np.uint16]
Counts = NDArray[np.uint8]
Bounds = NDArray[np.int64]


class Postings:
    """For up to `PIECE_ROWS` rows: terms in ascending order, and for each the rows that hold
    it, ascending, and how often. Three bytes a posting. Not safe for threads.
    """

    def __init__(self) -> None:
        self._terms: Codes = np.zeros(0, dtype=np.uint32)
        self._starts: NDArray[np.int32] = np.zeros(1, dtype=np.int32)
        self.rows: Local = np.zeros(0, dtype=np.uint16)
        self.counts: Counts = np.zeros(0, dtype=np.uint8)

    @property
    def nbytes(self) -> int:
        """Return the bytes held."""
        held = (self._terms, self._starts, self.rows, self.counts)
        return sum(array.nbytes for array in held)

    def bounds(self, codes: Codes) -> tuple[Bounds, Bounds]:
        """Return where each code's postings begin and end; the same for one that is not here."""
        at = np.searchsorted(self._terms, codes)
        here = self._holds(codes, at)
        begins = self._starts[at].astype(np.int64)
        return begins, np.where(here, self._starts[at + here], begins)

    def add(self, codes: Codes, rows: Local, counts: Counts) -> None:
        """Add postings sorted by code and row, of rows beyond all that are here."""
        if not len(codes):
            return
        firsts = np.flatnonzero(np.diff(codes, prepend=codes[0] ^ 1))
        told, more = codes[firsts], np.diff(firsts, append=len(codes))
        at = np.searchsorted(self._terms, told)
        known = self._holds(told, at)
        places = np.repeat(self._starts[at + known], more)
        self._replace(np.insert(self.rows, places, rows), np.insert(self.counts, places, counts))
        fresh = at[~known]
        terms = np.insert(self._terms, fresh, told[~known])
        sizes = np.insert(np.diff(self._starts), fresh, 0)
        sizes[np.searchsorted(terms, told)] += more
        self._set_terms(terms, sizes)

    def remove(self, gone: NDArray[np.bool_]) -> None:
        """Take out the postings of the rows that are set in `gone`, shape (PIECE_ROWS,)."""
        kept = ~gone[self.rows]
        if kept.all():
            return
        sizes = np.add.reduceat(kept, self._starts[:-1], dtype=np.int32)
        self._replace(self.rows[kept], self.counts[kept])
        left = sizes > 0
        self._set_terms(self._terms[left], sizes[left])

    def wipe(self) -> None:
        """Overwrite everything. It is not to be used any more."""
        for array in (self._terms, self._starts, self.rows, self.counts):
            array.fill(0)

    def _holds(self, codes: Codes, at: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which codes stand where they would have their places."""
        if not len(self._terms):
            return np.zeros(len(codes), dtype=bool)
        held: NDArray[np.bool_] = self._terms[np.minimum(at, len(self._terms) - 1)] == codes
        return held

    def _replace(self, rows: Local, counts: Counts) -> None:
        self.rows.fill(0)
        self.counts.fill(0)
        self.rows, self.counts = rows, counts

    def _set_terms(self, terms: Codes, sizes: NDArray[np.integer]) -> None:
        self._terms.fill(0)
        self._terms = terms
        self._starts = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)


def posted(
    codes: Codes, lengths: NDArray[np.int64], first: int
) -> tuple[Codes, NDArray[np.int64], Counts]:
    """Return texts' codes, one text after another, as postings sorted by code and row.

    `lengths` says how many codes each text has, `first` is the first one's row.
    """
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    real = codes >= TOPICAL
    keys = (codes[real].astype(np.uint64) << np.uint64(32)) | rows[real]
    found, counts = np.unique(keys, return_counts=True)
    local = (found & np.uint64(0xFFFF_FFFF)).astype(np.int64) + first
    return (
        (found >> np.uint64(32)).astype(np.uint32),
        local,
        np.minimum(counts, MOST_COUNTED).astype(np.uint8),
    )
