"""What a person's taste in memories goes by: features of a hit that hold for any question."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Timestamp
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.core.sentences import asks
from second_me.core.terms import stems

Matrix = NDArray[np.float32]

Groups = tuple[str, ...]
"""What a hit belongs to, each as "author:Lena", "source:3", "kind:note"."""

TASTES: Final = ("own", "recent", "long", "meaning", "words", "exact", "asks")

_DAY_MS: Final = 86_400_000

# Each feature is divided by about its spread among the first hits of a question (LifeBench), so
# that a weight of one moves a usual hit by about one.
_AGE_SPREAD: Final = 1.0  # of the logarithm of days
_LENGTH_SPREAD: Final = 0.6  # of the logarithm of letters
_COSINE_SPREAD: Final = 0.08
_SHARE_SPREAD: Final = 0.3


def tastes(question: str, hits: Sequence[Hit], now: Timestamp) -> Matrix:
    """Return a row a hit with the features named in `TASTES`, each about one wide."""
    wanted = stems(question)
    best = max((_score(hit, "words") for hit in hits), default=0.0) or 1.0
    # What the meaning channel did not bring lies no nearer than the farthest that it did.
    floor = min(filter(None, (_score(hit, "meaning") for hit in hits)), default=0.0)
    rows = [
        (
            float(hit.event.origin in {Origin.OWN, Origin.TYPED}),
            -math.log1p(max(now - hit.event.moment.at, 0) / _DAY_MS) / _AGE_SPREAD,
            math.log1p(len(hit.event.text)) / _LENGTH_SPREAD,
            (_score(hit, "meaning") or floor) / _COSINE_SPREAD,
            _score(hit, "words") / best / _SHARE_SPREAD,
            _covered(wanted, hit.event) / _SHARE_SPREAD,
            float(asks(hit.event.text)),
        )
        for hit in hits
    ]
    return np.asarray(rows, np.float32).reshape(len(rows), len(TASTES))


def groups(author: str, source_id: int, kind: EventKind) -> Groups:
    """Return what an event belongs to."""
    named = (f"author:{author}",) if author else ()
    return (*named, f"source:{source_id}", f"kind:{kind.value}")


def groups_of(event: Event) -> Groups:
    return groups(event.author, event.source_id, event.kind)


def _score(hit: Hit, channel: str) -> float:
    return max((trace.score for trace in hit.channels if trace.channel == channel), default=0.0)


def _covered(wanted: frozenset[str], event: Event) -> float:
    held = stems(f"{event.author} {event.title} {event.text}")
    return len(wanted & held) / len(wanted) if wanted else 0.0
