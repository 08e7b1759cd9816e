"""How well boundaries in a row of turns agree with those that are known.

Both are flags of the gaps between turns: shape (n - 1,).
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]

TOLERANCE: Final = 1
"""Gaps that a boundary may be off and still be right."""


class Agreement(msgspec.Struct, frozen=True):
    """F1, precision and recall with each boundary matched once; P_k (Beeferman et al. 1999) and
    WindowDiff (Pevzner and Hearst 2002), where less is better.
    """

    f1: float
    precision: float
    recall: float
    pk: float
    windowdiff: float


def agreement(known: Flags, found: Flags, tolerance: int = TOLERANCE) -> Agreement:
    """Return how well `found` agrees with `known`."""
    hits = matched(known, found, tolerance)
    precision = hits / max(int(found.sum()), 1)
    recall = hits / max(int(known.sum()), 1)
    f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
    differences = _differences(known, found)
    pk = float(np.mean((differences[0] == 0) != (differences[1] == 0)))
    return Agreement(f1, precision, recall, pk, float(np.mean(differences[0] != differences[1])))


def matched(known: Flags, found: Flags, tolerance: int = TOLERANCE) -> int:
    """Return how many found boundaries lie at a known one, each of which counts once."""
    left = set(np.flatnonzero(known).tolist())
    hits = 0
    for gap in np.flatnonzero(found).tolist():
        near = [other for other in left if abs(other - gap) <= tolerance]
        if near:
            left.remove(min(near, key=lambda other: (abs(other - gap), other)))
            hits += 1
    return hits


def _differences(known: Flags, found: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many boundaries of each lie in windows of half a mean segment."""
    turns = len(known) + 1
    width = max(round(turns / (int(known.sum()) + 1) / 2), 2)
    sums = [np.concatenate([[0], np.cumsum(flags)]) for flags in (known, found)]
    width = min(width, len(known))
    return tuple(one[width:] - one[:-width] for one in sums)
