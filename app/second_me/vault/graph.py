"""The graph: people, places and things, and how they stand to each other."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, RelationId
from second_me.core.records import Actor, Derived, Entity, Quote, Relation
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.revisions import Revisions

_ENTITY = "id, kind, name, aliases, created_at, merged_into"
_RELATION = "id, subject_id, predicate, object_id, learned_at, valid_from, valid_to, retracted_at"


class Entities:
    """Rows of `entities`."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence

    def ensure(
        self,
        kind: str,
        name: str,
        quotes: Sequence[Quote],
        actor: Actor,
        now: Timestamp,
        *,
        aliases: Iterable[str] = (),
    ) -> EntityId:
        """Return the entity of that kind and name with new quotes and aliases added.

        Raises Bug if a quote is not in its event.
        """
        self._evidence.check(quotes)
        row = self._connection.execute(
            "SELECT id, aliases FROM entities WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        if row is None:
            id_ = self._insert(kind, name, _json(aliases), now)
            before = None
        else:
            id_ = EntityId(row[0])
            before = self._revisions.row("entities", id_)
            known = msgspec.json.decode(row[1], type=builtins.list[str])
            self._connection.execute(
                "UPDATE entities SET aliases = ? WHERE id = ?", (_json([*known, *aliases]), id_)
            )
        self._evidence.add(Derived.ENTITY, id_, quotes)
        after = self._revisions.row("entities", id_)
        if before != after:
            self._revisions.write("entities", id_, actor, now, before=before, after=after)
        return id_

    def list(self, limit: int = 1_000) -> builtins.list[Entity]:
        """Return entities that were not merged into others, newest first."""
        rows = self._connection.execute(
            f"SELECT {_ENTITY} FROM entities WHERE merged_into IS NULL ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [_entity(row) for row in rows]

    def count(self) -> int:
        """Return how many entities were not merged into others."""
        query = "SELECT count(*) FROM entities WHERE merged_into IS NULL"
        return int(self._connection.execute(query).fetchone()[0])

    def _insert(self, kind: str, name: str, aliases: str, now: Timestamp) -> EntityId:
        cursor = self._connection.execute(
            "INSERT INTO entities (kind, name, aliases, created_at) VALUES (?, ?, ?, ?)",
            (kind, name, aliases, now),
        )
        return EntityId(cursor.lastrowid)


class Relations:
    """Rows of `relations`."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence

    def add(
        self,
        subject_id: EntityId,
        predicate: str,
        object_id: EntityId,
        quotes: Sequence[Quote],
        *,
        actor: Actor,
        now: Timestamp,
        valid_from: Timestamp | None = None,
        valid_to: Timestamp | None = None,
    ) -> RelationId | None:
        """Store a relation with its quotes. None: it stands already; new quotes are added to it.

        Raises Bug if a quote is not in its event.
        """
        self._evidence.check(quotes)
        row = self._connection.execute(
            "SELECT id FROM relations WHERE subject_id = ? AND predicate = ? AND object_id = ?"
            " AND retracted_at IS NULL AND valid_from IS ?",
            (subject_id, predicate, object_id, valid_from),
        ).fetchone()
        if row is not None:
            self._evidence.add(Derived.RELATION, row[0], quotes)
            return None
        cursor = self._connection.execute(
            "INSERT INTO relations (subject_id, predicate, object_id, valid_from, valid_to,"
            " learned_at) VALUES (?, ?, ?, ?, ?, ?)",
            (subject_id, predicate, object_id, valid_from, valid_to, now),
        )
        id_ = RelationId(cursor.lastrowid)
        self._evidence.add(Derived.RELATION, id_, quotes)
        after = self._revisions.row("relations", id_)
        self._revisions.write("relations", id_, actor, now, before=None, after=after)
        return id_

    def list(
        self, entity_id: EntityId | None = None, limit: int = 1_000
    ) -> builtins.list[Relation]:
        """Return relations that stand, newest first; those of one entity if given."""
        rows = self._connection.execute(
            f"SELECT {_RELATION} FROM relations WHERE retracted_at IS NULL"
            " AND (? IS NULL OR subject_id = ? OR object_id = ?) ORDER BY id DESC LIMIT ?",
            (entity_id, entity_id, entity_id, limit),
        )
        return [_relation(row) for row in rows]

    def count(self) -> int:
        """Return how many relations stand."""
        query = "SELECT count(*) FROM relations WHERE retracted_at IS NULL"
        return int(self._connection.execute(query).fetchone()[0])


def _entity(row: Sequence[Any]) -> Entity:
    id_, kind, name, aliases, created_at, merged_into = row
    return Entity(
        id=id_,
        kind=kind,
        name=name,
        aliases=msgspec.json.decode(aliases, type=tuple[str, ...]),
        created_at=created_at,
        merged_into=merged_into,
    )


def _relation(row: Sequence[Any]) -> Relation:
    id_, subject_id, predicate, object_id, learned_at, valid_from, valid_to, retracted_at = row
    return Relation(
        id=id_,
        subject_id=subject_id,
        predicate=predicate,
        object_id=object_id,
        learned_at=learned_at,
        valid_from=valid_from,
        valid_to=valid_to,
        retracted_at=retracted_at,
    )


def _json(names: Iterable[str]) -> str:
    return msgspec.json.encode(list(dict.fromkeys(names))).decode()
