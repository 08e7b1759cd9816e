"""Vectors in RAM, searched exactly.

The codes lie as the vault has them, one byte a dimension, and are scanned whole by faiss's
signed 8-bit inner product. Nothing of it is ever saved: it is rebuilt from the rows, so that
what was erased from the rows is gone from here too.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from second_me.inference.codes import CODE_SCALE, from_bytes
from second_me.inference.embedder import DIMS
from second_me.vault.vault import Vault
from second_me.vault.vectors import Owner

BLOCK_ROWS: Final = 16_384
"""Rows are kept in blocks of 6 MB: growing never copies, and at most one block is spare."""

_SIGN: Final = np.uint8(0x80)
"""faiss keeps a signed byte as itself plus 128."""

_RESCORED: Final = 32
"""How many beyond those asked for are looked at again with the query unrounded."""

Ids = NDArray[np.int64]
Codes = NDArray[np.int8]


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
        self._blocks: list[_Block] = []
        self._ready = False
        self._load_number = 0
        self._loading = False
        self._gone: set[int] = set()
        self._made: set[int] = set()

    def __len__(self) -> int:
        with self._lock:
            return sum(block.count for block in self._blocks)

    @property
    def ready(self) -> bool:
        """Say whether all rows of the vault have been loaded."""
        return self._ready

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
        number = self._start_loading()
        try:
            whole = vault.read(
                lambda session: all(
                    self._take(session.vectors.load(name, self.owner), number)
                    for name in (*reversed(older), model)
                )
            )
        finally:
            self._end_loading(number)
        with self._lock:
            self._ready = self._ready or (whole and number == self._load_number)

    def add(self, ids: Sequence[int], codes: Codes) -> None:
        """Add rows, `codes` of shape (n, dims); a row of an id already here takes its place."""
        if codes.shape != (len(ids), self._dims):
            raise ValueError(f"codes of shape {codes.shape} for {len(ids)} ids")
        rows = np.asarray(ids, dtype=np.int64)
        with self._lock:
            self._gone.difference_update(ids)
            if self._loading:
                self._made.update(ids)
            self._drop(rows)
            self._append(rows, codes)

    def remove(self, ids: Sequence[int]) -> None:
        """Take rows out and overwrite their bytes; ids that are not here are no matter."""
        with self._lock:
            if self._loading:
                self._gone.update(ids)
                self._made.difference_update(ids)
            self._drop(np.asarray(ids, dtype=np.int64))

    def search(self, query: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Return the `k` nearest ids with their cosines, best first, for a unit query (dims,)."""
        if k < 1:
            return []
        rounded = _as_integers(query)
        with self._lock:
            found = [block.search(query, rounded, k + _RESCORED) for block in self._blocks]
        if not found:
            return []
        ids = np.concatenate([part[0] for part in found])
        cosines = np.concatenate([part[1] for part in found])
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(int(ids[row]), float(cosines[row])) for row in best]

    def clear(self) -> None:
        """Forget everything and overwrite it."""
        with self._lock:
            for block in self._blocks:
                block.wipe()
            self._blocks = []
            self._ready = False
            self._load_number += 1
            self._version += 1

    def _start_loading(self) -> int:
        with self._lock:
            self._load_number += 1
            self._loading = True
            self._ready = False
            self._gone = set()
            self._made = set()
            return self._load_number

    def _end_loading(self, number: int) -> None:
        with self._lock:
            if number == self._load_number:
                self._loading = False
                self._gone = set()
                self._made = set()

    def _take(self, chunks: Iterator[tuple[list[int], bytes]], number: int) -> bool:
        """Add the chunks; False when this loading was ended by another or by `clear`."""
        for ids, blob in chunks:
            rows = np.asarray(ids, dtype=np.int64)
            codes = from_bytes(blob, self._dims)
            with self._lock:
                if number != self._load_number:
                    return False
                # What was erased since the read began must not come back, nor take the place
                # of what was made since.
                passed = self._gone | self._made
                if passed:
                    kept = ~np.isin(rows, np.fromiter(passed, np.int64))
                    rows, codes = rows[kept], codes[kept]
                self._drop(rows)
                self._append(rows, codes)
        return True

    def _drop(self, rows: Ids) -> None:
        self._version += 1
        for block in self._blocks:
            block.remove(rows)
        self._blocks = [block for block in self._blocks if block.count]

    def _append(self, rows: Ids, codes: Codes) -> None:
        start = 0
        while start < len(rows):
            block = next((block for block in self._blocks if block.room), None)
            if block is None:
                block = _Block(self._dims)
                self._blocks.append(block)
            start += block.append(rows[start:], codes[start:])


class _Block:
    """Up to `BLOCK_ROWS` rows in a faiss index whose memory is written from here."""

    def __init__(self, dims: int) -> None:
        self._index = faiss.IndexScalarQuantizer(
            dims, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        )
        # Room for all rows at once: faiss would double it step by step and leave old copies.
        self._index.codes.resize(BLOCK_ROWS * dims)
        raw = faiss.rev_swig_ptr(self._index.codes.data(), BLOCK_ROWS * dims)
        self._codes: NDArray[np.uint8] = raw.reshape(BLOCK_ROWS, dims)
        self._ids: Ids = np.zeros(BLOCK_ROWS, dtype=np.int64)
        self._lowest = np.iinfo(np.int64).max
        self._highest = np.iinfo(np.int64).min
        self.count = 0

    @property
    def ids(self) -> Ids:
        """Return the ids of the rows."""
        return self._ids[: self.count]

    @property
    def room(self) -> int:
        return BLOCK_ROWS - self.count

    @property
    def nbytes(self) -> int:
        return int(self._codes.nbytes + self._ids.nbytes)

    def append(self, rows: Ids, codes: Codes) -> int:
        """Take as many rows as there is room for and return how many."""
        taken = min(self.room, len(rows))
        end = self.count + taken
        self._codes[self.count : end] = codes[:taken].view(np.uint8) ^ _SIGN
        self._ids[self.count : end] = rows[:taken]
        self._lowest = min(self._lowest, int(rows[:taken].min()))
        self._highest = max(self._highest, int(rows[:taken].max()))
        self._resize(end)
        return taken

    def remove(self, rows: Ids) -> None:
        """Take the rows of these ids out, moving the last ones into their places."""
        if not len(rows) or rows.max() < self._lowest or rows.min() > self._highest:
            return
        doomed = np.isin(self._ids[: self.count], rows)
        end = self.count - int(doomed.sum())
        holes = np.flatnonzero(doomed[:end])
        movers = end + np.flatnonzero(~doomed[end:])
        self._codes[holes] = self._codes[movers]
        self._ids[holes] = self._ids[movers]
        self._codes[end : self.count] = 0
        self._ids[end : self.count] = 0
        self._resize(end)

    def search(
        self, query: NDArray[np.float32], rounded: NDArray[np.float32], k: int
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return ids and cosines of the block's `k` nearest rows, in no order."""
        if not self.count:
            return self._ids[:0], np.zeros(0, dtype=np.float32)
        _, positions = self._index.search(rounded[np.newaxis], min(k, self.count))
        near = positions[0]
        codes = (self._codes[near] ^ _SIGN).view(np.int8).astype(np.float32)
        cosines: NDArray[np.float32] = codes @ query / np.float32(CODE_SCALE)
        return self._ids[near], cosines

    def wipe(self) -> None:
        self._codes[:] = 0
        self._ids[:] = 0
        self._resize(0)

    def _resize(self, count: int) -> None:
        self.count = count
        self._index.ntotal = count


def _as_integers(query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the query in whole numbers up to 127, as faiss's integer scan takes it."""
    largest = float(np.abs(query).max()) or 1.0
    scaled = np.asarray(query, dtype=np.float32) * np.float32(127 / largest)
    whole: NDArray[np.float32] = np.rint(scaled)
    return whole
