"""How facts live on: how often they were used, what the person pinned or put away."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId, FactId
from second_me.core.records import Kept, LifeState
from second_me.vault.connection import Connection

_SOME: Final = "(SELECT value FROM json_each(?))"
_STANDS: Final = "status IN ('proposed', 'current')"
_COLUMNS: Final = "k.uses, k.used_at, k.pinned_at, k.archived_at, k.state"


class Living(msgspec.Struct, frozen=True):
    """What of a standing fact tells how it lives on. `shown`: by how many quotes."""

    id: FactId
    kind: str
    slot: str
    maker: str
    confidence: float
    learned_at: Timestamp
    shown: int
    kept: Kept


class Keeping:
    """Rows of `keeping`. No revision tells of them: nothing that a fact says changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def used(self, events: Iterable[EventId], now: Timestamp) -> list[FactId]:
        """Note that some events were of use, and with them the standing facts that they show."""
        rows = self._connection.execute(
            "INSERT INTO keeping (fact_id, uses, used_at) SELECT DISTINCT f.id, 1, ?1"
            " FROM evidence AS v JOIN facts AS f ON f.id = v.derived_id"
            f" WHERE v.derived = 'fact' AND f.{_STANDS}"
            " AND v.event_id IN (SELECT value FROM json_each(?2))"
            " ON CONFLICT (fact_id) DO UPDATE SET uses = uses + 1, used_at = excluded.used_at"
            " RETURNING fact_id",
            (now, _json(events)),
        )
        return [FactId(row[0]) for row in rows.fetchall()]

    def pin(self, ids: Iterable[FactId], at: Timestamp | None) -> None:
        """Pin facts, or (None) pin them no more. What is pinned is not put away."""
        self._put(ids, "pinned_at", at)
        if at is not None:
            self._put(ids, "archived_at", None)

    def archive(self, ids: Iterable[FactId], at: Timestamp | None) -> None:
        """Put facts away, or (None) take them out again. What is put away is not pinned."""
        self._put(ids, "archived_at", at)
        if at is not None:
            self._put(ids, "pinned_at", None)

    def put_states(self, states: Iterable[tuple[FactId, LifeState]]) -> None:
        """Keep the states of facts."""
        self._connection.executemany(
            "INSERT INTO keeping (fact_id, state) VALUES (?, ?)"
            " ON CONFLICT (fact_id) DO UPDATE SET state = excluded.state",
            [(id_, state.value) for id_, state in states],
        )

    def living(self, ids: Sequence[FactId] | None = None) -> Iterator[Living]:
        """Yield all standing facts, or some, in ascending order of ids."""
        some = "" if ids is None else f"AND f.id IN {_SOME}"
        rows = self._connection.execute(
            "SELECT f.id, f.kind, f.slot, f.maker, f.confidence, f.learned_at,"
            " (SELECT count(*) FROM evidence AS v"
            " WHERE v.derived = 'fact' AND v.derived_id = f.id),"
            f" {_COLUMNS} FROM facts AS f LEFT JOIN keeping AS k ON k.fact_id = f.id"
            f" WHERE f.{_STANDS} {some} ORDER BY f.id",
            () if ids is None else (_json(ids),),
        )
        for row in rows:
            id_, kind, slot, maker, confidence, learned_at, shown = row[:7]
            yield Living(id_, kind, slot, maker, confidence, learned_at, shown, _kept(row[7:]))

    def in_state(self, state: LifeState, limit: int) -> list[FactId]:
        """Return standing facts of a state, newest first."""
        rows = self._connection.execute(
            "SELECT f.id FROM facts AS f LEFT JOIN keeping AS k ON k.fact_id = f.id"
            f" WHERE f.{_STANDS} AND coalesce(k.state, 'active') = ? ORDER BY f.id DESC LIMIT ?",
            (state.value, limit),
        )
        return [FactId(row[0]) for row in rows]

    def never_used(self, learned_before: Timestamp) -> int:
        """Return how many standing facts learnt before a time were never used or pinned."""
        row = self._connection.execute(
            "SELECT count(*) FROM facts AS f LEFT JOIN keeping AS k ON k.fact_id = f.id"
            f" WHERE f.{_STANDS} AND f.learned_at < ? AND coalesce(k.uses, 0) = 0"
            " AND k.pinned_at IS NULL",
            (learned_before,),
        ).fetchone()
        return int(row[0])

    def states(self) -> dict[LifeState, int]:
        """Return how many standing facts are in each state."""
        rows = self._connection.execute(
            "SELECT coalesce(k.state, 'active'), count(*) FROM facts AS f"
            f" LEFT JOIN keeping AS k ON k.fact_id = f.id WHERE f.{_STANDS} GROUP BY 1"
        )
        return {LifeState(state): count for state, count in rows}

    def _put(self, ids: Iterable[FactId], column: str, value: Timestamp | None) -> None:
        self._connection.executemany(
            f"INSERT INTO keeping (fact_id, {column}) SELECT id, ? FROM facts WHERE id = ?"
            f" ON CONFLICT (fact_id) DO UPDATE SET {column} = excluded.{column}",
            [(value, id_) for id_ in ids],
        )


def _kept(row: Sequence[Any]) -> Kept:
    uses, used_at, pinned_at, archived_at, state = row
    if state is None:
        return Kept()
    return Kept(
        uses=uses,
        used_at=used_at,
        pinned_at=pinned_at,
        archived_at=archived_at,
        state=LifeState(state),
    )


def _json(ids: Iterable[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()
