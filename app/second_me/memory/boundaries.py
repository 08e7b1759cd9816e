"""Where a stream of events turns to something else: topic, time, company, greetings.

Each gap between two neighbouring events gets a score from what lies within `REACH` events of it
and from nothing else, so a stream that grows gives the same boundaries as one read at once. The
topic is told by the drop of the cosine between the means of the windows before and after a gap
against its running mean (Hearst, "TextTiling", 1997, with sentence vectors for word counts); the
weights of all signs are a logistic regression.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.records import Event, Origin
from second_me.core.sentences import asks

WINDOW: Final = 4
"""Events on either side of a gap whose mean is compared."""

NEAR: Final = 2
RUN: Final = 12
"""Gaps on either side that a gap is measured against."""

REACH: Final = RUN + WINDOW + 1
"""How far off an event can be and still matter to a gap."""

_OPENS: Final = re.compile(
    r"^\W*(?:hi|hey|hello|good (?:morning|afternoon|evening)|dear|long time|what'?s up|howdy)\b",
    re.IGNORECASE,
)
_CLOSES: Final = re.compile(
    r"\b(?:bye|goodbye|good night|take care|see (?:you|ya)|talk (?:to you )?(?:soon|later)"
    r"|catch (?:you|up) later|ttyl|have a (?:good|great|nice|lovely))\b",
    re.IGNORECASE,
)
_EDGE: Final = 160
"""Characters at a text's beginning and end where greetings are looked for."""

MINUTE_MS: Final = 60_000
SURE_MS: Final = 6 * 60 * MINUTE_MS
"""A silence this long ends an episode, whatever was said."""

_HALF_DAY: Final = 720.0

SIGNS: Final = (
    "far",
    "near",
    "far against run",
    "near against run",
    "timed",
    "gap",
    "gap against run",
    "company",
    "thread",
    "opens",
    "closes",
    "asks",
    "answers",
)
"""What tells a boundary, in the order of the columns of `features`."""

_WITH_ASSISTANT: Final = -1.0
"""The score of a boundary in talks with an assistant: where F1 is best on RealMem and LongMemEval,
times hidden.
"""

_AMONG_PEOPLE: Final = 1.25
"""The same among people: their talks have some twenty turns where those with an assistant have two
or three questions, so a boundary is that much rarer (log of the odds: 2.25 more).
"""

_SHORTEST: Final = 3
"""Of the gaps within so many events only the best is a boundary, unless a silence ends it."""

LONGEST: Final = 64
"""Events of an episode; a longer stretch is cut where it comes nearest to a boundary."""

_LEAST: Final = LONGEST // 4

_NOTHING: Final = 1e-6

Floats = NDArray[np.float32]


class Turns(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a stream's events in order: arrays of one length, `vectors` (n, dims).

    `at` is in milliseconds, `fine` whether it is known to the minute. An event without a vector
    has a row of zeros.
    """

    at: NDArray[np.int64]
    fine: NDArray[np.bool_]
    author: NDArray[np.int64]
    thread: NDArray[np.int64]
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]
    asks: NDArray[np.bool_]
    answers: NDArray[np.bool_]
    vectors: Floats

    def __len__(self) -> int:
        return len(self.at)


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """What each sign counts, by `training.episode_bounds` for one embedder."""

    embedder: str
    weights: dict[str, float]
    bias: float


@cache
def shipped_weights() -> Weights:
    """Return the weights that go with this version."""
    file = resources.files("second_me.memory") / "boundary_weights.json"
    return msgspec.json.decode(file.read_bytes(), type=Weights)


def turns(events: Sequence[Event], vectors: Floats) -> Turns:
    """Return what counts of some events; `vectors` of shape (n, dims) beside them."""
    return Turns(
        at=np.array([event.moment.at for event in events], dtype=np.int64),
        fine=np.array([event.moment.to_the_minute for event in events], dtype=bool),
        author=_codes([event.author.casefold() for event in events]),
        thread=_codes([f"{event.source_id}:{event.thread}" for event in events]),
        opens=np.array([bool(_OPENS.match(event.text[:_EDGE])) for event in events], dtype=bool),
        closes=np.array(
            [bool(_CLOSES.search(event.text[-_EDGE:])) for event in events], dtype=bool
        ),
        asks=np.array([asks(event.text[-_EDGE:]) for event in events], dtype=bool),
        answers=np.array([event.origin is Origin.ASSISTANT for event in events], dtype=bool),
        vectors=vectors,
    )


def _codes(names: Sequence[str]) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def features(stream: Turns) -> Floats:
    """Return (n - 1, features) for the gaps of a stream, the first being before event 1."""
    near = _distance(stream.vectors, NEAR)
    far = _distance(stream.vectors, WINDOW)
    gap = np.maximum(np.diff(stream.at), 0) / MINUTE_MS
    both_fine = stream.fine[1:] & stream.fine[:-1]
    # Of a day nobody knows the hour: on one and the same day nothing is known of the gap.
    gap = np.where(both_fine, gap, np.where(gap >= _HALF_DAY, gap, 0.0))
    log_gap = np.log1p(gap)
    timed = _around(log_gap > 0, RUN).astype(np.float32)
    columns = [
        far,
        near,
        _against_run(far),
        _against_run(near),
        timed,
        timed * log_gap,
        timed * (log_gap - _mean_around(log_gap, RUN)),
        _company(stream.author, WINDOW),
        (np.diff(stream.thread) != 0),
        stream.opens[1:],
        _either(stream.closes),
        stream.asks[:-1],
        stream.answers[1:],
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def boundaries(
    stream: Turns, context: int = 0, fixed: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Return for each gap of a stream (n - 1 - context,) whether an episode ends in it.

    The first `context` events only tell what those after them are measured against: an episode
    begins behind them. `fixed` are gaps (n - 1 - context,) that are boundaries anyhow.
    """
    if len(stream) - context < 2:  # noqa: PLR2004  (one event has no gap)
        return np.zeros(0, dtype=bool)
    told = shipped_weights()
    weights = np.array([told.weights[sign] for sign in SIGNS], dtype=np.float32)
    scores = features(stream) @ weights + told.bias
    fine = stream.fine[1:] & stream.fine[:-1]
    sure = fine & (np.diff(stream.at) >= SURE_MS)
    scores = np.where(sure, np.inf, scores)
    with_assistant = _around(stream.answers[1:] | stream.answers[:-1], RUN)
    enough = np.where(with_assistant, _WITH_ASSISTANT, _AMONG_PEOPLE)
    found = sure | ((scores > enough) & _highest(scores, _SHORTEST - 1))
    found, scores = found[context:], scores[context:]
    return _shortened(found if fixed is None else found | fixed, scores)


def _highest(scores: NDArray[np.floating], reach: int) -> NDArray[np.bool_]:
    """Say which scores are higher than the `reach` before and not lower than those after."""
    best = np.ones(len(scores), dtype=bool)
    for step in range(1, reach + 1):
        best[step:] &= scores[step:] > scores[:-step]
        best[:-step] &= scores[:-step] >= scores[step:]
    return best


def _shortened(found: NDArray[np.bool_], scores: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Cut stretches that are too long, from their beginning on, at their best gaps."""
    cut = found.copy()
    start = 0
    for end in [*(np.flatnonzero(found) + 1).tolist(), len(found) + 1]:
        while end - start > LONGEST:
            first = start + _LEAST - 1
            start = first + int(np.argmax(scores[first : start + LONGEST])) + 1
            cut[start - 1] = True
        start = end
    return cut


def _distance(vectors: Floats, width: int) -> Floats:
    """Return one less the cosine of the means of `width` events before and after each gap."""
    count = len(vectors)
    sums = np.concatenate([np.zeros((1, vectors.shape[1]), np.float32), vectors]).cumsum(
        axis=0, dtype=np.float64
    )
    gaps = np.arange(1, count)
    before = sums[gaps] - sums[np.maximum(gaps - width, 0)]
    after = sums[np.minimum(gaps + width, count)] - sums[gaps]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosine = np.einsum("ij,ij->i", before, after) / np.maximum(lengths, _NOTHING)
    return np.asarray(np.where(lengths > _NOTHING, 1 - cosine, 0.0), dtype=np.float32)


def _mean_around(values: NDArray[np.floating], reach: int) -> NDArray[np.float64]:
    """Return the mean of each value and its `reach` neighbours on either side."""
    count = len(values)
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    first = np.maximum(np.arange(count) - reach, 0)
    last = np.minimum(np.arange(count) + reach + 1, count)
    return np.asarray((sums[last] - sums[first]) / (last - first), dtype=np.float64)


def _around(flags: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    return np.asarray(_mean_around(flags.astype(np.float64), reach) > 0, dtype=bool)


def _against_run(values: Floats) -> NDArray[np.float64]:
    """Return each value in standard deviations off the mean of the run around it."""
    mean = _mean_around(values, RUN)
    square = _mean_around(values.astype(np.float64) ** 2, RUN)
    return (values - mean) / np.sqrt(np.maximum(square - mean**2, 0.0025))


def _company(authors: NDArray[np.int64], width: int) -> Floats:
    """Return how little those who speak before and after a gap overlap: 0 to 1 (Jaccard)."""
    changes = np.zeros(len(authors) - 1, dtype=np.float32)
    if (authors == authors[0]).all():
        return changes
    for gap in range(1, len(authors)):
        before = set(authors[max(gap - width, 0) : gap].tolist())
        after = set(authors[gap : gap + width].tolist())
        changes[gap - 1] = 1 - len(before & after) / len(before | after)
    return changes


def _either(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say for each gap whether one of the two events before it is flagged."""
    last = flags[:-1]
    return np.asarray(last | np.concatenate([[False], last[:-1]]), dtype=bool)
