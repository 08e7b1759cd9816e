"""Names as small numbers, known for as long as some row bears them."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Name = TypeVar("Name", bound=Hashable)

Codes = NDArray[np.int32]


class NameCodes(Generic[Name]):
    """Codes from 1 on. A code is never used for a second name."""

    def __init__(self) -> None:
        self._codes: dict[Name, int] = {}
        self._borne = np.zeros(1, dtype=np.int64)
        self._last = 0

    @property
    def count(self) -> int:
        """Return one more than the highest code given so far."""
        return self._last + 1

    def bear(self, names: Sequence[Name]) -> Codes:
        """Return the code of each name; so many more rows bear it now."""
        for name in dict.fromkeys(names):
            self._ensure(name)
        codes = np.fromiter(map(self._codes.__getitem__, names), dtype=np.int32, count=len(names))
        if self._last >= len(self._borne):
            self._borne = np.concatenate((self._borne, np.zeros(self._last + 64, dtype=np.int64)))
        np.add.at(self._borne, codes, 1)
        return codes

    def drop(self, codes: Codes) -> None:
        """Take back as many bearings; names without any are forgotten."""
        np.subtract.at(self._borne, codes, 1)
        unborne = set(np.unique(codes[self._borne[codes] == 0]).tolist())
        if unborne:
            self._codes = {name: code for name, code in self._codes.items() if code not in unborne}

    def known(self) -> dict[Name, int]:
        """Return the names that are borne, with their codes."""
        return dict(self._codes)

    def codes_of(self, names: Iterable[Name]) -> list[int]:
        """Return the codes of those of the names that are borne."""
        return [self._codes[name] for name in dict.fromkeys(names) if name in self._codes]

    def borne(self, code: int) -> int:
        """Return how many rows bear a code."""
        return int(self._borne[code])

    def _ensure(self, name: Name) -> None:
        if name not in self._codes:
            self._last += 1
            self._codes[name] = self._last
