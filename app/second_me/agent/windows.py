"""Cutting new events into the pieces that jobs work on."""

from collections.abc import Iterator, Sequence
from typing import Final

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId, FactId
from second_me.core.records import Event
from second_me.memory.linking import behind
from second_me.vault.session import Session
from second_me.vault.vault import Vault

EMBED_EVENTS: Final = 64
EMBED_REACH: Final = 1024
"""Ids from the first to the last of a job: all between them are read to find those in need."""

EXTRACT_EVENTS: Final = 10
"""Events of one thread that the model reads together: enough to understand an answer by
its question, few enough for a small model's context.
"""

TYPED_PRIORITY: Final = 100
IMPORT_PRIORITY: Final = 10
AFTER: Final = 5
"""How much less urgent it is what becomes of events than that they are found."""

SEGMENT_EVENTS: Final = 500
UPDATE_FACTS: Final = 50
GAP_PRIORITY: Final = 1
"""What is found by its words already, or by the vectors of an earlier embedder, can wait."""

EVERY: Final = 2**31

Span = tuple[EventId, EventId]
"""First and last id, both within."""


def embed_spans(ids: Sequence[EventId]) -> Iterator[Span]:
    """Cut ascending ids into spans of `EMBED_EVENTS`, none of which reaches too far."""
    first = 0
    for index in range(1, len(ids) + 1):
        ends = index == len(ids) or index - first == EMBED_EVENTS
        if ends or ids[index] - ids[first] >= EMBED_REACH:
            yield ids[first], ids[index - 1]
            first = index


def extract_spans(events: Sequence[Event]) -> Iterator[Span]:
    """Cut events, ascending by id, into neighbours of one thread."""
    first = 0
    for index in range(1, len(events) + 1):
        ends = index == len(events) or index - first == EXTRACT_EVENTS
        if ends or events[index].thread != events[first].thread:
            yield events[first].id, events[index - 1].id
            first = index


def enqueue(
    session: Session,
    ids: Sequence[EventId],
    now: Timestamp,
    *,
    priority: int,
    read: bool = True,
) -> None:
    """Queue what new events go through, in the transaction that stores them: they are embedded,
    sorted into episodes, and (unless facts came with them) `read`.
    """
    for span in embed_spans(ids):
        _enqueue(session, "embed", span, now, priority)
    for span in segment_spans(ids):
        for kind in ("segment", "people"):
            _enqueue(session, kind, span, now, priority - AFTER)
    for span in extract_spans(session.events.get(ids)) if read else ():
        _enqueue(session, "extract", span, now, priority)


def segment_spans(ids: Sequence[EventId]) -> Iterator[Span]:
    """Cut ascending ids into spans of `SEGMENT_EVENTS`."""
    for first in range(0, len(ids), SEGMENT_EVENTS):
        yield ids[first], ids[min(first + SEGMENT_EVENTS, len(ids)) - 1]


def settle(session: Session, ids: Sequence[FactId], now: Timestamp, *, priority: int) -> None:
    """Queue the settling of proposed facts against those that stand."""
    for start in range(0, len(ids), UPDATE_FACTS):
        chunk = ids[start : start + UPDATE_FACTS]
        key = f"{chunk[0]}-{chunk[-1]}"
        payload: dict[str, int | str | list[int]] = {"facts": [int(id_) for id_ in chunk]}
        session.jobs.enqueue("update", key, payload, priority=priority, now=now)


def link(session: Session, now: Timestamp) -> None:
    """Queue that the graph follows the facts."""
    session.jobs.enqueue("link", "facts", {}, priority=GAP_PRIORITY, now=now)


def read_again(session: Session, ids: Sequence[EventId], now: Timestamp) -> None:
    """Queue events from which something was drawn that is gone: they are sorted into episodes and
    read anew.
    """
    for span in segment_spans(sorted(ids)):
        for kind in ("segment", "people"):
            _enqueue(session, kind, span, now, IMPORT_PRIORITY - AFTER)
    for span in extract_spans(session.events.get(ids)):
        _enqueue(session, "extract", span, now, IMPORT_PRIORITY)


def embed_again(session: Session, ids: Sequence[EventId], now: Timestamp) -> None:
    """Queue events whose vectors were taken away."""
    for span in embed_spans(sorted(ids)):
        _enqueue(session, "embed", span, now, IMPORT_PRIORITY)


def fill_gaps(vault: Vault, model: str, now: Timestamp) -> int:
    """Queue the embedding of all events without a vector of `model`; return how many.

    There are such once another embedder has come, or after a job was dismissed. While there
    are jobs that embed nothing is queued: they may be about to fill the gaps.
    """

    def read(session: Session) -> list[EventId]:
        jobs = session.jobs.list(limit=EVERY)
        if any(job.kind == "embed" for job in jobs):
            return []
        return session.events.without_vector(model, EVERY)

    gaps = vault.read(read)

    def write(session: Session) -> None:
        for span in embed_spans(gaps):
            _enqueue(session, "embed", span, now, GAP_PRIORITY)

    if gaps:
        vault.write(write)
    return len(gaps)


def fill_stages(vault: Vault, model: str, now: Timestamp) -> None:
    """Queue what this version makes of events and an earlier one did not, facts that were left
    unsettled or out of the graph, and the vectors of episodes and facts that another embedder
    had made.
    """

    def write(session: Session) -> None:
        last = session.events.last_id()
        if last and not session.episodes.count():
            for first in range(1, last + 1, SEGMENT_EVENTS):
                span = EventId(first), EventId(min(first + SEGMENT_EVENTS - 1, last))
                for kind in ("segment", "people"):
                    _enqueue(session, kind, span, now, GAP_PRIORITY)
        settle(session, session.facts.proposed(), now, priority=GAP_PRIORITY)
        if behind(session):
            link(session, now)
        if session.episodes.without_vector(model) or session.facts.without_vector(model, 1):
            session.jobs.enqueue("vectors", "derived", {}, priority=GAP_PRIORITY, now=now)

    vault.write(write)


def _enqueue(session: Session, kind: str, span: Span, now: Timestamp, priority: int) -> None:
    first, last = span
    payload: dict[str, int | str | list[int]] = {"first": first, "last": last}
    session.jobs.enqueue(kind, f"{first}-{last}", payload, priority=priority, now=now)
