"""What an index must know while it is filled from the vault and changed at the same time."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


class Loading:
    """The last loading of an index. Not safe for threads: call it under the index's lock."""

    def __init__(self) -> None:
        self.ready = False
        """All of the vault has been loaded."""
        self.number = 0
        """Of the last loading; another one means that everything has been dropped since."""
        self.under_way = False
        self._gone: set[int] = set()
        self._made: set[int] = set()

    def begin(self) -> int:
        """Begin a loading, which ends the one under way; return its number."""
        self.drop()
        self.under_way = True
        return self.number

    def end(self, number: int, *, whole: bool) -> bool:
        """End a loading, if it is still the one under way; return whether all is loaded now."""
        if number != self.number:
            return False
        self.ready = whole
        self.under_way = False
        self._gone, self._made = set(), set()
        return whole

    def drop(self) -> None:
        """End any loading: nothing is loaded."""
        self.number += 1
        self.ready = self.under_way = False
        self._gone, self._made = set(), set()

    def added(self, ids: Iterable[int]) -> None:
        """Note what was put into the index by somebody else."""
        if self.under_way:
            self._gone.difference_update(ids)
            self._made.update(ids)

    def removed(self, ids: Iterable[int]) -> None:
        """Note what was taken out of the index by somebody else."""
        if self.under_way:
            self._gone.update(ids)
            self._made.difference_update(ids)

    def fresh(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which of the ids read may go in. What was erased since the read began must not
        come back, nor take the place of what was made since.
        """
        passed = self._gone | self._made
        if not passed:
            return np.ones(len(ids), dtype=np.bool_)
        return np.isin(ids, np.fromiter(passed, np.int64), invert=True)
