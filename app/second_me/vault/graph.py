"""The graph: people, places and things, and how they stand to each other."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, FactId, RelationId, RevisionId
from second_me.core.records import Actor, Derived, Entity, Fact, Quote, Relation
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.recorded import By, Recorded
from second_me.vault.revisions import Revisions

_ENTITY = "id, kind, name, aliases, created_at, merged_into"
_RELATION = (
    "id, subject_id, predicate, object_id, learned_at, valid_from, valid_to, retracted_at, fact_id"
)


class Entities:
    """Rows of `entities`."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._recorded = Recorded(connection, revisions, evidence, "entities", Derived.ENTITY)

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
        by = By(actor, now)
        row = self._connection.execute(
            "SELECT id, aliases FROM entities WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        if row is None:
            values = {"kind": kind, "name": name, "aliases": _json(aliases), "created_at": now}
            return EntityId(self._recorded.insert(values, quotes, by))
        known = msgspec.json.decode(row[1], type=builtins.list[str])
        self._recorded.change(row[0], {"aliases": _json([*known, *aliases])}, by, quotes)
        return EntityId(row[0])

    def merge(self, id: EntityId, into: EntityId | None, by: By) -> RevisionId | None:  # noqa: A002
        """Say that an entity is another one, or (None) that it is itself again.

        Its name, aliases, relations and evidence stay where they are. Raises Bug for ids that
        are not there.
        """
        return self._recorded.change(id, {"merged_into": into}, by)

    def get(self, ids: Iterable[EntityId]) -> builtins.list[Entity]:
        """Return entities in the order asked for, merged ones too; the gone are left out."""
        wanted = builtins.list(ids)
        rows = self._connection.execute(
            f"SELECT {_ENTITY} FROM entities WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(wanted).decode(),),
        )
        found = {row[0]: _entity(row) for row in rows}
        return [found[id_] for id_ in wanted if id_ in found]

    def all(self) -> builtins.list[Entity]:
        """Return all entities, those that were merged too, oldest first."""
        rows = self._connection.execute(f"SELECT {_ENTITY} FROM entities ORDER BY id")
        return [_entity(row) for row in rows]

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


Drawn = tuple[EntityId, str, EntityId]
"""Subject, predicate and object of a relation that a fact tells."""


class Drawing(msgspec.Struct, frozen=True):
    """What drawing relations from a fact did."""

    made: tuple[RelationId, ...]
    kept: tuple[RelationId, ...]
    gone: tuple[RelationId, ...]


class Relations:
    """Rows of `relations`."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._recorded = Recorded(connection, revisions, evidence, "relations", Derived.RELATION)

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
        by = By(actor, now)
        row = self._connection.execute(
            "SELECT id FROM relations WHERE subject_id = ? AND predicate = ? AND object_id = ?"
            " AND retracted_at IS NULL AND valid_from IS ?",
            (subject_id, predicate, object_id, valid_from),
        ).fetchone()
        if row is not None:
            self._recorded.change(row[0], {}, by, quotes)
            return None
        values = {
            "subject_id": subject_id,
            "predicate": predicate,
            "object_id": object_id,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "learned_at": now,
        }
        return RelationId(self._recorded.insert(values, quotes, by))

    def draw(self, fact: Fact, drawn: Iterable[Drawn], quotes: Sequence[Quote]) -> Drawing:
        """Have just these relations drawn from a fact, with its times: they end as it ends.

        No revision tells of it, since a fact's own do. Raises Bug if a quote is not in its event.
        """
        known = {
            (subject, predicate, other): id_
            for id_, subject, predicate, other in self._connection.execute(
                "SELECT id, subject_id, predicate, object_id FROM relations WHERE fact_id = ?",
                (fact.id,),
            )
        }
        wanted = dict.fromkeys(drawn)
        gone = [id_ for key, id_ in known.items() if key not in wanted]
        self._recorded.remove(gone, None)
        times = {
            "valid_from": fact.valid_from,
            "valid_to": fact.valid_to,
            "retracted_at": fact.retracted_at,
        }
        self._connection.execute(
            "UPDATE relations SET valid_from = :valid_from, valid_to = :valid_to,"
            " retracted_at = :retracted_at WHERE fact_id = :id",
            {**times, "id": fact.id},
        )
        made = [
            RelationId(
                self._recorded.insert(
                    {
                        "subject_id": subject,
                        "predicate": predicate,
                        "object_id": other,
                        "learned_at": fact.learned_at,
                        "fact_id": fact.id,
                        **times,
                    },
                    quotes,
                    None,
                )
            )
            for subject, predicate, other in wanted
            if (subject, predicate, other) not in known
        ]
        return Drawing(
            made=tuple(made),
            kept=tuple(RelationId(id_) for key, id_ in known.items() if key in wanted),
            gone=tuple(RelationId(id_) for id_ in gone),
        )

    def undraw(self, fact_ids: Iterable[FactId]) -> builtins.list[RelationId]:
        """Take away what was drawn from facts that are facts no more; return which relations."""
        rows = self._connection.execute(
            "SELECT id FROM relations WHERE fact_id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(builtins.list(fact_ids)).decode(),),
        ).fetchall()
        ids = [RelationId(row[0]) for row in rows]
        self._recorded.remove(ids, None)
        return ids

    def degrees(self) -> dict[EntityId, int]:
        """Return in how many relations that stand each entity is."""
        rows = self._connection.execute(
            "SELECT id, count(*) FROM (SELECT subject_id AS id FROM relations"
            " WHERE retracted_at IS NULL UNION ALL SELECT object_id FROM relations"
            " WHERE retracted_at IS NULL) GROUP BY id"
        )
        return dict(rows.fetchall())

    def among(self, entities: Iterable[EntityId]) -> builtins.list[Relation]:
        """Return relations that stand between two of some entities, newest first."""
        rows = self._connection.execute(
            f"SELECT {_RELATION}, max(id) FROM relations WHERE retracted_at IS NULL"
            " AND subject_id IN (SELECT value FROM json_each(?1))"
            " AND object_id IN (SELECT value FROM json_each(?1))"
            " GROUP BY subject_id, predicate, object_id, valid_from, valid_to ORDER BY id DESC",
            (msgspec.json.encode(builtins.list(entities)).decode(),),
        )
        return [_relation(row[:-1]) for row in rows]

    def all_of(self, entities: Iterable[EntityId]) -> builtins.list[Relation]:
        """Return all that ever was between some entities and others, the newest first."""
        chosen = msgspec.json.encode(builtins.list(entities)).decode()
        rows = self._connection.execute(
            f"SELECT {_RELATION} FROM relations WHERE"
            " subject_id IN (SELECT value FROM json_each(?1))"
            " OR object_id IN (SELECT value FROM json_each(?1)) ORDER BY id DESC",
            (chosen,),
        )
        return [_relation(row) for row in rows]

    def retract(self, id: RelationId, by: By) -> RevisionId | None:  # noqa: A002
        """End a relation: it is not so, or no more. Raises Bug for an id that is not there."""
        return self._recorded.change(id, {"retracted_at": by.now}, by)

    def list(
        self, entity_id: EntityId | None = None, limit: int = 1_000
    ) -> builtins.list[Relation]:
        """Return relations that stand, newest first; those of one entity if given. What several
        facts tell is one.
        """
        rows = self._connection.execute(
            f"SELECT {_RELATION}, max(id) FROM relations WHERE retracted_at IS NULL"
            " AND (? IS NULL OR subject_id = ? OR object_id = ?)"
            " GROUP BY subject_id, predicate, object_id, valid_from, valid_to"
            " ORDER BY id DESC LIMIT ?",
            (entity_id, entity_id, entity_id, limit),
        )
        return [_relation(row[:-1]) for row in rows]

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
    id_, subject_id, predicate, object_id, learned_at, valid_from, valid_to, ended, fact_id = row
    return Relation(
        id=id_,
        subject_id=subject_id,
        predicate=predicate,
        object_id=object_id,
        learned_at=learned_at,
        valid_from=valid_from,
        valid_to=valid_to,
        retracted_at=ended,
        fact_id=fact_id,
    )


def _json(names: Iterable[str]) -> str:
    return msgspec.json.encode(list(dict.fromkeys(names))).decode()
