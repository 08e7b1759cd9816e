"""The decision by gradient-boosted trees: light enough to look at every new fact.

Each known fact is looked at beside the new one and may be confirmed, refined, superseded,
retracted, or have nothing to do with it. Trained by `training.update_trees`; evaluated here
with NumPy alone. Gradient boosting: Friedman 2001.
"""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.paths import packaged
from second_me.inference.update_prompts import ALONE, Change, Statement
from second_me.memory.fact_words import not_meant
from second_me.memory.update_features import COLUMNS, features
from second_me.memory.update_rules import Guess

NONE: Final = "none"
_SURE_ALONE: Final = 0.75
_DEEPEST: Final = 64


class Trees(msgspec.Struct, frozen=True, kw_only=True):
    """All trees as one list of nodes. `roots[k]` are the first nodes of class k's trees.

    An inner node sends a value up to `threshold`, and one that is not known if `unknown_left`,
    to `left`; a leaf has `left` -1 and adds `value` to its class.
    """

    columns: int
    classes: tuple[str, ...]
    baseline: tuple[float, ...]
    roots: tuple[tuple[int, ...], ...]
    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    unknown_left: tuple[bool, ...]
    value: tuple[float, ...]

    def arrays(self) -> "Arrays":
        """Return the same for NumPy. Raises ValueError if the lists do not fit together."""
        count = len(self.feature)
        lists = (self.threshold, self.left, self.right, self.unknown_left, self.value)
        columns = all(0 <= column < self.columns for column in self.feature)
        numbers = [*self.left, *self.right, *(root for roots in self.roots for root in roots)]
        if (
            not columns
            or any(len(one) != count for one in lists)
            or not all(-1 <= n < count for n in numbers)
        ):
            raise ValueError("the trees are damaged")
        if not len(self.classes) == len(self.baseline) == len(self.roots):
            raise ValueError("the trees are damaged")
        return Arrays(self)


class Arrays:
    """Trees ready to be asked."""

    def __init__(self, trees: Trees) -> None:
        self.classes = trees.classes
        self._baseline = np.array(trees.baseline)
        self._roots = [np.array(roots, dtype=np.int64) for roots in trees.roots]
        self._feature = np.array(trees.feature)
        self._threshold = np.array(trees.threshold)
        self._left = np.array(trees.left)
        self._right = np.array(trees.right)
        self._unknown_left = np.array(trees.unknown_left, dtype=bool)
        self._value = np.array(trees.value)

    def probabilities(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how likely each class is for each row, (n, classes)."""
        sums = np.tile(self._baseline, (len(rows), 1))
        for place, roots in enumerate(self._roots):
            sums[:, place] += self._value[self._leaves(rows, roots)].sum(axis=1)
        grown = np.exp(sums - sums.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def _leaves(self, rows: NDArray[np.float64], roots: NDArray[np.int64]) -> NDArray[np.int64]:
        nodes = np.tile(roots, (len(rows), 1))
        for _ in range(_DEEPEST):
            inner = self._left[nodes] >= 0
            if not inner.any():
                break
            values = np.take_along_axis(rows, self._feature[nodes], axis=1)
            goes_left = values <= self._threshold[nodes]
            goes_left |= np.isnan(values) & self._unknown_left[nodes]
            below = np.where(goes_left, self._left[nodes], self._right[nodes])
            nodes = np.where(inner, below, nodes)
        return nodes


def load(path: Path | None = None) -> Arrays | None:
    """Return the trees that come with the product; None if they are not there or damaged."""
    return _load(path or packaged("models") / "update" / "trees.json")


@functools.lru_cache(maxsize=2)
def _load(path: Path) -> Arrays | None:
    try:
        trees = msgspec.json.decode(path.read_bytes(), type=Trees)
        return trees.arrays() if trees.columns == COLUMNS else None
    except (OSError, ValueError):
        return None


def guess(
    trees: Arrays,
    new: Statement,
    known: Sequence[Statement],
    subject: str,
    alike: NDArray[np.float64],
) -> Guess:
    """Return the likeliest change and how likely it is. For `subject`, `alike` see `features`."""
    if not known:
        alone = Change.IGNORE if not_meant(new.words) else Change.ADD
        return Guess(alone, 0, _SURE_ALONE)
    found = trees.probabilities(features(new, known, subject, alike))
    return choose(found, trees.classes)


def choose(found: NDArray[np.float64], classes: Sequence[str]) -> Guess:
    """Return the likeliest change, given how likely each is beside each known fact, (n, classes).

    Nothing is touched as far as that is likely beside every known fact.
    """
    column = {name: place for place, name in enumerate(classes)}
    options = [
        Guess(Change.ADD, 0, float(found[:, column[NONE]].min())),
        Guess(Change.IGNORE, 0, float(found[:, column[Change.IGNORE]].mean())),
    ]
    for change in set(Change) - ALONE:
        row = int(found[:, column[change]].argmax())
        options.append(Guess(change, row + 1, float(found[row, column[change]])))
    return max(options, key=lambda one: one.confidence)
