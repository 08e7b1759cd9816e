"""A second look for questions that need several pieces: lists, comparisons, chains.

From what the first pass holds to be the best evidence it goes on to what was said around it, to
what is like it, to each person asked about in turn, and to the time of an event that the question
names; then everything is ordered anew.
"""

from typing import Final

import numpy as np

from second_me.core.clock import Timestamp
from second_me.core.terms import stems
from second_me.recall.event_index import NONE, EventIndex
from second_me.recall.event_table import Rows
from second_me.recall.ranking import candidates
from second_me.recall.ranking.candidates import Ranked, Vector, Vectors
from second_me.recall.ranking.first_pass import Pass, ordered
from second_me.recall.ranking.leads import NO_LEADS, Leads
from second_me.recall.ranking.ranker import Ranker
from second_me.recall.understanding import EARLIEST, LATEST, Asked, Side

SEEDS: Final = 4
"""So many of the best are gone on from."""

_AROUND: Final = 3
_LIKE: Final = 40
_EACH: Final = 40
_TOWARDS: Final = 0.4
"""How far the question's vector is moved to the mean of the seeds'."""


def worth_it(asked: Asked, found: Pass) -> bool:
    """Say whether the question needs several pieces and there is something to go on from."""
    return bool(len(found.rows)) and (asked.many or asked.chain or bool(asked.anchor))


def second_pass(  # noqa: PLR0917  (what is asked, of what, by what, after what)
    index: EventIndex,
    vectors: Vectors,
    asked: Asked,
    query: Vector | None,
    ranker: Ranker,
    first: Pass,
    led: Leads = NO_LEADS,
) -> Pass:
    """Return all candidates of the first pass and those it leads to, ordered anew."""
    found = dict(first.found)
    seeds = first.rows[:SEEDS]
    found["around"] = _around(index, seeds)
    if query is not None and "meaning" in found:
        found["like"] = _like(index, vectors, query, seeds)
    if len(asked.mentions) > 1:
        found["each"] = _each(index, asked)
    if asked.anchor:
        found["anchor"] = _anchored(index, asked)
    return ordered(index, vectors, asked, query, ranker, found, led)


def _around(index: EventIndex, seeds: Rows) -> Ranked:
    """Return what stands up to `_AROUND` places from the seeds."""
    places = [index.neighbours(seeds, offset) for offset in range(-_AROUND, _AROUND + 1) if offset]
    rows = np.unique(np.concatenate(places))
    rows = rows[rows != NONE]
    return Ranked(rows, np.zeros(len(rows), dtype=np.float32))


def _like(index: EventIndex, vectors: Vectors, query: Vector, seeds: Rows) -> Ranked:
    """Return what lies near the question moved towards the seeds (Rocchio, 1971)."""
    held = vectors.vectors(index.ids_of(seeds))
    held = held[np.isfinite(held).all(axis=1)]
    if not len(held):
        return Ranked(seeds[:0], np.zeros(0, dtype=np.float32))
    moved = query + np.float32(_TOWARDS) * held.mean(axis=0)
    near = vectors.search((moved / np.linalg.norm(moved)).astype(np.float32), _LIKE)
    rows = index.rows_of([event_id for event_id, _ in near])
    scores = np.asarray([cosine for _, cosine in near], dtype=np.float32)
    return Ranked(rows[rows != NONE], scores[rows != NONE])


def _each(index: EventIndex, asked: Asked) -> Ranked:
    """Return what each of the people said with the question's words."""
    wanted = candidates.topical(asked)
    parts = [
        index.bm25(wanted, _EACH, candidates.WINDOW, within=index.where(authors=names))
        for names in asked.mentions
    ]
    rows, at = np.unique(np.concatenate([rows for rows, _ in parts]), return_index=True)
    return Ranked(rows, np.concatenate([scores for _, scores in parts])[at])


def _anchored(index: EventIndex, asked: Asked) -> Ranked:
    """Return what fits of the time before or after the event that the question names."""
    event, _ = index.bm25(tuple(stems(asked.anchor)), 1)
    wanted = candidates.topical(asked)
    if not len(event) or not wanted:
        return Ranked(event[:0], np.zeros(0, dtype=np.float32))
    at = Timestamp(int(index.columns(event).at[0]))
    span = (EARLIEST, at) if asked.anchor_side is Side.BEFORE else (at, LATEST)
    return Ranked(*index.bm25(wanted, _EACH, candidates.WINDOW, within=index.where(span=span)))
