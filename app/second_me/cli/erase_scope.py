"""What `second-me erase` is told to erase, as one scope."""

from collections.abc import Iterable

import msgspec

from second_me.cli.moments import read_moment
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import BatchId, EpisodeId, EventId, FactId, SourceId
from second_me.core.protocol.erase import (
    About,
    Between,
    Conversation,
    EpisodesAlone,
    Everything,
    FactsAlone,
    Found,
    Memories,
    OfKind,
    OneImport,
    OneSource,
    Outlived,
    Scope,
)
from second_me.core.records import EventKind

EVER = Timestamp(2**53)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The options as they were given; `whole_import` is the number of one."""

    ids: tuple[int, ...] = ()
    search: str = ""
    limit: int = 20
    facts: tuple[int, ...] = ()
    episodes: tuple[int, ...] = ()
    with_words: bool = False
    conversation: int | None = None
    whole_import: int | None = None
    source: int | None = None
    about: tuple[str, ...] = ()
    keep_mentions: bool = False
    since: str = ""
    until: str = ""
    kind: str = ""
    outlived: bool = False
    everything: bool = False


def read_scope(wanted: Wanted) -> Scope:
    """Return the one scope that was meant. Raises PersonFault for none, or for several."""
    scopes = list(_scopes(wanted))
    if len(scopes) == 1:
        return scopes[0]
    raise PersonFault(
        "Not clear what to erase",
        "Nothing was named." if not scopes else "Several things were named at once.",
        "Name one: ids, --search, --about, --import, --source, --since, --kind, --everything …",
    )


def _scopes(wanted: Wanted) -> Iterable[Scope]:
    if wanted.ids:
        yield Memories(ids=tuple(map(EventId, wanted.ids)))
    if wanted.search:
        yield Found(query=wanted.search, limit=wanted.limit)
    if wanted.facts:
        yield FactsAlone(ids=tuple(map(FactId, wanted.facts)), words=wanted.with_words)
    if wanted.episodes:
        yield EpisodesAlone(ids=tuple(map(EpisodeId, wanted.episodes)), words=wanted.with_words)
    if wanted.conversation is not None:
        yield Conversation(event_id=EventId(wanted.conversation))
    if wanted.whole_import is not None:
        yield OneImport(batch_id=BatchId(wanted.whole_import))
    if wanted.about:
        yield About(names=wanted.about, mentions=not wanted.keep_mentions)
    yield from _wide(wanted)


def _wide(wanted: Wanted) -> Iterable[Scope]:
    source = None if wanted.source is None else SourceId(wanted.source)
    if wanted.since or wanted.until:
        first = read_moment(wanted.since) if wanted.since else Timestamp(-EVER)
        until = read_moment(wanted.until) if wanted.until else EVER
        yield Between(first=first, until=until, source_id=source)
    elif source is not None:
        yield OneSource(source_id=source)
    if wanted.kind:
        yield OfKind(kind=read_kind(wanted.kind))
    if wanted.outlived:
        yield Outlived()
    if wanted.everything:
        yield Everything()


def read_kind(name: str) -> EventKind:
    """Return a kind of memory. Raises PersonFault for an unknown one."""
    try:
        return EventKind(name)
    except ValueError:
        known = ", ".join(EventKind)
        raise PersonFault(
            "No such kind", "Memories are of other kinds.", f"Known: {known}."
        ) from None
