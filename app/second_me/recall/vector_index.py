"""Vectors in RAM: searched exactly while they are few, by their nearest cells when many.

The codes lie as the vault has them, one byte a dimension, and are scanned by faiss's signed
8-bit inner product. From `MANY` on only those are looked at that lie in the cells nearest to
the query. The cells are no second copy: each row only bears the number of its own. Nothing of
it is ever saved: it is rebuilt from the rows, so that what was erased from the rows is gone
from here too.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from second_me.inference.codes import CODE_SCALE, from_bytes, from_codes
from second_me.inference.embedder import DIMS
from second_me.recall.loading import Loading
from second_me.recall.vector_block import NO_CELL, Codes, Ids, VectorBlock
from second_me.recall.vector_cells import VectorCells
from second_me.vault.vault import Vault
from second_me.vault.vectors import Owner

MANY: Final = 200_000
"""From so many rows on a scan of all takes too long."""

_RESCORED: Final = 32
"""How many beyond those asked for are looked at again with the query unrounded."""

_DRIFTED: Final = 1.5
"""Cells are laid anew when there are so many times as many rows as when they were laid."""

_SAMPLED: Final = 40
"""Rows a cell that its laying looks at."""

_PLACED: Final = 1024
"""Rows put into their cells at a time: a search waits no longer than this takes."""


class VectorIndex:
    """Vectors that one embedder's queries may be compared with. Any thread may call any method."""

    def __init__(self, dims: int = DIMS, owner: Owner = "event") -> None:
        """`owner` is whose vectors they are."""
        # One query is one scan; a second thread would only spin. It is the process's setting.
        faiss.omp_set_num_threads(1)
        self._dims = dims
        self.owner = owner
        self._version = 0
        self._lock = threading.RLock()
        self._blocks: list[VectorBlock] = []
        self._cells: VectorCells | None = None
        self._tending = threading.Lock()
        self._loading = Loading()

    def __len__(self) -> int:
        with self._lock:
            return sum(block.count for block in self._blocks)

    @property
    def ready(self) -> bool:
        """Say whether all rows of the vault have been loaded."""
        return self._loading.ready

    @property
    def version(self) -> int:
        """Return a number that grows with every change."""
        return self._version

    def ids(self) -> list[int]:
        """Return the ids of all rows, in no order."""
        with self._lock:
            return [id_ for block in self._blocks for id_ in block.ids.tolist()]

    @property
    def nbytes(self) -> int:
        """Return the bytes held for vectors and ids."""
        with self._lock:
            return sum(block.nbytes for block in self._blocks)

    def load(self, vault: Vault, model: str, older: Sequence[str] = ()) -> None:
        """Fill from the vault's rows of `model`, and for events that it has not come to yet from
        those of the `older` ones, best first, which it understands. Other methods may be called
        meanwhile; `clear` or another `load` ends this one.

        Raises what reading the vault raises; the index is then not `ready`.
        """
        with self._lock:
            number = self._loading.begin()
        whole = False
        try:
            whole = vault.read(
                lambda session: all(
                    self._take(session.vectors.load(name, self.owner), number)
                    for name in (*reversed(older), model)
                )
            )
        finally:
            with self._lock:
                self._loading.end(number, whole=whole)

    def add(self, ids: Sequence[int], codes: Codes) -> None:
        """Add rows, `codes` of shape (n, dims); a row of an id already here takes its place."""
        if codes.shape != (len(ids), self._dims):
            raise ValueError(f"codes of shape {codes.shape} for {len(ids)} ids")
        rows = np.asarray(ids, dtype=np.int64)
        with self._lock:
            self._loading.added(ids)
            self._drop(rows)
            self._append(rows, codes)

    def remove(self, ids: Sequence[int]) -> None:
        """Take rows out and overwrite their bytes; ids that are not here are no matter."""
        with self._lock:
            self._loading.removed(ids)
            self._drop(np.asarray(ids, dtype=np.int64))

    def search(
        self, query: NDArray[np.float32], k: int, *, exact: bool = False
    ) -> list[tuple[int, float]]:
        """Return the `k` nearest ids with their cosines, best first, for a unit query (dims,).

        Of many rows a few of the nearest may be missed, unless it is to be `exact`.
        """
        if k < 1:
            return []
        with self._lock:
            cells = None if exact else self._cells
            chosen = None if cells is None else cells.nearest(query)
            ids, cosines = self._nearest(query, _as_integers(query), k + _RESCORED, chosen)
        best = np.argsort(-cosines, kind="stable")[:k]
        return list(zip(ids[best].tolist(), cosines[best].tolist(), strict=True))

    def cosines(self, query: NDArray[np.float32], ids: Sequence[int] | Ids) -> NDArray[np.float32]:
        """Return the cosine of each id with a unit query, NaN for those without a vector."""
        codes, here = self._codes_of(ids)
        found = _cosines(query, codes)
        found[~here] = np.nan
        return found

    def vectors(self, ids: Sequence[int] | Ids) -> NDArray[np.float32]:
        """Return the vectors of a few ids, shape (n, dims), NaN for those without one."""
        codes, here = self._codes_of(ids)
        found = from_codes(codes)
        found[~here] = np.nan
        return found

    def tend(self) -> None:
        """Lay cells where there are many rows, and put those into theirs that came since.

        It takes a second for each ten thousand rows that are new to it, so it is for a
        background thread. Search goes on meanwhile, and is exact as far as the cells do not
        reach. Called twice at once, the second call does nothing.
        """
        if not self._tending.acquire(blocking=False):
            return
        try:
            if self._due():
                self._lay()
            self._place()
        finally:
            self._tending.release()

    def clear(self) -> None:
        """Forget everything and overwrite it."""
        with self._lock:
            for block in self._blocks:
                block.wipe()
            self._blocks = []
            self._drop_cells()
            self._loading.drop()
            self._version += 1

    def _take(self, chunks: Iterator[tuple[list[int], bytes]], number: int) -> bool:
        """Add the chunks; False when this loading was ended by another or by `clear`."""
        for ids, blob in chunks:
            rows = np.asarray(ids, dtype=np.int64)
            codes = from_bytes(blob, self._dims)
            with self._lock:
                if number != self._loading.number:
                    return False
                fresh = self._loading.fresh(rows)
                if not fresh.all():
                    rows, codes = rows[fresh], codes[fresh]
                self._drop(rows)
                self._append(rows, codes)
        return True

    def _nearest(
        self,
        query: NDArray[np.float32],
        rounded: NDArray[np.float32],
        k: int,
        chosen: NDArray[np.bool_] | None,
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return ids and cosines of the `k` rows that lie nearest to the rounded query."""
        found = [block.search(rounded, k, chosen) for block in self._blocks]
        scores = np.concatenate([part[0] for part in found] or [np.zeros(0, np.float32)])
        least = (
            np.partition(scores, len(scores) - k)[len(scores) - k] if len(scores) > k else -np.inf
        )
        taken = [
            block.take(rows[its >= least])
            for block, (its, rows) in zip(self._blocks, found, strict=True)
        ]
        if not taken:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        codes = np.concatenate([part[1] for part in taken])
        return np.concatenate([part[0] for part in taken]), _cosines(query, codes)

    def _codes_of(self, ids: Sequence[int] | Ids) -> tuple[Codes, NDArray[np.bool_]]:
        """Return the codes of a few ids, shape (n, dims), and which of these have any."""
        asked = np.asarray(ids, dtype=np.int64)
        codes = np.zeros((len(asked), self._dims), dtype=np.int8)
        here = np.zeros(len(asked), dtype=np.bool_)
        order = np.argsort(asked, kind="stable")
        ascending = asked[order]
        with self._lock:
            for block in self._blocks:
                places, rows = block.find(ascending)
                codes[order[places]] = block.codes(rows)
                here[order[places]] = True
        return codes, here

    def _due(self) -> bool:
        """Say whether the cells are to be laid; they are taken up where rows have become few."""
        with self._lock:
            count = len(self)
            if self._cells is not None and count < MANY // 2:
                self._drop_cells()
            known = 0 if self._cells is None else self._cells.laid_for
            return self._loading.ready and count >= MANY and count >= _DRIFTED * known

    def _lay(self) -> None:
        with self._lock:
            number, count = self._loading.number, len(self)
            sample = self._sample(_SAMPLED * VectorCells.number_for(count))
        cells = VectorCells.laid(sample, count, lambda: number != self._loading.number)
        with self._lock:
            if cells is not None and number == self._loading.number:
                self._drop_cells()
                self._cells = cells

    def _drop_cells(self) -> None:
        if self._cells is not None:
            self._cells.wipe()
            self._cells = None
        for block in self._blocks:
            block.displace()

    def _sample(self, count: int) -> NDArray[np.float32]:
        """Return about `count` vectors, taken evenly."""
        step = max(len(self) // count, 1)
        return from_codes(
            np.concatenate([block.codes(slice(0, block.count, step)) for block in self._blocks])
        )

    def _place(self) -> None:
        """Put all rows into their cells, a few at a time."""
        with self._lock:
            cells, blocks = self._cells, list(self._blocks)
        for block in blocks:
            while cells is not None:
                with self._lock:
                    if cells is not self._cells:
                        return
                    rows = np.flatnonzero(block.cells == NO_CELL)[:_PLACED]
                    if not len(rows):
                        block.sort()
                        break
                    block.place(rows, cells.of(block.codes(rows)))

    def _drop(self, rows: Ids) -> None:
        self._version += 1
        for block in self._blocks:
            block.remove(rows)
        self._blocks = [block for block in self._blocks if block.count]

    def _append(self, rows: Ids, codes: Codes) -> None:
        cells = np.full(len(rows), NO_CELL, dtype=np.uint16)
        if self._cells is not None and len(rows) <= _PLACED:
            cells = self._cells.of(codes)
        start = 0
        while start < len(rows):
            block = next((block for block in self._blocks if block.room), None)
            if block is None:
                block = VectorBlock(self._dims)
                self._blocks.append(block)
            start += block.append(rows[start:], codes[start:], cells[start:])


def _cosines(query: NDArray[np.float32], codes: Codes) -> NDArray[np.float32]:
    """Return the cosines of codes (n, dims) with a unit query."""
    found: NDArray[np.float32] = codes.astype(np.float32) @ query
    return found / np.float32(CODE_SCALE)


def _as_integers(query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the query in whole numbers up to 127, as faiss's integer scan takes it."""
    largest = float(np.abs(query).max()) or 1.0
    scaled = np.asarray(query, dtype=np.float32) * np.float32(127 / largest)
    whole: NDArray[np.float32] = np.rint(scaled)
    return whole
