"""Some thousand vectors as codes of one byte a dimension, scanned by faiss."""

from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS: Final = 16_384
"""Rows are kept in blocks of 6 MB: growing never copies, and at most one block is spare."""

NO_CELL: Final = 0xFFFF
"""The cell of a row that was not put into any yet. Such rows are always looked at."""

_SIGN: Final = np.uint8(0x80)
"""faiss keeps a signed byte as itself plus 128."""

_SPARSE: Final = 0.5
"""Looking only at chosen rows is quicker than looking at all while they are fewer than this."""

Ids = NDArray[np.int64]
Codes = NDArray[np.int8]
Cells = NDArray[np.uint16]


class VectorBlock:
    """Up to `BLOCK_ROWS` rows in a faiss index whose memory is written from here. Not safe for
    threads.
    """

    def __init__(self, dims: int) -> None:
        self._index = faiss.IndexScalarQuantizer(
            dims, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        # Room for all rows at once: faiss would double it step by step and leave old copies.
        self._index.codes.resize(BLOCK_ROWS * dims)
        raw = faiss.rev_swig_ptr(self._index.codes.data(), BLOCK_ROWS * dims)
        self._codes: NDArray[np.uint8] = raw.reshape(BLOCK_ROWS, dims)
        self._ids: Ids = np.zeros(BLOCK_ROWS, dtype=np.int64)
        self._cells: Cells = np.full(BLOCK_ROWS, NO_CELL, dtype=np.uint16)
        self._order: NDArray[np.uint16] | None = None
        self._lowest = np.iinfo(np.int64).max
        self._highest = np.iinfo(np.int64).min
        self.count = 0

    @property
    def ids(self) -> Ids:
        """Return the ids of the rows."""
        return self._ids[: self.count]

    @property
    def cells(self) -> Cells:
        """Return the cells of the rows."""
        return self._cells[: self.count]

    @property
    def room(self) -> int:
        """Return how many rows still go in."""
        return BLOCK_ROWS - self.count

    @property
    def nbytes(self) -> int:
        """Return the bytes held."""
        order = 0 if self._order is None else self._order.nbytes
        return int(self._codes.nbytes + self._ids.nbytes + self._cells.nbytes + order)

    def codes(self, rows: NDArray[np.integer] | slice) -> Codes:
        """Return the codes of some rows, shape (n, dims)."""
        return (self._codes[rows] ^ _SIGN).view(np.int8)

    def append(self, ids: Ids, codes: Codes, cells: Cells) -> int:
        """Take as many rows as there is room for and return how many."""
        taken = min(self.room, len(ids))
        end = self.count + taken
        self._codes[self.count : end] = codes[:taken].view(np.uint8) ^ _SIGN
        self._ids[self.count : end] = ids[:taken]
        self._cells[self.count : end] = cells[:taken]
        self._lowest = min(self._lowest, int(ids[:taken].min()))
        self._highest = max(self._highest, int(ids[:taken].max()))
        self._resize(end)
        return taken

    def remove(self, ids: Ids) -> None:
        """Take the rows of these ids out, moving the last ones into their places."""
        if not len(ids) or ids.max() < self._lowest or ids.min() > self._highest:
            return
        doomed = np.isin(self.ids, ids)
        end = self.count - int(doomed.sum())
        holes = np.flatnonzero(doomed[:end])
        movers = end + np.flatnonzero(~doomed[end:])
        for column in (self._codes, self._ids, self._cells):
            column[holes] = column[movers]
            column[end : self.count] = 0
        self._cells[end:] = NO_CELL
        self._resize(end)

    def place(self, rows: NDArray[np.integer], cells: Cells) -> None:
        """Say which cells rows lie in."""
        self._cells[rows] = cells

    def displace(self) -> None:
        """Take all rows out of their cells."""
        self._cells[:] = NO_CELL

    def sort(self) -> None:
        """Put the rows of a cell beside each other: what is read together then lies together."""
        cells = self.cells
        if bool((cells[1:] >= cells[:-1]).all()):
            return
        order = np.argsort(cells, kind="stable")
        for column in (self._codes, self._ids, self._cells):
            column[: self.count] = column[: self.count][order]
        self._order = None

    def search(
        self, rounded: NDArray[np.float32], k: int, chosen: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return faiss's scores of the block's `k` nearest rows, and the rows, in no order; only
        of cells that are set in `chosen`, with one more place for `NO_CELL`, if it is given.
        """
        parameters, among = None, self.count
        if chosen is not None:
            wanted = np.take(chosen, self.cells, mode="clip")
            among = int(np.count_nonzero(wanted))
            if among < _SPARSE * self.count:
                bits = np.packbits(wanted, bitorder="little")
                parameters = _only(bits)
            else:
                among = self.count
        if not among:
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        scores, found = self._index.search(rounded[np.newaxis], min(k, among), params=parameters)
        return scores[0], found[0]

    def take(self, rows: NDArray[np.integer]) -> tuple[Ids, Codes]:
        """Return the ids and codes of rows."""
        return self._ids[rows], self.codes(rows)

    def find(self, ids: Ids) -> tuple[NDArray[np.int64], NDArray[np.integer]]:
        """Return which of the ascending ids are here, by their places, and their rows."""
        first, last = np.searchsorted(ids, [self._lowest, self._highest + 1])
        if first == last or not self.count:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        order = self._in_order()
        asked = ids[first:last]
        at = np.searchsorted(self.ids, asked, sorter=order)
        rows = order[np.minimum(at, self.count - 1)]
        here = self.ids[rows] == asked
        return first + np.flatnonzero(here), rows[here]

    def wipe(self) -> None:
        """Overwrite everything. It is not to be used any more."""
        self._codes[:] = 0
        self._ids[:] = 0
        self._cells[:] = 0
        self._resize(0)

    def _in_order(self) -> NDArray[np.uint16]:
        """Return the rows by ascending id."""
        if self._order is None:
            self._order = np.argsort(self.ids, kind="stable").astype(np.uint16)
        return self._order

    def _resize(self, count: int) -> None:
        self.count = count
        self._index.ntotal = count
        self._order = None


def _only(bits: NDArray[np.uint8]) -> faiss.SearchParameters:
    """Return the parameters of a search among the rows whose bits are set."""
    # faiss's Python layer takes other arguments than its stubs say.
    selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
