"""The best candidates read word by word, and ordered anew (see `inference.token_codes`).

The codes of their words lie in the vault and are fetched for these few alone: in memory, for all
events, they would take more room than everything else together.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.terms import STOP_WORDS, stem, words
from second_me.inference.token_codes import TokenVectors, likeness
from second_me.recall.event_index import EventIndex
from second_me.recall.ranking.features import ALIKE
from second_me.recall.ranking.first_pass import Pass
from second_me.recall.ranking.ranker import Ranker
from second_me.recall.understanding import Asked

READ: Final = 60
"""So many of the best are read."""

_BEST_OF: Final = 12
"""One in so many is the best that the others are told by."""

_LEAST: Final = 3
"""Of fewer it cannot be told who stands out."""

_SPAN: Final = 0.15
"""Where the best are alike by less than this more than the least alike, nobody stands out."""

_NAME: Final = 1 / 6
"""What a person's name counts: who speaks is known without it."""

_STOP: Final = 1 / 3
"""What a word without a topic counts: "when" and "how many" are among them."""

Codes = Callable[[NDArray[np.int64]], Sequence[bytes]]
"""Return the words of events by their ids, empty for those that have none."""


class Words(msgspec.Struct, frozen=True):
    """The words of a question, how much each counts, and where those of memories are fetched."""

    vectors: NDArray[np.float32]
    weights: NDArray[np.float32]
    codes: Codes


def words_of(index: EventIndex, asked: Asked, read: TokenVectors, codes: Codes) -> Words:
    """Return the words of a question by how rare they are in this memory: 1 for one that it does
    not hold, near 0 for one that is everywhere.
    """
    names = {word for name in asked.people for word in words(name)}
    total = len(index)
    holding = index.frequencies(tuple(stem(word) for word in read.words)).astype(np.float32)
    weights = np.log1p(total / (1 + holding)) / np.log1p(max(total, 1))
    for place, word in enumerate(read.words):
        if word in names:
            weights[place] = _NAME
        elif word in STOP_WORDS or not word.isalnum():
            weights[place] = _STOP
    return Words(read.vectors, weights / max(float(weights.sum()), 1e-6), codes)


def read(found: Pass, asked: Words | None, ranker: Ranker) -> Pass:
    """Return the same candidates in the order that their words speak for, too.

    What has no codes yet counts as the middle one of those that have.
    """
    if asked is None:
        return found
    alike = likeness(asked.vectors, asked.weights, asked.codes(found.ids[:READ]))
    known = np.isfinite(alike)
    if np.count_nonzero(known) < _LEAST:
        return found
    alike = np.where(known, alike, np.median(alike[known]))
    least = float(alike.min())
    best = float(np.sort(alike)[-max(len(alike) // _BEST_OF, 1) :].mean())
    features = found.features.copy()
    features[: len(alike), found.names.index(ALIKE)] = (alike - least) / max(best - least, _SPAN)
    return msgspec.structs.replace(found, features=features).ordered_by(ranker)
