"""Which entities a fact joins, and which entities belong together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from second_me.core.ids import EntityId, FactId
from second_me.vault.connection import Connection

_SOME: Final = "(SELECT value FROM json_each(?))"
_STANDS: Final = "f.status IN ('proposed', 'current')"


class FactLinks:
    """Rows of `fact_entities` and `communities`. They can be made again at any time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, fact_id: FactId, entities: Iterable[EntityId]) -> None:
        """Have a fact join just these entities."""
        self._connection.execute("DELETE FROM fact_entities WHERE fact_id = ?", (fact_id,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO fact_entities (fact_id, entity_id) VALUES (?, ?)",
            [(fact_id, entity) for entity in entities],
        )

    def of(self, ids: Iterable[FactId]) -> dict[FactId, tuple[EntityId, ...]]:
        """Return the entities that some facts join."""
        rows = self._connection.execute(
            f"SELECT fact_id, entity_id FROM fact_entities WHERE fact_id IN {_SOME}",
            (_json(ids),),
        )
        return _gathered(rows.fetchall())

    def facts_of(self, entities: Iterable[EntityId], *, standing: bool = True) -> list[FactId]:
        """Return the facts that name any of some entities, newest first."""
        rows = self._connection.execute(
            "SELECT DISTINCT l.fact_id FROM fact_entities AS l JOIN facts AS f ON f.id = l.fact_id"
            f" WHERE l.entity_id IN {_SOME} AND ({_STANDS} OR ?) ORDER BY l.fact_id DESC",
            (_json(entities), not standing),
        )
        return [FactId(row[0]) for row in rows]

    def joined(self) -> dict[FactId, tuple[EntityId, ...]]:
        """Return the entities of every fact that stands and joins two or more."""
        rows = self._connection.execute(
            "SELECT l.fact_id, l.entity_id FROM fact_entities AS l JOIN facts AS f"
            f" ON f.id = l.fact_id WHERE {_STANDS} ORDER BY l.fact_id"
        )
        found = _gathered(rows.fetchall())
        return {fact: entities for fact, entities in found.items() if len(entities) > 1}

    def among(self, entities: Iterable[EntityId]) -> dict[FactId, tuple[EntityId, ...]]:
        """Return the standing facts that join two or more of some entities, and which of them."""
        rows = self._connection.execute(
            "SELECT fact_id, entity_id FROM fact_entities INDEXED BY facts_of_entity"
            f" WHERE entity_id IN {_SOME}",
            (_json(entities),),
        )
        found = _gathered(rows.fetchall())
        joined = {fact: ends for fact, ends in found.items() if len(ends) > 1}
        standing = self._connection.execute(
            f"SELECT id FROM facts AS f WHERE id IN {_SOME} AND {_STANDS}", (_json(joined),)
        )
        return {FactId(id_): joined[FactId(id_)] for (id_,) in standing}

    def counts(self) -> dict[EntityId, int]:
        """Return how many standing facts name each entity."""
        rows = self._connection.execute(
            "SELECT l.entity_id, count(*) FROM fact_entities AS l JOIN facts AS f"
            f" ON f.id = l.fact_id WHERE {_STANDS} GROUP BY l.entity_id"
        )
        return dict(rows.fetchall())

    def communities(self) -> dict[EntityId, int]:
        """Return the community of each entity that is in one."""
        rows = self._connection.execute("SELECT entity_id, community FROM communities")
        return dict(rows.fetchall())

    def put_communities(self, members: Mapping[EntityId, int]) -> None:
        """Have just these communities."""
        self._connection.execute("DELETE FROM communities")
        self._connection.executemany(
            "INSERT INTO communities (entity_id, community) VALUES (?, ?)", sorted(members.items())
        )


def _gathered(rows: Sequence[tuple[int, int]]) -> dict[FactId, tuple[EntityId, ...]]:
    found: dict[FactId, list[EntityId]] = {}
    for fact, entity in rows:
        found.setdefault(FactId(fact), []).append(EntityId(entity))
    return {fact: tuple(entities) for fact, entities in found.items()}


def _json(ids: Iterable[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
