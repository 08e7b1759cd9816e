"""What speaks for each candidate, as a matrix: one row a candidate, one column a feature.

All are made so that they mean the same in a vault of a hundred events and of a million:
scores are told relative to the best ones of the same question.
"""

import functools
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.records import Origin
from second_me.recall.event_index import NONE, Columns, EventIndex
from second_me.recall.event_table import Rows, among
from second_me.recall.event_texts import ORIGINS
from second_me.recall.ranking.candidates import Vector, Vectors, topical
from second_me.recall.ranking.leads import NO_LEADS, Leads, Records
from second_me.recall.understanding import Asked

Matrix = NDArray[np.float32]

ALIKE: Final = "alike"
"""How well its words answer to those of the question: known of the best alone (`late.py`)."""

_K1: Final = 1.2
_B: Final = 0.75
_BEST: Final = 5
_SESSION_BEST: Final = 3
_REACH: Final = 2
_DAY: Final = 86_400_000
_MOST_LED: Final = 2.0

_OWN: Final = tuple(ORIGINS.index(origin) for origin in (Origin.TYPED, Origin.OWN))


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A question and all that its candidates are judged by. Shapes: `cosines` and `counts` are
    over `rows`, the candidates and their neighbours, ascending.
    """

    asked: Asked
    candidates: Rows
    rows: Rows
    columns: Columns
    beside: dict[int, NDArray[np.int64]]
    """For each offset, where in `rows` the neighbour of each of `rows` stands; -1 for none."""
    cosines: Vector
    floor: float
    """The cosine of the farthest event that the meaning channel brought."""
    counts: NDArray[np.float32]
    weights: Vector
    """Inverse document frequency of each term."""
    average: float
    people: NDArray[np.bool_]
    """Which of `rows` were said by somebody the question names."""
    time_worth: float
    """How much it says to fall into the time asked for: 1 where few events do, 0 where all do."""
    facts: Vector
    episodes: Vector
    """The cosine of the nearest fact that each of `rows` shows, of its episode; NaN for none."""


def look(  # noqa: PLR0917  (what is asked, of what, about which)
    index: EventIndex,
    vectors: Vectors | None,
    asked: Asked,
    query: Vector | None,
    candidates: Rows,
    floor: float,
    led: Leads = NO_LEADS,
) -> Look:
    """Gather what is known of the candidates; without vectors the cosines are all nought."""
    beside_rows = {
        offset: index.neighbours(candidates, offset)
        for offset in range(-_REACH, _REACH + 1)
        if offset
    }
    rows = np.unique(np.concatenate([candidates, *beside_rows.values()]))
    rows = rows[rows != NONE]
    columns = index.columns(rows)
    wanted = topical(asked)
    frequencies = index.frequencies(wanted).astype(np.float32)
    total = max(len(index), 1)
    return Look(
        asked=asked,
        candidates=candidates,
        rows=rows,
        columns=columns,
        beside={
            offset: _places(rows, index.neighbours(rows, offset))
            for offset in (*range(-_REACH, 0), *range(1, _REACH + 1))
        },
        cosines=_cosines(vectors, query, columns.ids),
        floor=floor,
        counts=index.term_counts(rows, wanted).astype(np.float32),
        weights=np.log1p((total - frequencies + 0.5) / (frequencies + 0.5)),
        average=max(index.average_terms(), 1.0),
        people=_said_by(index, asked, columns),
        time_worth=_time_worth(index, asked, total),
        facts=_of_records(led.facts, query, columns.ids),
        episodes=_of_records(led.episodes, query, columns.ids),
    )


def matrix(seen: Look) -> tuple[Matrix, tuple[str, ...]]:
    """Return the features of the candidates, shape (n, f), and their names."""
    own = _Own(seen)
    features = own.features()
    at = np.searchsorted(seen.rows, seen.candidates)
    found = np.stack([column[at] for column in features.values()], axis=1).astype(np.float32)
    return found, tuple(features)


class _Own:
    """The features of one question, each over all of `Look.rows`."""

    def __init__(self, seen: Look) -> None:
        self._seen = seen
        self._candidate = np.zeros(len(seen.rows), dtype=np.bool_)
        self._candidate[np.searchsorted(seen.rows, seen.candidates)] = True

    def features(self) -> dict[str, Vector]:
        seen = self._seen
        near = self._nearness()
        facts, episodes = self._led(seen.facts), self._led(seen.episodes)
        many = np.float32(seen.asked.many)
        alone, covered = self._bm25(0)
        three, covered3 = self._bm25(1)
        five, _ = self._bm25(2)
        said = seen.people.astype(np.float32)
        mix = 0.5 * three + 0.6 * near + 0.2 * said
        asks = seen.columns.asks.astype(np.float32)
        return {
            "near": near,
            "near_before": self._beside(near, -1),
            "words": alone,
            "words_3": three,
            "words_5": five,
            "covered": covered,
            "covered_3": covered3,
            "said_by": said,
            "session": self._session(mix),
            "asks": asks,
            "length": np.log1p(seen.columns.terms.astype(np.float32)),
            "first_person": seen.columns.tells.astype(np.float32),
            "in_time": self._in_time(),
            "fact_near": facts,
            "episode_near": episodes,
            "episode_near_many": episodes * many,
            "mix": mix,
            ALIKE: np.zeros(len(seen.rows), dtype=np.float32),
        }

    def _nearness(self) -> Vector:
        """Return the cosines, 0 for the farthest found and 1 for the mean of the best."""
        seen = self._seen
        cosines = np.where(np.isnan(seen.cosines), seen.floor, seen.cosines)
        span = self._span()
        if span <= 0:
            return np.zeros(len(cosines), dtype=np.float32)
        found: Vector = np.clip((cosines - seen.floor) / span, -1, None).astype(np.float32)
        return found

    def _span(self) -> float:
        """Return how far above the farthest found the best cosines are in the mean."""
        cosines = self._seen.cosines[self._candidate]
        return _top(np.where(np.isnan(cosines), self._seen.floor, cosines)) - self._seen.floor

    def _led(self, cosines: Vector) -> Vector:
        """Return the cosines of records as those of events are told, 0 for rows in none; by
        themselves where no event has one.
        """
        known = cosines[np.isfinite(cosines)]
        floor, span = self._seen.floor, self._span()
        if span <= 0:
            floor, span = 0.0, float(known.max(initial=0.0))
        if span <= 0:
            return np.zeros(len(cosines), dtype=np.float32)
        told = np.where(np.isfinite(cosines), (cosines - floor) / span, 0.0)
        found: Vector = np.clip(told, 0, _MOST_LED).astype(np.float32)
        return found

    def _bm25(self, reach: int) -> tuple[Vector, Vector]:
        """Return BM25 over windows, the mean of the best being 1, and the share of the terms, by
        weight, that a window holds.
        """
        seen = self._seen
        near = range(1, reach + 1)
        beside = [seen.beside[offset] for one in near for offset in (-one, one)]
        total, long = (
            padded[:-1] + sum(padded[place] for place in beside) for padded in self._padded
        )
        if not total.shape[1]:
            nought = np.zeros(len(seen.rows), dtype=np.float32)
            return nought, nought
        norm = _K1 * (1 - _B + _B * long / (seen.average * (2 * reach + 1)))
        scores = (total * (_K1 + 1) / (total + norm[:, None])) @ seen.weights
        covered = (total > 0) @ seen.weights / max(float(seen.weights.sum()), 1e-6)
        best = _top(scores[self._candidate])
        relative = scores / best if best > 0 else scores
        return relative.astype(np.float32), covered.astype(np.float32)

    def _beside(self, values: Vector, offset: int) -> Vector:
        place = self._seen.beside[offset]
        found: Vector = np.where(place >= 0, values[place], 0).astype(np.float32)
        return found

    def _session(self, values: Vector) -> Vector:
        """Return the mean of the best three of each row's stretch of talk."""
        session = self._sessions
        order = np.lexsort((-values, session))
        ordered = session[order]
        starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        lengths = np.diff(np.r_[starts, len(ordered)])
        place = np.arange(len(ordered)) - np.repeat(starts, lengths)
        best = place < _SESSION_BEST
        sums = np.bincount(ordered[best], weights=values[order][best], minlength=len(starts))
        found: Vector = (sums[session] / _SESSION_BEST).astype(np.float32)
        return found

    @functools.cached_property
    def _sessions(self) -> NDArray[np.int64]:
        """Numbers from 0 on for the stretches of talk that the rows belong to."""
        _, numbers = np.unique(self._seen.columns.session, return_inverse=True)
        return numbers

    @functools.cached_property
    def _padded(self) -> tuple[Matrix, Vector]:
        """Counts of the terms and lengths, with a row of noughts at the end: at -1, for none."""
        lengths = self._seen.columns.terms.astype(np.float32)
        return np.pad(self._seen.counts, ((0, 1), (0, 0))), np.pad(lengths, (0, 1))

    def _in_time(self) -> Vector:
        when = self._seen.asked.when
        if when is None or when.vague:
            return np.zeros(len(self._seen.rows), dtype=np.float32)
        columns = self._seen.columns
        inside = columns.dated & (columns.at >= when.window[0]) & (columns.at < when.window[1])
        found: Vector = inside.astype(np.float32) * np.float32(self._seen.time_worth)
        return found


def _top(values: NDArray[np.floating]) -> float:
    if not len(values):
        return 0.0
    count = min(_BEST, len(values))
    return float(np.partition(values, len(values) - count)[-count:].mean())


def _places(rows: Rows, wanted: Rows) -> NDArray[np.int64]:
    """Return where in `rows` (ascending) each of `wanted` stands, -1 for those that do not."""
    at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
    found: NDArray[np.int64] = np.where(rows[at] == wanted, at, -1)
    return found


def _cosines(vectors: Vectors | None, query: Vector | None, ids: NDArray[np.int64]) -> Vector:
    if vectors is None or query is None:
        return np.full(len(ids), np.nan, dtype=np.float32)
    return vectors.cosines(query, ids)


def _time_worth(index: EventIndex, asked: Asked, total: int) -> float:
    if asked.when is None or asked.when.vague:
        return 0.0
    inside = int(np.count_nonzero(index.where(span=asked.when.window)))
    return float(np.log((total + 1) / (inside + 1)) / np.log(total + 1)) if inside else 0.0


def _of_records(records: Records | None, query: Vector | None, ids: NDArray[np.int64]) -> Vector:
    if records is None or query is None:
        return np.full(len(ids), np.nan, dtype=np.float32)
    return records.of_events(query, ids)


def _said_by(index: EventIndex, asked: Asked, columns: Columns) -> NDArray[np.bool_]:
    said = among(columns.author, index.author_codes(asked.people))
    if asked.owner:
        said |= among(columns.origin, _OWN)
    return said
