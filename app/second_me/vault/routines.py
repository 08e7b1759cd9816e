"""How-to memory: routines, and how things are done."""

import builtins
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import RoutineId
from second_me.core.records import Derived
from second_me.core.routines import NewRoutine, Rhythm, Routine, RoutineKind
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.recorded import Recorded
from second_me.vault.revisions import Revisions

_SELECT: Final = (
    "SELECT id, kind, title, steps, times, first_at, last_at, learned_at, rhythm, weekdays, minute"
    " FROM routines"
)


class Routines:
    """Rows of `routines`. They are made from events alone and can be made again, so no revision
    tells of them. What the person dismissed stays away.
    """

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._evidence = evidence
        self._recorded = Recorded(connection, revisions, evidence, "routines", Derived.ROUTINE)

    def put(self, new: NewRoutine, now: Timestamp) -> RoutineId | None:
        """Keep a routine, or what is new of it; None if it stands just so, or was dismissed.

        Raises Bug if none of its events has any text.
        """
        quotes = self._evidence.whole(new.events)
        values = _values(new)
        row = self._connection.execute(
            f"SELECT id, dismissed_at, {', '.join(values)} FROM routines"
            " WHERE kind = ? AND key = ?",
            (new.kind.value, new.key),
        ).fetchone()
        if row is None:
            return RoutineId(self._recorded.insert(values | {"learned_at": now}, quotes, None))
        id_, dismissed_at, *known = row
        if dismissed_at is not None or known == builtins.list(values.values()):
            return None
        self._evidence.check(quotes)
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE routines SET {columns} WHERE id = ?", (*values.values(), id_)
        )
        spans = [(quote.event_id, quote.start, quote.end) for quote in quotes]
        self._evidence.put(Derived.ROUTINE, id_, spans)
        return RoutineId(id_)

    def forget(self, kept: Collection[tuple[str, str]], last_before: Timestamp) -> int:
        """Let go of those that are not among the kept (kind, key) and were last done before a
        time; return how many.
        """
        rows = self._connection.execute(
            "SELECT id, kind, key FROM routines WHERE last_at < ? AND dismissed_at IS NULL",
            (last_before,),
        ).fetchall()
        gone = [id_ for id_, kind, key in rows if (kind, key) not in kept]
        self._recorded.remove(gone, None)
        return len(gone)

    def dismiss(self, ids: Iterable[RoutineId], now: Timestamp) -> None:
        """Have some routines stay away: they are none, the person says."""
        self._connection.executemany(
            "UPDATE routines SET dismissed_at = ? WHERE id = ?", [(now, id_) for id_ in ids]
        )

    def list(self, limit: int = 500) -> builtins.list[Routine]:
        """Return routines, the last done first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE dismissed_at IS NULL ORDER BY last_at DESC, id LIMIT ?", (limit,)
        )
        return [_routine(row) for row in rows]


def _values(new: NewRoutine) -> dict[str, Any]:
    return {
        "kind": new.kind.value,
        "key": new.key,
        "title": new.title,
        "steps": msgspec.json.encode(new.steps).decode(),
        "rhythm": new.rhythm.value,
        "weekdays": msgspec.json.encode(new.weekdays).decode(),
        "minute": new.minute,
        "times": new.times,
        "first_at": new.first_at,
        "last_at": new.last_at,
    }


def _routine(row: Sequence[Any]) -> Routine:
    return Routine(
        id=row[0],
        kind=RoutineKind(row[1]),
        title=row[2],
        steps=msgspec.json.decode(row[3], type=tuple[str, ...]),
        times=row[4],
        first_at=row[5],
        last_at=row[6],
        learned_at=row[7],
        rhythm=Rhythm(row[8]),
        weekdays=msgspec.json.decode(row[9], type=tuple[int, ...]),
        minute=row[10],
    )
