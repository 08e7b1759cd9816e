"""The index of words: which events hold which terms, and how often."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from second_me.recall.event_table import Rows
from second_me.recall.postings import PIECE_ROWS, Counts, Postings, posted
from second_me.recall.term_codes import Codes, Read


class WordIndex:
    """Postings over all rows, in pieces of `PIECE_ROWS`. Not safe for threads."""

    def __init__(self) -> None:
        self._pieces: list[Postings] = []

    @property
    def nbytes(self) -> int:
        """Return the bytes held."""
        return sum(piece.nbytes for piece in self._pieces)

    def add(self, first: int, texts: Read) -> None:
        """Add texts as the rows from `first` on, which must lie beyond all that are here."""
        codes, rows, counts = posted(texts.codes, texts.lengths, first)
        last = first + len(texts.lengths) - 1
        while len(self._pieces) <= last // PIECE_ROWS:
            self._pieces.append(Postings())
        for number in range(first // PIECE_ROWS, last // PIECE_ROWS + 1):
            mine = rows // PIECE_ROWS == number
            local = (rows[mine] % PIECE_ROWS).astype(np.uint16)
            self._pieces[number].add(codes[mine], local, counts[mine])

    def remove(self, rows: Rows) -> None:
        """Take out what these rows hold."""
        for number in np.unique(rows // PIECE_ROWS).tolist():
            gone = np.zeros(PIECE_ROWS, dtype=bool)
            gone[rows[rows // PIECE_ROWS == number] % PIECE_ROWS] = True
            self._pieces[number].remove(gone)

    def wipe(self) -> None:
        """Overwrite everything. It is not to be used any more."""
        for piece in self._pieces:
            piece.wipe()

    def frequencies(self, codes: Codes) -> NDArray[np.int64]:
        """Return in how many rows each code stands."""
        return self.find(codes).frequencies()

    def find(self, codes: Codes) -> "Found":
        """Look codes up; good until something is added or removed."""
        return Found(self._pieces, codes)

    def counts(self, rows: Rows, codes: Codes) -> Counts:
        """Return how often each row holds each code, shape (rows, codes)."""
        found = np.zeros((len(rows), len(codes)), dtype=np.uint8)
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        edges = np.searchsorted(ascending, np.arange(len(self._pieces) + 1) * PIECE_ROWS)
        for piece, start, end in zip(self._pieces, edges, edges[1:], strict=False):
            if start < end:
                local = (ascending[start:end] % PIECE_ROWS).astype(np.uint16)
                _look_up(piece, local, codes, found, order[start:end])
        return found


class Found:
    """Where the postings of some codes lie."""

    def __init__(self, pieces: Sequence[Postings], codes: Codes) -> None:
        self._pieces = pieces
        bounds = np.asarray([piece.bounds(codes) for piece in pieces], dtype=np.int64)
        self._bounds = bounds.reshape(len(pieces), 2, len(codes))

    def frequencies(self) -> NDArray[np.int64]:
        """Return in how many rows each code stands."""
        total: NDArray[np.int64] = (self._bounds[:, 1] - self._bounds[:, 0]).sum(axis=0)
        return total

    def postings(self, place: int) -> tuple[Rows, Counts]:
        """Return the rows that hold the code at a place, ascending, and how often each does."""
        rows, counts = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.uint8)]
        for number, (begin, end) in enumerate(self._bounds[:, :, place].tolist()):
            if begin < end:
                piece = self._pieces[number]
                rows.append(piece.rows[begin:end].astype(np.int64) + number * PIECE_ROWS)
                counts.append(piece.counts[begin:end])
        return np.concatenate(rows), np.concatenate(counts)


def _look_up(
    piece: Postings, local: NDArray[np.uint16], codes: Codes, found: Counts, to: Rows
) -> None:
    """Write how often each row of a piece holds each code into the rows `to` of `found`."""
    for column, (begin, end) in enumerate(zip(*piece.bounds(codes), strict=True)):
        if begin < end:
            held = piece.rows[begin:end]
            at = np.minimum(np.searchsorted(held, local), end - begin - 1)
            here = held[at] == local
            found[to[here], column] = piece.counts[begin:end][at[here]]
