"""Cells: which part of all meanings a vector lies in, so that a search can pass the others by.

An inverted file as of Jegou, Douze and Schmid, "Product Quantization for Nearest Neighbor
Search" (2011), but with the lists as marks on the rows instead of rows moved into lists.
"""

import math
from collections.abc import Callable
from typing import Final

import faiss
import numpy as np
from numpy.typing import NDArray

from second_me.inference.codes import from_codes
from second_me.recall.vector_block import Cells, Codes

_LOOKED_AT: Final = 0.16
"""The share of the cells that a search looks into. Of 25,000 sentences of real talks (LongMemEval)
it finds 98 % of the ten nearest in 512 cells; more rows have nearer neighbours and miss fewer.
"""

_ROUNDS: Final = 8
_SEED: Final = 7


class VectorCells:
    """Cells by their centres, unit vectors of shape (cells, dims)."""

    def __init__(self, centres: NDArray[np.float32], laid_for: int) -> None:
        """`laid_for` is the number of rows that there were then."""
        self._centres = centres
        self.laid_for = laid_for

    @staticmethod
    def number_for(count: int) -> int:
        """Return how many cells are right for so many rows: a power of two near the root."""
        return 1 << round(math.log2(max(math.sqrt(count), 1)))

    @classmethod
    def laid(
        cls, sample: NDArray[np.float32], count: int, stopped: Callable[[], bool]
    ) -> "VectorCells | None":
        """Lay cells for `count` rows by k-means over a sample of them; None as soon as it is
        `stopped`. The sample is overwritten.
        """
        number = min(cls.number_for(count), len(sample))
        centres: NDArray[np.float32] | None = None
        try:
            for _ in range(_ROUNDS):  # faiss would do all of them before it can be stopped
                if stopped():
                    return None
                means = faiss.Kmeans(
                    sample.shape[1],
                    number,
                    niter=1,
                    spherical=True,
                    seed=_SEED,
                    min_points_per_centroid=1,
                    max_points_per_centroid=len(sample),
                )
                means.train(sample, init_centroids=centres)
                centres = np.array(means.centroids, dtype=np.float32)
        finally:
            sample[:] = 0
        return None if centres is None else cls(centres, count)

    def of(self, codes: Codes) -> Cells:
        """Return the cell of each code."""
        near = from_codes(codes) @ self._centres.T
        return np.asarray(np.argmax(near, axis=1), dtype=np.uint16)

    def nearest(self, query: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which cells to look into, shape (cells + 1,); the last place, of the rows that
        were not put into a cell yet, is always set.
        """
        chosen = np.ones(len(self._centres) + 1, dtype=bool)
        passed = len(self._centres) - math.ceil(len(self._centres) * _LOOKED_AT)
        if passed:
            chosen[np.argpartition(self._centres @ query, passed - 1)[:passed]] = False
        return chosen

    def wipe(self) -> None:
        """Overwrite everything. It is not to be used any more."""
        self._centres[:] = 0
