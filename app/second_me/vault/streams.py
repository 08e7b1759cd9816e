"""Streams: events in the order in which one follows the other.

The messages of a thread follow each other, and so do the notes and records of a source, which
often have no thread or each its own. A stream's number is its thread's id, or less than zero the
source's. Events without words are in no stream.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from second_me.core.ids import EventId
from second_me.core.records import Event, EventKind
from second_me.vault.connection import Connection
from second_me.vault.events import SELECT_EVENTS, event_of

Stream = int

SCATTERED: Final = (EventKind.NOTE, EventKind.RECORD)
_KINDS: Final = ", ".join(f"'{kind.value}'" for kind in SCATTERED)
_STREAM: Final = f"CASE WHEN e.kind IN ({_KINDS}) THEN -e.source_id ELSE e.thread_id END"
_UNPLACED: Final = (
    "NOT EXISTS (SELECT 1 FROM evidence AS v WHERE v.event_id = e.id AND v.derived = 'episode')"
)


class Place(msgspec.Struct, frozen=True, order=True):
    """Where in its stream an event stands."""

    at: int
    position: int
    id: EventId


FIRST: Final = Place(-(2**62), -(2**62), EventId(0))


class Streams:
    """Reads events stream by stream."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unplaced(self, first: EventId, last: EventId) -> dict[Stream, tuple[Place, Place]]:
        """Return, of the events from `first` to `last`, both included, those that have words and
        are in no episode: the first and the last place in each stream.
        """
        rows = self._connection.execute(
            f"SELECT {_STREAM}, e.at, e.position, e.id FROM events AS e"
            f" WHERE e.id BETWEEN ? AND ? AND e.text <> '' AND {_UNPLACED}",
            (first, last),
        )
        found: dict[Stream, tuple[Place, Place]] = {}
        for stream, at, position, id_ in rows:
            place = Place(at, position, id_)
            low, high = found.get(stream, (place, place))
            found[stream] = (min(low, place), max(high, place))
        return found

    def before(self, stream: Stream, place: Place, limit: int) -> list[Event]:
        """Return the events of a stream that come before a place, in order, the last `limit`."""
        rows = self._rows(
            stream,
            "e.at <= ? AND (e.at, e.position, e.id) < (?, ?, ?)"
            " ORDER BY e.at DESC, e.position DESC, e.id DESC",
            place,
            limit,
        )
        return [event_of(row) for row in reversed(rows)]

    def after(self, stream: Stream, place: Place, limit: int) -> list[Event]:
        """Return the events of a stream from a place on, it included, in order."""
        rows = self._rows(
            stream,
            "e.at >= ? AND (e.at, e.position, e.id) >= (?, ?, ?) ORDER BY e.at, e.position, e.id",
            place,
            limit,
        )
        return [event_of(row) for row in rows]

    def _rows(
        self, stream: Stream, which: str, place: Place, limit: int
    ) -> Sequence[Sequence[Any]]:
        scattered = stream < 0
        of = "e.source_id = ?" if scattered else "e.thread_id = ?"
        kinds = f"e.kind {'' if scattered else 'NOT '}IN ({_KINDS})"
        found: Sequence[Sequence[Any]] = self._connection.execute(
            f"{SELECT_EVENTS} WHERE {of} AND {kinds} AND e.text <> '' AND {which} LIMIT ?",
            (abs(stream), place.at, place.at, place.position, place.id, limit),
        ).fetchall()
        return found


def place_of(event: Event) -> Place:
    """Return where an event stands in its stream."""
    return Place(event.moment.at, event.position, event.id)


def stream_of(event: Event, thread_id: int) -> Stream:
    """Return an event's stream, given the id of its thread."""
    return -event.source_id if event.kind in SCATTERED else thread_id
