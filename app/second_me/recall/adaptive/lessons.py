"""What one judged result teaches: pairs of hits of which the person preferred the first.

What stands higher is looked at more, whatever it is. The ranker's own scores, which put it there,
explain that part of each preference (they are an offset in what is fitted), so that only what
they leave unexplained is learned. Preferring alone what was passed over above a choice (Joachims
2002) would teach the contrary of the ranker, since all such pairs stand against its order: in the
simulation that loses where all others of the result gain.
"""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.ids import EventId
from second_me.core.judgements import Judgement
from second_me.core.records import Act
from second_me.recall.adaptive.tastes import Groups, Matrix, groups

Vector = NDArray[np.float64]

WORTH: Final = {Act.OPENED: 1.0, Act.COPIED: 1.5, Act.CONFIRMED: 3.0}
"""How much more than a hit that was passed over."""

WRONG: Final = -2.0


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """One result in numbers, best hit first: scores (n,) of the ranker, features (n, f), and for
    each hit what it belongs to, what was done with it and the hashes of the question's words.
    """

    ids: tuple[EventId, ...]
    scores: Vector
    features: Matrix
    groups: tuple[Groups, ...]
    acts: tuple[frozenset[Act], ...]
    asked: frozenset[int]

    @classmethod
    def of(
        cls, judgement: Judgement, ranker: str, names: tuple[str, ...], scale: float
    ) -> "Lesson":
        """Read a judgement for a ranker with these features and that scale of scores.

        What an earlier ranker scored is brought to the scale, and features that it did not have
        are nought for all hits.
        """
        hits = judgement.hits
        scores = np.array([hit.shown.score for hit in hits])
        if judgement.ranker != ranker:
            scores = (scores - scores.mean()) / (scores.std() or 1.0) * scale
        rows = [np.frombuffer(hit.shown.features, "<f4") for hit in hits]
        features = np.zeros((len(hits), len(names)), np.float32)
        for place, name in enumerate(names):
            if name in judgement.names:
                at = judgement.names.index(name)
                features[:, place] = [row[at] for row in rows]
        return cls(
            ids=tuple(hit.shown.event_id for hit in hits),
            scores=scores,
            features=features,
            groups=tuple(groups(hit.author, hit.source_id, hit.kind) for hit in hits),
            acts=tuple(hit.acts for hit in hits),
            asked=next((unpack(hit.asked) for hit in hits if hit.asked), frozenset()),
        )


class Pair(msgspec.Struct, frozen=True):
    """Places of the preferred hit and of the other, and how much that counts."""

    better: int
    worse: int
    weight: float


def pairs(lesson: Lesson) -> Iterator[Pair]:
    """Yield what was preferred to what. Each act counts as much as it is worth, over how many
    hits it may be spread.
    """
    worths = [worth(acts) for acts in lesson.acts]
    for place, value in enumerate(worths):
        if value > 0:
            others = [(other, value - its) for other, its in enumerate(worths) if 0 <= its < value]
            total = sum(gap for _, gap in others)
            for other, gap in others:
                yield Pair(place, other, value * gap / total)
        elif value < 0:
            better = [other for other, its in enumerate(worths) if its >= 0]
            for other in better:
                yield Pair(other, place, -value / len(better))


def worth(acts: frozenset[Act]) -> float:
    """Return how good what was done makes a hit: nought if nothing was."""
    if Act.WRONG in acts:
        return WRONG
    return max((WORTH[act] for act in acts), default=0.0)


def pack(words: frozenset[int]) -> bytes:
    """Return hashes of words as bytes, four each."""
    return np.array(sorted(words), "<u4").tobytes()


def unpack(packed: bytes) -> frozenset[int]:
    return frozenset(np.frombuffer(packed, "<u4").tolist())
