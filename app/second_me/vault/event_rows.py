"""Events as bare rows: what an index in memory is made of, read many at a time."""

from collections.abc import Collection, Iterator, Sequence
from itertools import compress
from typing import Any, Final, NamedTuple

import msgspec

from second_me.core.ids import EventId
from second_me.core.records import Event
from second_me.vault.connection import Connection

_SELECT: Final = (
    "SELECT e.id, e.source_id, {thread}, e.at, e.position, e.kind, e.origin, e.author, e.title,"
    " e.text, e.precision <> 'unknown' FROM events AS e"
)
_NAMED: Final = f"{_SELECT} JOIN threads AS t ON t.id = e.thread_id".format(thread="t.name")
_NUMBERED: Final = _SELECT.format(thread="e.thread_id")


class EventRow(NamedTuple):
    """The columns of an event that searching needs, as they are stored."""

    id: int
    source_id: int
    thread: str
    at: int
    position: int
    kind: str
    origin: str
    author: str
    title: str
    text: str
    dated: bool = True
    """Whether anything is known of when it was."""

    @classmethod
    def of(cls, event: Event) -> "EventRow":
        """Return an event as such a row."""
        return cls(
            event.id,
            event.source_id,
            event.thread,
            event.moment.at,
            event.position,
            event.kind.value,
            event.origin.value,
            event.author,
            event.title,
            event.text,
            event.moment.known,
        )


class EventColumns(NamedTuple):
    """Many such rows, column by column."""

    id: Sequence[int] = ()
    source_id: Sequence[int] = ()
    thread: Sequence[str] = ()
    at: Sequence[int] = ()
    position: Sequence[int] = ()
    kind: Sequence[str] = ()
    origin: Sequence[str] = ()
    author: Sequence[str] = ()
    title: Sequence[str] = ()
    text: Sequence[str] = ()
    dated: Sequence[bool] = ()

    @classmethod
    def of(cls, rows: Collection[tuple[Any, ...]]) -> "EventColumns":
        """Return rows as columns."""
        return cls._make(zip(*rows, strict=True)) if rows else cls()

    def chosen(self, kept: Sequence[bool]) -> "EventColumns":
        """Return those of the rows that are set in `kept`."""
        return EventColumns._make(tuple(compress(column, kept)) for column in self)


class EventRows:
    """Rows of `events`, without what only a person looks at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def load(self, after_id: int = 0, chunk: int = 10_000) -> Iterator[EventColumns]:
        """Yield all rows with a greater id in ascending order, `chunk` at a time."""
        # A join for each row, and a tuple of names for each, would take a sixth of an unlock.
        names = dict(self._connection.execute("SELECT id, name FROM threads").fetchall())
        while True:
            found = self._connection.execute(
                f"{_NUMBERED} WHERE e.id > ? ORDER BY e.id LIMIT ?", (after_id, chunk)
            ).fetchall()
            if not found:
                return
            after_id = found[-1][0]
            numbered = EventColumns.of(found)
            yield numbered._replace(thread=[names[number] for number in numbered.thread])

    def get(self, ids: Sequence[EventId]) -> list[EventRow]:
        """Return the rows of these ids in ascending order; those that are gone are left out."""
        found = self._connection.execute(
            f"{_NAMED} WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id", _json(ids)
        )
        return list(map(EventRow._make, found))

    def present(self, ids: Sequence[EventId]) -> frozenset[EventId]:
        """Return those of the ids whose events are there."""
        found = self._connection.execute(
            "SELECT id FROM events WHERE id IN (SELECT value FROM json_each(?))", _json(ids)
        )
        return frozenset(EventId(row[0]) for row in found)


def _json(ids: Sequence[EventId]) -> tuple[str]:
    return (msgspec.json.encode(list(ids)).decode(),)
