"""The best candidates read word by word, and ordered anew (see `inference.token_codes`).

The codes of their words lie in the vault and are fetched for these few alone: in memory, for all
events, they would take more room than everything else together.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.inference.token_codes import TokenVectors, likeness
from second_me.recall.ranking.features import ALIKE
from second_me.recall.ranking.first_pass import Pass
from second_me.recall.ranking.ranker import Ranker

READ: Final = 60
"""So many of the best are read."""

_BEST: Final = 5
_LEAST: Final = 3
"""Of fewer it cannot be told who stands out."""

Codes = Callable[[NDArray[np.int64]], Sequence[bytes]]
"""Return the words of events by their ids, empty for those that have none."""


class Words(msgspec.Struct, frozen=True):
    """The words of a question, and where those of memories are fetched."""

    asked: TokenVectors
    codes: Codes


def read(found: Pass, words: Words | None, ranker: Ranker) -> Pass:
    """Return the same candidates in the order that their words speak for, too.

    What has no codes yet counts as the middle one of those that have.
    """
    if words is None:
        return found
    alike = likeness(words.asked, words.codes(found.ids[:READ]))
    known = np.isfinite(alike)
    if np.count_nonzero(known) < _LEAST:
        return found
    alike = np.where(known, alike, np.median(alike[known]))
    least = float(alike.min())
    best = float(np.sort(alike)[-_BEST:].mean())
    features = found.features.copy()
    features[: len(alike), found.names.index(ALIKE)] = (alike - least) / max(best - least, 1e-6)
    told = msgspec.structs.replace(found, features=features, alike=float(alike.max()))
    return told.ordered_by(ranker)
