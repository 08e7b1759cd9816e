"""Taking changes of derived records back, all that were made together, in one transaction."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import RevisionId
from second_me.core.records import Actor, Revision
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.facts import fact_digest
from second_me.vault.revisions import DERIVED, SHOWN, Revisions
from second_me.vault.vectors import OWNERS

_TOPICS: Final = {
    "facts": Topic.FACTS,
    "episodes": Topic.EPISODES,
    "entities": Topic.ENTITIES,
    "relations": Topic.RELATIONS,
    "routines": Topic.ROUTINES,
}

Row = Mapping[str, Any]


class Undoing:
    """Gives records back the values that they had before a change."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence

    def undo(self, id: RevisionId, actor: Actor, now: Timestamp) -> ChangeSet:  # noqa: A002
        """Take back a change and all that was made with it; this too is kept as a change.

        Raises PersonFault if there is none, or what it made was changed again since: then
        nothing is undone.
        """
        together = self._revisions.together(id)
        if not together:
            raise PersonFault("There is no such change", "It may have been erased.")
        if any(not self._stands(revision) for revision in together):
            raise _changed_since()
        changes, change = ChangeSet(), self._revisions.next_id()
        for revision in reversed(together):
            before = self._revisions.row(revision.table, revision.row_id)
            try:
                self._restore(revision)
            except sqlite.IntegrityError as error:
                raise _changed_since() from error
            self._revisions.write(
                revision.table,
                revision.row_id,
                actor,
                now,
                before=before,
                after=self._revisions.row(revision.table, revision.row_id),
                change=change,
            )
            changes |= ChangeSet.of(_TOPICS[revision.table], revision.row_id)
        return changes

    def _stands(self, revision: Revision) -> bool:
        """Say whether a record is as the last of its changes among those left it."""
        last = [
            other
            for other in self._revisions.list(revision.table, revision.row_id)
            if other.change == revision.change
        ][-1]
        found = self._revisions.row(revision.table, revision.row_id)
        return _values(found) == _values(_decode(last.after))

    def _restore(self, revision: Revision) -> None:
        table, id_ = revision.table, revision.row_id
        derived = DERIVED[table]
        before = _decode(revision.before)
        if derived.value in OWNERS and (before is None or table == "episodes"):
            self._connection.execute(
                "DELETE FROM vectors WHERE owner = ? AND id = ?", (OWNERS[derived.value], id_)
            )
        if before is None:
            self._evidence.drop(derived, id_)
            self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (id_,))
            return
        self._write(table, before)
        self._evidence.put(derived, id_, before[SHOWN])

    def _write(self, table: str, before: Row) -> None:
        values = dict(_values(before) or {})
        if table == "facts":
            values["digest"] = fact_digest(values["subject"], values["text"])
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        columns = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
        self._connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})"
            f" ON CONFLICT (id) DO UPDATE SET {columns}",
            tuple(values.values()),
        )


def _changed_since() -> PersonFault:
    return PersonFault(
        "It was changed again since",
        "What this change made is not as it left it any more.",
        "Undo the later change first.",
    )


def _values(row: Row | None) -> Row | None:
    """Return a record's columns; events may have been erased from its evidence."""
    return None if row is None else {name: row[name] for name in row if name != SHOWN}


def _decode(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    decoded: dict[str, Any] = msgspec.json.decode(text)
    return decoded
