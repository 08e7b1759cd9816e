"""Where events came from."""

import builtins
from collections.abc import Iterable
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Source
from second_me.vault.connection import Connection

_COLUMNS = "id, format, name, locator, created_at, events, confirmed, corrected"


class Sources:
    """Rows of `sources`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ensure(self, format: str, name: str, locator: str, now: Timestamp) -> SourceId:  # noqa: A002
        """Return the source of that format, name and locator; it is made if there is none."""
        row = self._connection.execute(
            "SELECT id FROM sources WHERE format = ? AND locator = ? AND name = ?",
            (format, locator, name),
        ).fetchone()
        if row is not None:
            return SourceId(row[0])
        cursor = self._connection.execute(
            "INSERT INTO sources (format, name, locator, created_at) VALUES (?, ?, ?, ?)",
            (format, name, locator, now),
        )
        return SourceId(cursor.lastrowid)

    def get(self, id: SourceId) -> Source:  # noqa: A002
        """Return one source. Raises Bug for an id that was never given."""
        query = f"SELECT {_COLUMNS} FROM sources WHERE id = ?"
        row = self._connection.execute(query, (id,)).fetchone()
        if row is None:
            raise Bug("No such source", f"There is no source {id}.")
        return _source(row)

    def judge(self, event_ids: Iterable[EventId], *, right: bool) -> None:
        """Count one fact that the person confirmed (`right`) or called wrong for each source of
        the events that show it.
        """
        column = "confirmed" if right else "corrected"
        self._connection.execute(
            f"UPDATE sources SET {column} = {column} + 1 WHERE id IN (SELECT source_id FROM events"
            " WHERE id IN (SELECT value FROM json_each(?)))",
            (msgspec.json.encode(builtins.list(event_ids)).decode(),),
        )

    def list(self) -> builtins.list[Source]:
        """Return all sources, newest first."""
        query = f"SELECT {_COLUMNS} FROM sources ORDER BY id DESC"
        return [_source(row) for row in self._connection.execute(query)]


def _source(row: Iterable[Any]) -> Source:
    id_, format_, name, locator, created_at, events, confirmed, corrected = row
    return Source(
        id=id_,
        format=format_,
        name=name,
        locator=locator,
        created_at=created_at,
        events=events,
        confirmed=confirmed,
        corrected=corrected,
    )
