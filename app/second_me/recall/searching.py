"""One search: the question understood, the indexes asked, the best events fetched."""

import time
from collections.abc import Collection, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import EventId
from second_me.core.protocol.recall import ChannelScore, Hit, Search, SearchResult
from second_me.core.terms import words
from second_me.inference.embedder import Asking, Embedder, EmbedderUnavailable
from second_me.recall import stored_words
from second_me.recall.indexes import Indexes
from second_me.recall.ranking import CHANNELS, Pass, Ranker, confidence, first_pass, late
from second_me.recall.ranking.candidates import Vector
from second_me.recall.ranking.leads import Leads, leads
from second_me.recall.ranking.second_pass import second_pass, worth_it
from second_me.recall.understanding import Asked, understand
from second_me.vault.vault import Vault

MAX_HITS: Final = 200

_LOOKED_AT: Final = 5
_SPARE: Final = 50
"""So many more than asked for are fetched: some may have been erased a moment ago."""

LATE: Final = "late"
"""Named in `Search.without`, the best are not read word by word."""

DEEP: Final = "deep"
"""Named in `Search.without`, the second pass is left out."""


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """A result with what learning and measuring look at."""

    result: SearchResult
    asked: Asked
    found: Pass | None = None


def search(  # noqa: PLR0917  (the parts of an open vault)
    vault: Vault,
    indexes: Indexes,
    embedder: Embedder,
    request: Search,
    at: Moment | None = None,
    ranker: Ranker | None = None,
) -> SearchResult:
    """Find events for a question put `at` a moment, best first, and how sure it is that they
    answer it.

    Until the index of events is loaded the words on the disk alone are searched. Raises
    PersonFault for a channel in `without` that does not exist, and what the vault raises.
    """
    return searched(vault, indexes, embedder, request, at, ranker).result


def searched(  # noqa: PLR0917  (the parts of an open vault)
    vault: Vault,
    indexes: Indexes,
    embedder: Embedder,
    request: Search,
    at: Moment | None = None,
    ranker: Ranker | None = None,
) -> Searched:
    """Do what `search` does and return also how it came to it."""
    started = time.perf_counter()
    _known_channels(request.without)
    asked = understand(request.query, at or _now(), indexes.names)
    limit = min(max(request.limit, 1), MAX_HITS)
    if not asked.text:
        return Searched(result=SearchResult(hits=(), strength=0.0), asked=asked)
    if not indexes.events.ready:
        hits = stored_words.hits(vault, asked, limit)
        missing = tuple(name for name in CHANNELS if name != "words")
        found, strength = None, stored_words.strength(asked, hits)
    else:
        ranker = ranker or Ranker.shipped()
        led = leads(indexes, asked, request.without)
        wanted = "meaning" not in request.without or bool(led)
        read, missing = _read(indexes, embedder, asked) if wanted else (None, ())
        query = None if read is None else read.vector
        said = _words(vault, indexes, embedder.model, asked, read, request.without)
        plain, found = _found(indexes, asked, query, said, ranker, request.without, led)
        hits = _hits(vault, found, limit)
        strength = max(
            _strength(asked, plain, ranker),
            stored_words.strength(asked, _unread(found, hits)),
            _looked_up(asked, hits),
        )
    result = SearchResult(
        hits=hits,
        strength=strength if hits else 0.0,
        missing=missing,
        milliseconds=(time.perf_counter() - started) * 1000,
    )
    return Searched(result=result, asked=asked, found=found)


def _known_channels(without: Collection[str]) -> None:
    known = (*CHANNELS, LATE, DEEP)
    if any(name not in known for name in without):
        raise PersonFault(
            "No such channel", "A channel to leave out is not known.", f"Known: {', '.join(known)}."
        )


def _now() -> Moment:
    return Moment(Timestamp(time.time_ns() // 1_000_000), Precision.MINUTE, 0)


def _read(
    indexes: Indexes, embedder: Embedder, asked: Asked
) -> tuple[Asking | None, tuple[str, ...]]:
    """Return what the embedder makes of the question, and "meaning" as missing without it."""
    if not indexes.vectors.ready:
        return None, ("meaning",)
    try:
        return embedder.ask(asked.text), ()
    except EmbedderUnavailable:
        return None, ("meaning",)


def _words(  # noqa: PLR0917  (the parts of an open vault, what is asked and how)
    vault: Vault,
    indexes: Indexes,
    model: str,
    asked: Asked,
    read: Asking | None,
    without: Collection[str],
) -> late.Words | None:
    """Return the words of the question, and where those of memories are fetched."""
    if read is None or read.words is None or not {"meaning", LATE}.isdisjoint(without):
        return None

    def codes(ids: NDArray[np.int64]) -> list[bytes]:
        wanted = ids.tolist()
        known = vault.read(lambda session: session.vectors.get(model, "words", wanted))
        return [known.get(id_, b"") for id_ in wanted]

    return late.words_of(indexes.events, asked, read.words, codes)


def _found(  # noqa: PLR0917  (what is asked, of what, by what)
    indexes: Indexes,
    asked: Asked,
    query: Vector | None,
    said: late.Words | None,
    ranker: Ranker,
    without: Collection[str],
    led: Leads,
) -> tuple[Pass, Pass]:
    """Return what was found, before and after the best of it were read word by word."""
    plain = first_pass(indexes.events, indexes.vectors, asked, query, ranker, without, led)
    found = late.read(plain, said, ranker)
    if DEEP in without or not worth_it(asked, found):
        return plain, found
    more = second_pass(indexes.events, indexes.vectors, asked, query, ranker, found, led)
    return more, late.read(more, said, ranker)


def _strength(asked: Asked, found: Pass, ranker: Ranker) -> float:
    near = found.found.get("meaning")
    top = float(near.scores[0]) if near is not None and len(near.scores) else 0.0
    return ranker.sure(confidence.signals(asked, found, top))


def _looked_up(asked: Asked, hits: Sequence[Hit]) -> float:
    """Return 1 where no question is asked but words are looked up, and a hit holds them all."""
    question = len(asked.words) < len(words(asked.text)) or "?" in asked.text
    return float(not question and stored_words.strength(asked, hits) == 1)


def _unread(found: Pass, hits: Sequence[Hit]) -> list[Hit]:
    """Return those of the first hits that are not embedded yet: only their words tell."""
    unread = set(found.ids[~found.embedded].tolist())
    return [hit for hit in hits[:_LOOKED_AT] if hit.event.id in unread]


def _hits(vault: Vault, found: Pass, limit: int) -> tuple[Hit, ...]:
    """Fetch the best events; those erased since the channels saw them make room for the next."""
    wanted = [EventId(event_id) for event_id in found.ids[: limit + _SPARE].tolist()]
    best = wanted[:limit]
    events = vault.read(lambda session: session.events.get(best))
    if len(events) < len(best):
        events = vault.read(lambda session: session.events.get(wanted))
    by_id = {event.id: event for event in events}
    places = [place for place, event_id in enumerate(wanted) if event_id in by_id][:limit]
    return tuple(
        Hit(event=by_id[wanted[place]], score=float(found.scores[place]), channels=trace)
        for place, trace in zip(places, _traces(found, places), strict=True)
    )


def _traces(found: Pass, places: Sequence[int]) -> Sequence[tuple[ChannelScore, ...]]:
    """Return which channels found each of some candidates, with their scores and ranks."""
    rows = found.rows[list(places)].tolist()
    traces: list[list[ChannelScore]] = [[] for _ in rows]
    for name, ranked in found.found.items():
        ranks = {row: rank for rank, row in enumerate(ranked.rows.tolist())}
        for trace, row in zip(traces, rows, strict=True):
            if row in ranks:
                score = float(ranked.scores[ranks[row]])
                trace.append(ChannelScore(channel=name, score=score, rank=ranks[row] + 1))
    return [tuple(trace) for trace in traces]
