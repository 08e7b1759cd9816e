"""BM25 over events, alone or with what was said just before and after them.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). With
a window an event is scored as if it held the words of its neighbours too: in talk the question
and its answer, or a name and what is told of it, stand in different turns.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.recall.event_table import NOBODY, EventTable, Rows
from second_me.recall.term_codes import Codes, codes_of
from second_me.recall.word_index import WordIndex

SCANNED: Final = 60_000
"""Postings gone through for one question. Beyond that its most frequent terms only add to the
scores of the events that the rarer ones have found.
"""

_SAMPLED: Final = 4096
_REFINED: Final = 2000

Scores = NDArray[np.float32]


class Bm25(msgspec.Struct, frozen=True, kw_only=True):
    """How to score. `window` is how many neighbours on either side count as one's own words."""

    k1: float = 1.2
    b: float = 0.75
    window: int = 0
    scanned: int = SCANNED


class WordScores:
    """Scores of one question's terms over a table and its words, as both are now."""

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
        self.average = self._average_length()

    def best(self, limit: int, within: NDArray[np.bool_] | None) -> tuple[Rows, Scores]:
        """Return the best rows with their scores, best first, later ones first among equals;
        only rows that are set in `within` if it is given.
        """
        scanned = self._affordable()
        rows, scores = self._scan(scanned, within)
        if scanned < len(self._codes):
            rows, scores = _first(rows, scores, max(_REFINED, 4 * limit))
            scores = scores + self._score(rows, slice(scanned, None))
        return _first(rows, scores, limit)

    def of(self, rows: Rows) -> Scores:
        """Return the scores of given rows."""
        return self._score(rows, slice(None))

    def _scan(self, count: int, within: NDArray[np.bool_] | None) -> tuple[Rows, Scores]:
        """Return all rows that hold one of the `count` rarest terms, with their scores by them."""
        scores = np.zeros(self._table.count, dtype=np.float32)
        held = np.zeros(self._table.count, dtype=np.float32)
        seen = np.zeros(self._table.count, dtype=bool)
        for place, weight in zip(self._places[:count], self._weights[:count], strict=True):
            rows, counts = self._found.postings(place)
            reached = windows(self._table, rows, self._how.window)
            for part in reached:  # within one part each row stands once, but for NOBODY
                held[part] += counts
            found = np.concatenate(reached)
            found = found[found != NOBODY] if within is None else found[within[found]]
            # A row that stands there twice gets the same value twice.
            scores[found] = scores[found] + self._gain(held[found], found) * weight
            seen[found] = True
            for part in reached:
                held[part] = 0
        rows = np.flatnonzero(seen)
        return rows, scores[rows]

    def _score(self, rows: Rows, terms: slice) -> Scores:
        counts = window_counts(self._table, self._words, rows, self._codes[terms], self._how.window)
        gains = self._gain(counts.astype(np.float32).T, rows)
        found: Scores = self._weights[terms] @ gains
        return found

    def _gain(self, counts: Scores, rows: Rows) -> Scores:
        how = self._how
        lengths = self._lengths(rows) / self.average
        norm = np.float32(how.k1 * (1 - how.b)) + np.float32(how.k1 * how.b) * lengths
        return np.asarray(counts * np.float32(how.k1 + 1) / (counts + norm), dtype=np.float32)

    def _lengths(self, rows: Rows) -> Scores:
        terms = self._table.terms
        total = np.zeros(len(rows), dtype=np.float32)
        for part in windows(self._table, rows, self._how.window):
            total += terms[part]
        return total

    def _idf(self) -> Scores:
        """Return the terms' weights; the windows that hold one are estimated, as if it fell
        anywhere.
        """
        count = max(int(np.count_nonzero(self._table.alive)), 1)
        share = 1 - (1 - self._frequencies / count) ** (2 * self._how.window + 1)
        frequencies = share * count
        return np.log1p((count - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)

    def _average_length(self) -> np.float32:
        """Return the mean length of a window, of a large vault from rows taken evenly."""
        known = self._table.averages.get(self._how.window)
        if known is None:
            step = -(-self._table.count // _SAMPLED)
            rows = np.arange(NOBODY + 1, self._table.count, step)
            rows = rows[self._table.alive[rows]]
            mean = float(self._lengths(rows).mean()) if len(rows) else 0.0
            known = self._table.averages[self._how.window] = max(mean, 1.0)
        return np.float32(known)

    def _affordable(self) -> int:
        """Return how many of the rarest terms can be gone through whole, one at least."""
        total = np.cumsum(self._frequencies)
        return max(int(np.searchsorted(total, self._how.scanned, side="right")), 1)


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
