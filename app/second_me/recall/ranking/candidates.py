"""Which events are looked at closely: the best of each channel, and who stands beside them."""

from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.records import Origin
from second_me.recall.event_index import NONE, EventIndex
from second_me.recall.event_table import Rows
from second_me.recall.understanding import Asked, Side
from second_me.recall.word_scores import Bm25

Vector = NDArray[np.float32]

DEPTH: Final = 150
"""Events that each channel brings."""

LED: Final = 40
"""Of the best of each channel so many bring their neighbours with them."""

PERSON_DEPTH: Final = 60
TIME_DEPTH: Final = 60
TIME_COMPARED: Final = 4000
"""Of a longer time than holds so many events, only what has the question's words is looked at."""

CHANNELS: Final = ("meaning", "words", "people", "time", "facts", "episodes")
"""By these names a channel is switched off and shown in a trace."""

WINDOW: Final = Bm25(window=1)
_OWN_ORIGINS: Final = (Origin.TYPED, Origin.OWN)


class Vectors(Protocol):
    """Where vectors are compared; `second_me.recall.VectorIndex` is one."""

    def search(self, query: Vector, k: int) -> list[tuple[int, float]]: ...

    def cosines(self, query: Vector, ids: NDArray[np.int64]) -> Vector:
        """Return the cosine of each id, NaN for those that have no vector."""
        ...

    def vectors(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the vectors of a few ids, shape (n, dims), NaN for those without one."""
        ...


class Ranked(msgspec.Struct, frozen=True):
    """What one channel found, best first: rows of the index and its own scores."""

    rows: Rows
    scores: Vector


def meaning(index: EventIndex, vectors: Vectors, query: Vector) -> Ranked:
    """Return the events whose vectors lie nearest to the question's."""
    near = vectors.search(query, DEPTH)
    rows = index.rows_of([event_id for event_id, _ in near])
    scores = np.asarray([cosine for _, cosine in near], dtype=np.float32)
    return here(rows, scores)


def words(index: EventIndex, asked: Asked) -> Ranked:
    """Return the events that hold the question's words together with their neighbours, and the
    best of those that hold them alone.
    """
    wanted = topical(asked)
    if not wanted:
        return _nothing()
    rows, scores = index.bm25(wanted, DEPTH, WINDOW)
    alone, _ = index.bm25(wanted, DEPTH // 2)
    more = alone[~np.isin(alone, rows)]
    return Ranked(
        np.concatenate((rows, more)),
        np.concatenate((scores, index.bm25_of(more, wanted, WINDOW))),
    )


def people(index: EventIndex, asked: Asked) -> Ranked:
    """Return what those whom the question names said with its words, or of them by name."""
    wanted = topical(asked)
    if not wanted or not (asked.people or asked.owner):
        return _nothing()
    by = index.where(authors=asked.people)
    if asked.owner:
        by |= index.where(origins=_OWN_ORIGINS)
    return Ranked(*index.bm25(wanted, PERSON_DEPTH, WINDOW, within=by))


def time(
    index: EventIndex, asked: Asked, vectors: Vectors | None = None, query: Vector | None = None
) -> Ranked:
    """Return what fits of the time that the question names: by its words, and if it is not too
    long a time by meaning, too.
    """
    wanted = topical(asked)
    if asked.when is None or asked.when.vague or asked.when.side is not Side.IN:
        return _nothing()
    within = index.where(span=asked.when.window)
    rows = np.flatnonzero(within)
    worded = index.bm25(wanted, TIME_DEPTH, WINDOW, within=within)[0] if wanted else rows[:0]
    near = rows[-TIME_DEPTH:][::-1]
    if vectors is not None and query is not None and len(rows) <= TIME_COMPARED:
        cosines = np.nan_to_num(vectors.cosines(query, index.ids_of(rows)), nan=-1.0)
        near = rows[np.argsort(-cosines, kind="stable")[:TIME_DEPTH]]
    elif wanted:
        near = rows[:0]
    found = np.concatenate((worded, near[~np.isin(near, worded)]))
    return Ranked(found, index.bm25_of(found, wanted, WINDOW))


def topical(asked: Asked) -> tuple[str, ...]:
    """Return the stems to look for: without known names and understood times, if any are left."""
    return asked.content_terms or asked.terms


def with_neighbours(index: EventIndex, found: list[Ranked]) -> Rows:
    """Return the rows of all channels once, ascending, and who stands beside the best of each."""
    if not found:
        return np.zeros(0, dtype=np.int64)
    best = np.unique(np.concatenate([one.rows[:LED] for one in found]))
    beside = [index.neighbours(best, offset) for offset in (-1, 1)]
    rows = np.unique(np.concatenate([*(one.rows for one in found), *beside]))
    kept: Rows = rows[rows != NONE]
    return kept


def here(rows: Rows, scores: Vector) -> Ranked:
    """Return what was found without what has no row any more."""
    known = rows != NONE
    return Ranked(rows[known], scores[known])


def _nothing() -> Ranked:
    return Ranked(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
