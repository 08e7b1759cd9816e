"""Cutting new events into the pieces that jobs work on."""

from collections.abc import Iterator, Sequence
from typing import Final

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId
from second_me.core.records import Event
from second_me.vault.session import Session

EMBED_EVENTS: Final = 64
EXTRACT_EVENTS: Final = 10
"""Events of one thread that the model reads together: enough to understand an answer by
its question, few enough for a small model's context.
"""

TYPED_PRIORITY: Final = 100
IMPORT_PRIORITY: Final = 10

Span = tuple[EventId, EventId]
"""First and last id, both within."""


def embed_spans(ids: Sequence[EventId]) -> Iterator[Span]:
    """Cut ascending ids into spans of `EMBED_EVENTS`."""
    for start in range(0, len(ids), EMBED_EVENTS):
        piece = ids[start : start + EMBED_EVENTS]
        yield piece[0], piece[-1]


def extract_spans(events: Sequence[Event]) -> Iterator[Span]:
    """Cut events, ascending by id, into neighbours of one thread."""
    first = 0
    for index in range(1, len(events) + 1):
        ends = index == len(events) or index - first == EXTRACT_EVENTS
        if ends or events[index].thread != events[first].thread:
            yield events[first].id, events[index - 1].id
            first = index


def enqueue(session: Session, ids: Sequence[EventId], now: Timestamp, *, priority: int) -> None:
    """Queue the embedding and the reading of new events, in the transaction that stores them."""
    spans = [("embed", span) for span in embed_spans(ids)]
    spans += [("extract", span) for span in extract_spans(session.events.get(ids))]
    for kind, (first, last) in spans:
        payload: dict[str, int | str | list[int]] = {"first": first, "last": last}
        session.jobs.enqueue(kind, f"{first}-{last}", payload, priority=priority, now=now)
