"""BM25 over events, alone or with what was said just before and after them.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). With
a window an event is scored as if it held the words of its neighbours too: in talk the question
and its answer, or a name and what is told of it, stand in different turns.
"""

import functools
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.recall.event_table import NOBODY, EventTable, Rows, WindowLengths
from second_me.recall.term_codes import Codes, codes_of
from second_me.recall.word_index import WordIndex

SCANNED: Final = 60_000
"""Postings gone through for one question. Beyond that its most frequent terms only add to the
scores of the events that the rarer ones have found.
"""

_REFINED: Final = 2000

Scores = NDArray[np.float32]


class Bm25(msgspec.Struct, frozen=True, kw_only=True):
    """How to score. `window` is how many neighbours on either side count as one's own words."""

    k1: float = 1.2
    b: float = 0.75
    window: int = 0
    scanned: int = SCANNED


class WordScores:
    """Scores of one question's terms over a table and its words, as both are now. However often
    it is asked for the best, the postings are gone through once.
    """

    def __init__(
        self, table: EventTable, words: WordIndex, terms: Sequence[str], how: Bm25
    ) -> None:
        """`terms` are stems."""
        self._table = table
        self._words = words
        self._how = how
        apart = codes_of(terms)
        codes = np.unique(np.concatenate(apart)) if apart else np.zeros(0, dtype=np.uint32)
        self._found = words.find(codes)
        frequencies = self._found.frequencies()
        order = np.argsort(frequencies, kind="stable")
        order = order[frequencies[order] > 0]
        self._places = order.tolist()
        self._codes: Codes = codes[order]
        self._frequencies = frequencies[order]
        self._weights = self._idf()
        self._lengths = window_lengths(table, how.window)
        self._scanned = self._affordable()

    def best(self, limit: int, within: NDArray[np.bool_] | None) -> tuple[Rows, Scores]:
        """Return the best rows with their scores, best first, later ones first among equals;
        only rows that are set in `within` if it is given.
        """
        rows, scores = self._rarest
        if within is not None:
            kept = within[rows]
            rows, scores = rows[kept], scores[kept]
        if self._scanned < len(self._codes):
            rows, scores = _first(rows, scores, max(_REFINED, 4 * limit))
            scores = scores + self._commonest(rows)
        return _first(rows, scores, limit)

    def of(self, rows: Rows) -> Scores:
        """Return the scores of given rows."""
        known, scores = self._rarest
        found = np.zeros(len(rows), dtype=np.float32)
        if len(known):
            at = np.minimum(np.searchsorted(known, rows), len(known) - 1)
            here = known[at] == rows
            found[here] = scores[at[here]]
        return found + self._commonest(rows)

    @functools.cached_property
    def _rarest(self) -> tuple[Rows, Scores]:
        """All rows that hold one of the terms that are gone through, ascending, with their scores
        by these.
        """
        scores = np.zeros(self._table.count, dtype=np.float32)
        held = np.zeros(self._table.count, dtype=np.float32)
        for place, weight in zip(self._places[: self._scanned], self._weights, strict=False):
            rows, counts = self._found.postings(place)
            found = np.concatenate(windows(self._table, rows, self._how.window))
            for part in found.reshape(-1, len(rows)):  # each row stands there once, but NOBODY
                held[part] += counts
            # A row that stands there twice gets the same value twice.
            scores[found] += self._gain(held[found], found) * weight
            held[found] = 0
        scores[NOBODY] = 0
        rows = np.flatnonzero(scores > 0)  # of numbers it takes far longer
        return rows, scores[rows]

    def _commonest(self, rows: Rows) -> Scores:
        """Return the scores of rows by those terms that are not gone through."""
        rest = slice(self._scanned, None)
        counts = window_counts(self._table, self._words, rows, self._codes[rest], self._how.window)
        gains = self._gain(counts.astype(np.float32).T, rows)
        found: Scores = self._weights[rest] @ gains
        return found

    def _gain(self, counts: Scores, rows: Rows) -> Scores:
        how = self._how
        slope = np.float32(how.k1 * how.b / self._lengths.average)
        norm = self._lengths.terms[rows] * slope + np.float32(how.k1 * (1 - how.b))
        return np.asarray(counts * np.float32(how.k1 + 1) / (counts + norm), dtype=np.float32)

    def _idf(self) -> Scores:
        """Return the terms' weights; the windows that hold one are estimated, as if it fell
        anywhere.
        """
        count = max(int(np.count_nonzero(self._table.alive)), 1)
        share = 1 - (1 - self._frequencies / count) ** (2 * self._how.window + 1)
        frequencies = share * count
        return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)

    def _affordable(self) -> int:
        """Return how many of the rarest terms can be gone through whole, one at least."""
        total = np.cumsum(self._frequencies)
        return max(int(np.searchsorted(total, self._how.scanned, side="right")), 1)


def window_lengths(table: EventTable, reach: int) -> WindowLengths:
    """Return the lengths of all windows; they are kept until an event comes or goes."""
    known = table.lengths.get(reach)
    if known is None:
        terms = table.terms.astype(np.float32)
        total = np.sum(
            [terms[part] for part in windows(table, np.arange(table.count), reach)], axis=0
        )
        alive = table.alive
        average = np.float32(max(float(total[alive].mean()) if alive.any() else 0.0, 1.0))
        known = table.lengths[reach] = WindowLengths(total, average)
    return known


def windows(table: EventTable, rows: Rows, reach: int) -> list[NDArray[np.integer]]:
    """Return the rows themselves, those one before, one after, two before and so on."""
    found: list[NDArray[np.integer]] = [rows]
    before: NDArray[np.integer] = rows
    after: NDArray[np.integer] = rows
    for _ in range(reach):
        before, after = table.before[before], table.after[after]
        found += [before, after]
    return found


def window_counts(
    table: EventTable, words: WordIndex, rows: Rows, codes: Codes, reach: int
) -> NDArray[np.int32]:
    """Return how often each code stands in each row or `reach` beside it, (rows, codes)."""
    parts = windows(table, rows, reach)
    counts = words.counts(np.concatenate(parts), codes).astype(np.int32)
    total: NDArray[np.int32] = counts.reshape(len(parts), len(rows), len(codes)).sum(axis=0)
    return total


def _first(rows: Rows, scores: Scores, limit: int) -> tuple[Rows, Scores]:
    if len(rows) > limit:
        least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        kept = scores >= least
        rows, scores = rows[kept], scores[kept]
    order = np.lexsort((-rows, -scores))[:limit]
    return rows[order], scores[order]
