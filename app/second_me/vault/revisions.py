"""Every change of a derived record: what it was, what it became, by whom; and taking it back."""

import builtins
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import RevisionId
from second_me.core.records import Actor, Derived, Revision
from second_me.vault.connection import Connection

Row = Mapping[str, Any]

DERIVED: Final = {
    "facts": Derived.FACT,
    "episodes": Derived.EPISODE,
    "entities": Derived.ENTITY,
    "relations": Derived.RELATION,
    "routines": Derived.ROUTINE,
}
TABLES: Final = frozenset(DERIVED)

SHOWN: Final = "evidence"
"""The name in a revision of what showed the record: event, start and end of each quote."""

_SELECT: Final = "SELECT id, tbl, row_id, actor, at, before, after, change FROM revisions"


class Revisions:
    """Rows of `revisions`, written by the repositories of derived records."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def row(self, table: str, row_id: int) -> dict[str, Any] | None:
        """Return a record as it stands, by column name and with its evidence, or None."""
        assert table in TABLES
        cursor = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        found = cursor.fetchone()
        if found is None:
            return None
        names = [column[0] for column in cursor.description]
        spans = self._connection.execute(
            "SELECT event_id, start_at, end_at FROM evidence WHERE derived = ? AND derived_id = ?"
            " ORDER BY id",
            (DERIVED[table].value, row_id),
        )
        values = {
            name: value
            for name, value in zip(names, found, strict=True)
            if not isinstance(value, bytes)
        }
        return values | {SHOWN: [builtins.list(span) for span in spans]}

    def write(
        self,
        table: str,
        row_id: int,
        actor: Actor,
        at: Timestamp,
        *,
        before: Row | None,
        after: Row | None,
        change: RevisionId | None = None,
    ) -> RevisionId:
        """Keep one change; None stands for "was not there". `change` is what it is a part of."""
        cursor = self._connection.execute(
            "INSERT INTO revisions (tbl, row_id, actor, at, before, after, change)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (table, row_id, actor.value, at, _json(before), _json(after), change or 0),
        )
        id_ = RevisionId(cursor.lastrowid)
        if not change:
            self._connection.execute("UPDATE revisions SET change = id WHERE id = ?", (id_,))
        return id_

    def next_id(self) -> RevisionId:
        """Return the id that the next revision of this transaction will have: the `change` of
        all that is to be undone with it.
        """
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'revisions'"
        ).fetchone()
        return RevisionId(1 if row is None else int(row[0]) + 1)

    def list(self, table: str, row_id: int) -> builtins.list[Revision]:
        """Return the changes of one record, oldest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE tbl = ? AND row_id = ? ORDER BY id", (table, row_id)
        )
        return [_revision(row) for row in rows]

    def since(self, first: RevisionId) -> builtins.list[Revision]:
        """Return the changes from one on, oldest first."""
        rows = self._connection.execute(f"{_SELECT} WHERE id >= ? ORDER BY id", (first,))
        return [_revision(row) for row in rows]

    def together(self, id: RevisionId) -> builtins.list[Revision]:  # noqa: A002
        """Return all that was changed with one revision, itself included, oldest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE change = (SELECT change FROM revisions WHERE id = ?) ORDER BY id",
            (id,),
        )
        return [_revision(row) for row in rows]

    def newest(self, actors: Sequence[Actor] = (), limit: int = 100) -> builtins.list[Revision]:
        """Return the newest changes first, those of some actors if given."""
        chosen = msgspec.json.encode([actor.value for actor in actors]).decode()
        rows = self._connection.execute(
            f"{_SELECT} WHERE ? = '[]' OR actor IN (SELECT value FROM json_each(?))"
            " ORDER BY id DESC LIMIT ?",
            (chosen, chosen, limit),
        )
        return [_revision(row) for row in rows]


def _revision(row: Sequence[Any]) -> Revision:
    id_, table, row_id, actor, at, before, after, change = row
    return Revision(
        id=id_,
        table=table,
        row_id=row_id,
        actor=Actor(actor),
        at=at,
        before=before,
        after=after,
        change=change,
    )


def _json(row: Row | None) -> str:
    return "" if row is None else msgspec.json.encode(row).decode()
