"""The person's own correction of the ranker's score: linear, shrunk towards none, bounded.

Its weights are the most probable ones given all judgements (pairwise logistic likelihood, Gaussian
prior around nought), found by Newton's method: the same judgements give the same weights, in
whatever order they came, and a few of them move little.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.ids import EventId
from second_me.core.records import Act
from second_me.recall.adaptive.lessons import Lesson, pairs, worth
from second_me.recall.adaptive.tastes import Groups, Matrix

Vector = NDArray[np.float64]

MOST: Final = 1.5
"""The correction moves no score by more than this, in units of the ranker's scale: a hit that the
ranker holds to be better by twice as much stays ahead.
"""

PRIOR_WIDTH: Final = 0.35
"""Standard deviation that the prior gives a feature's weight."""

GROUP_WIDTH: Final = 0.5

HALF_LIFE: Final = 300
"""So many judgements later, one counts half."""

MOST_GROUPS: Final = 48

LOOKED_AT: Final = 0.5
"""The chance that a hit is looked at falls with its place to this power. (Joachims, Swaminathan
and Schnabel 2017.)
"""

LIKE: Final = 0.5
"""Share of words (Jaccard) from which on two questions are alike."""

REMEMBERED: Final = 1.5
"""How far what was done with this very hit on the same question moves it."""

_STEPS: Final = 8
_PRECISE: Final = 1e-6
_STRONGEST: Final = 3.0


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What the correction adds to each score (n,): in all, and of that by likeness to what was
    opened and by what was done with this very hit before. `foremost` names the feature or group
    that moved each hit most by taste.
    """

    total: Vector
    taste: Vector
    known: Vector
    foremost: tuple[str, ...]


class Correction:
    """Weights over named features and groups. Not shared between threads without a lock."""

    def __init__(self, names: Sequence[str], scale: float = 1.0) -> None:
        """`scale` is what the ranker's score moves by when a hit becomes clearly better."""
        self.names = tuple(names)
        self.scale = scale
        self.weights: Vector = np.zeros(len(self.names))
        self.group_weights: dict[str, float] = {}
        self._known: dict[EventId, list[tuple[frozenset[int], float]]] = {}

    def learn(self, lessons: Sequence[Lesson]) -> None:
        """Take on what all `lessons`, oldest first, teach together; what was known is dropped."""
        self._known = _known(lessons)
        names = _frequent(lessons)
        told = _Told.of(lessons, names, self.scale)
        width = len(self.names)
        if not len(told.offsets):
            self.weights, self.group_weights = np.zeros(width), {}
            return
        precision = np.concatenate(
            (np.full(width, PRIOR_WIDTH**-2), np.full(len(names), GROUP_WIDTH**-2))
        )
        found = _most_probable(told, precision)
        self.weights = found[:width]
        self.group_weights = dict(zip(names, found[width:].tolist(), strict=True))

    def score(
        self,
        features: Matrix,
        groups: Sequence[Groups],
        ids: Sequence[EventId],
        asked: frozenset[int],
    ) -> Moved:
        """Return what to add to the ranker's scores of hits with these features (n, f)."""
        names = [*self.names, *self.group_weights]
        places = {name: place for place, name in enumerate(self.group_weights)}
        weights = np.concatenate((self.weights, list(self.group_weights.values())))
        belongs = _indicators(groups, places)
        parts = np.hstack((features, belongs)) * weights
        if len(parts):
            parts -= np.median(parts, axis=0)  # what is usual moves nothing
        taste = parts.sum(axis=1)
        known = np.array([self._remembered(one, asked) for one in ids], np.float64)
        total = MOST * np.tanh((taste + REMEMBERED * known) / MOST)
        told = parts * np.sign(taste)[:, None]
        told[:, len(self.names) :] *= belongs  # not to belong somewhere is nothing to tell of
        foremost = np.argmax(told, axis=1) if len(parts) else []
        return Moved(
            total=total * self.scale,
            taste=taste,
            known=known,
            foremost=tuple(names[place] for place in foremost),
        )

    def _remembered(self, event_id: EventId, asked: frozenset[int]) -> float:
        """Return from -1 to 1 what was made of a hit on questions like this one."""
        found = 0.0
        for words, value in self._known.get(event_id, ()):
            likeness = len(words & asked) / max(len(words | asked), 1)
            if likeness >= LIKE:
                found += likeness * value
        return min(max(found, -1.0), 1.0)


class _Told(msgspec.Struct, frozen=True):
    """Pairs as numbers: differences of features and groups (p, d), what the ranker held of them
    already (p,), and how much each counts (p,).
    """

    differences: Vector
    offsets: Vector
    counts: Vector

    @classmethod
    def of(cls, lessons: Sequence[Lesson], names: Sequence[str], scale: float) -> "_Told":
        places = {name: place for place, name in enumerate(names)}
        differences, offsets, counts = [], [], []
        for age, lesson in enumerate(reversed(lessons)):
            fresh = 0.5 ** (age / HALF_LIFE)
            rows = np.hstack((lesson.features, _indicators(lesson.groups, places)))
            lifted = _lifted(lesson)
            for pair in pairs(lesson):
                differences.append(rows[pair.better] - rows[pair.worse])
                held = (lesson.scores[pair.better] - lesson.scores[pair.worse]) / scale
                offsets.append(held + lifted[pair.better] - lifted[pair.worse])
                counts.append(pair.weight * fresh)
        return cls(np.array(differences, np.float64), np.array(offsets), np.array(counts))


def _most_probable(told: _Told, precision: Vector) -> Vector:
    weights = np.zeros(len(precision))
    for _ in range(_STEPS):
        held = 1 / (1 + np.exp(-(told.offsets + told.differences @ weights)))
        slope = told.differences.T @ (told.counts * (1 - held)) - precision * weights
        bend = told.counts * held * (1 - held)
        curvature = (told.differences.T * bend) @ told.differences + np.diag(precision)
        step = np.linalg.solve(curvature, slope)
        weights += step
        if np.abs(step).max() < _PRECISE:
            break
    return np.clip(weights, -_STRONGEST, _STRONGEST)


def _indicators(groups: Sequence[Groups], places: dict[str, int]) -> Matrix:
    rows = np.zeros((len(groups), len(places)), np.float32)
    for row, of_one in enumerate(groups):
        for name in of_one:
            if name in places:
                rows[row, places[name]] = 1.0
    return rows


def _lifted(lesson: Lesson) -> Vector:
    """Return how much more each hit was looked at than where the ranker would have shown it, as
    the logarithm (n,): what an earlier correction put first is not to confirm itself by that.
    """
    by_ranker = np.empty(len(lesson.scores))
    by_ranker[np.argsort(-lesson.scores, kind="stable")] = np.arange(len(lesson.scores))
    shown = np.arange(len(lesson.scores))
    found: Vector = LOOKED_AT * (np.log1p(by_ranker) - np.log1p(shown))
    return found


def _frequent(lessons: Sequence[Lesson]) -> list[str]:
    """Return the groups that most judged hits belong to."""
    counts: dict[str, int] = {}
    for lesson in lessons:
        for of_one in lesson.groups:
            for name in of_one:
                counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))[:MOST_GROUPS]


def _known(lessons: Sequence[Lesson]) -> dict[EventId, list[tuple[frozenset[int], float]]]:
    """Return by event what was made of it, and on which questions."""
    strongest = max(worth(frozenset({act})) for act in Act)
    found: dict[EventId, list[tuple[frozenset[int], float]]] = {}
    for lesson in lessons:
        for event_id, acts in zip(lesson.ids, lesson.acts, strict=True):
            if acts:
                value = min(max(worth(acts) / strongest, -1.0), 1.0)
                value = -1.0 if Act.WRONG in acts else value
                found.setdefault(event_id, []).append((lesson.asked, value))
    return found
