"""Which words on a sheet of paper speak of a field: those before it on its line, or above it."""

from collections.abc import Sequence
from typing import Final

import msgspec

Box = tuple[float, float, float, float]

_LETTER: Final = 0.5  # width of a letter beside its height
_FAR: Final = 260.0  # points to the left of a field at which words still speak of it
_ABOVE: Final = 26.0


class Word(msgspec.Struct, frozen=True):
    """Words in one run, where they begin: `x` from the left, `y` from below, in points."""

    text: str
    x: float
    y: float
    size: float

    @property
    def end(self) -> float:
        return self.x + _LETTER * self.size * len(self.text)


def beside(box: Box, words: Sequence[Word], *, behind: bool = False) -> tuple[str, str]:
    """Return what stands before a field or, failing that, above it; and what stands behind it on
    its line. Of a box to tick the words behind it speak, and none above.
    """
    left, low, right, high = box
    line = [one for one in words if low - one.size * 0.6 <= one.y <= high]
    before = [one for one in line if one.x < left and left - one.end < _FAR and one.end < left + 12]
    after = [one for one in line if one.x >= right - 2 and one.x - right < _FAR]
    said = max(before, key=lambda one: one.end).text if before else ""
    if not said and not behind:
        above = [
            one
            for one in words
            if high < one.y + one.size * 0.3 and one.y - high < _ABOVE
            and one.x < right and one.end > left - 4
        ]  # fmt: skip
        said = min(above, key=lambda one: (one.y - high, abs(one.x - left))).text if above else ""
    return said, min(after, key=lambda one: one.x).text if after else ""
