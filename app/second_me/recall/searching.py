"""One search: the channels asked, their rankings fused, the events fetched."""

import time
from collections.abc import Mapping, Sequence
from typing import Final

from second_me.core.errors import PersonFault
from second_me.core.protocol.recall import Hit, Search, SearchResult
from second_me.inference.embedder import Embedder
from second_me.recall.channels import Channel, Found, Meaning, Query, Words
from second_me.recall.fusion import Fused, fuse
from second_me.recall.strength import strength
from second_me.recall.vector_index import VectorIndex
from second_me.vault.vault import Vault

DEPTH: Final = 100
"""How many events each channel hands to fusion, at least."""

MAX_HITS: Final = 200


def search(vault: Vault, index: VectorIndex, embedder: Embedder, request: Search) -> SearchResult:
    """Find events for a question or a few words, best first, with their evidence strength.

    Raises PersonFault for a channel in `without` that does not exist, and what the vault raises.
    """
    started = time.perf_counter()
    channels = (Meaning(index, embedder), Words(vault))
    rankings, missing = _ask(_chosen(channels, request.without), request)
    hits = _hits(vault, fuse(rankings), min(max(request.limit, 1), MAX_HITS))
    return SearchResult(
        hits=hits,
        strength=strength(request.query, hits),
        missing=missing,
        milliseconds=(time.perf_counter() - started) * 1000,
    )


def _chosen(channels: Sequence[Channel], without: Sequence[str]) -> list[Channel]:
    known = [channel.name for channel in channels]
    unknown = next((name for name in without if name not in known), None)
    if unknown is not None:
        raise PersonFault(
            "No such channel", "A channel to leave out is not known.", f"Known: {', '.join(known)}."
        )
    return [channel for channel in channels if channel.name not in without]


def _ask(
    channels: Sequence[Channel], request: Search
) -> tuple[Mapping[str, Sequence[Found]], tuple[str, ...]]:
    """Return each channel's ranking, and the names of those that cannot take part."""
    query = Query.of(request.query)
    if not query.text:
        return {}, ()
    depth = max(DEPTH, min(request.limit, MAX_HITS))
    found = {channel.name: channel.find(query, depth) for channel in channels}
    rankings = {name: ranking for name, ranking in found.items() if ranking is not None}
    return rankings, tuple(name for name in found if name not in rankings)


def _hits(vault: Vault, fused: Sequence[Fused], limit: int) -> tuple[Hit, ...]:
    """Fetch the best events; those erased since the channels saw them make room for the next."""
    spare = fused[: limit + DEPTH]
    events = vault.read(lambda session: session.events.get([one.event_id for one in spare]))
    by_id = {event.id: event for event in events}
    hits = [
        Hit(event=by_id[one.event_id], score=one.score, channels=one.channels)
        for one in spare
        if one.event_id in by_id
    ]
    return tuple(hits[:limit])
