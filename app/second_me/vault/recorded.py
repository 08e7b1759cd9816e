"""What all tables of derived records share: evidence of each, and a revision of each change."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import RevisionId
from second_me.core.records import Actor, Derived, Quote
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.revisions import Revisions

Values = Mapping[str, Any]


class By(msgspec.Struct, frozen=True):
    """Who makes a change and when. Changes of one `change` are undone together; without one a
    change stands alone.
    """

    actor: Actor
    now: Timestamp
    change: RevisionId | None = None


class Recorded:
    """One table of derived records. Column names come from the repositories, never from outside."""

    def __init__(
        self,
        connection: Connection,
        revisions: Revisions,
        evidence: EvidenceRows,
        table: str,
        derived: Derived,
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence
        self._table = table
        self._derived = derived

    def insert(self, values: Values, quotes: Sequence[Quote], by: By | None) -> int:
        """Store a record with its quotes and return its id; `by` None leaves no revision.

        Raises Bug if a quote is not in its event just as it says.
        """
        self._evidence.check(quotes)
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO {self._table} ({names}) VALUES ({marks})", tuple(values.values())
        )
        id_ = int(cursor.lastrowid)
        self._evidence.add(self._derived, id_, quotes)
        if by is not None:
            self._write(id_, by, before=None)
        return id_

    def change(
        self,
        id_: int,
        values: Values,
        by: By,
        quotes: Sequence[Quote] = (),
        *,
        spans: Sequence[Sequence[int]] | None = None,
    ) -> RevisionId | None:
        """Give a record other values and more quotes, or just these `spans` (event, start, end);
        None if that changed nothing.

        Raises Bug for an id that is not there, or a quote that is not in its event.
        """
        before = self._revisions.row(self._table, id_)
        if before is None:
            raise Bug("No such record", f"There is no row {id_} in {self._table}.")
        if quotes:
            self._evidence.check(quotes)
            self._evidence.add(self._derived, id_, quotes)
        if spans is not None:
            self._evidence.put(self._derived, id_, spans)
        if values:
            columns = ", ".join(f"{name} = ?" for name in values)
            self._connection.execute(
                f"UPDATE {self._table} SET {columns} WHERE id = ?", (*values.values(), id_)
            )
        return self._write(id_, by, before=before)

    def remove(self, ids: Sequence[int], by: By | None) -> None:
        """Take records away with their evidence; a revision tells what they were."""
        for id_ in ids:
            before = self._revisions.row(self._table, id_)
            if before is None:
                continue
            self._evidence.drop(self._derived, id_)
            self._connection.execute(f"DELETE FROM {self._table} WHERE id = ?", (id_,))
            if by is not None:
                self._revisions.write(
                    self._table, id_, by.actor, by.now, before=before, after=None, change=by.change
                )

    def _write(self, id_: int, by: By, *, before: Values | None) -> RevisionId | None:
        after = self._revisions.row(self._table, id_)
        if before == after:
            return None
        return self._revisions.write(
            self._table, id_, by.actor, by.now, before=before, after=after, change=by.change
        )
