"""Every change of a derived record: what it was, what it became, by whom."""

import builtins
from collections.abc import Mapping
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import RevisionId
from second_me.core.records import Actor, Revision
from second_me.vault.connection import Connection

Row = Mapping[str, Any]

TABLES = frozenset({"facts", "episodes", "entities", "relations"})


class Revisions:
    """Rows of `revisions`, written by the repositories of derived records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def row(self, table: str, row_id: int) -> dict[str, Any] | None:
        """Return a record as it stands, by column name, or None."""
        assert table in TABLES
        cursor = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        found = cursor.fetchone()
        if found is None:
            return None
        names = [column[0] for column in cursor.description]
        return {
            name: value
            for name, value in zip(names, found, strict=True)
            if not isinstance(value, bytes)
        }

    def write(
        self,
        table: str,
        row_id: int,
        actor: Actor,
        at: Timestamp,
        *,
        before: Row | None,
        after: Row | None,
    ) -> RevisionId:
        """Keep one change; None stands for "was not there"."""
        cursor = self._connection.execute(
            "INSERT INTO revisions (tbl, row_id, actor, at, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (table, row_id, actor.value, at, _json(before), _json(after)),
        )
        return RevisionId(cursor.lastrowid)

    def list(self, table: str, row_id: int) -> builtins.list[Revision]:
        """Return the changes of one record, oldest first."""
        rows = self._connection.execute(
            "SELECT id, tbl, row_id, actor, at, before, after FROM revisions"
            " WHERE tbl = ? AND row_id = ? ORDER BY id",
            (table, row_id),
        )
        return [
            Revision(
                id=id_, table=tbl, row_id=row, actor=Actor(actor), at=at, before=before, after=after
            )
            for id_, tbl, row, actor, at, before, after in rows
        ]


def _json(row: Row | None) -> str:
    return "" if row is None else msgspec.json.encode(row).decode()
