"""Units of memory that came from others: their terms, by the source that each of them is."""

import builtins
from collections.abc import Iterable
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.units import FORMAT, Label, Terms, Unit
from second_me.vault.connection import Connection

_SELECT: Final = (
    "SELECT u.source_id, s.name, u.made_at, u.taken_at, u.pass_on, u.read_only, u.expires_at,"
    " s.events, (SELECT count(DISTINCT v.derived_id) FROM events AS e JOIN evidence AS v"
    " ON v.event_id = e.id JOIN facts AS f ON f.id = v.derived_id WHERE e.source_id = s.id"
    " AND v.derived = 'fact' AND f.status IN ('proposed', 'current'))"
    " FROM units AS u JOIN sources AS s ON s.id = u.source_id"
)
_SOME: Final = "(SELECT value FROM json_each(?))"


class Units:
    """Rows of `units`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, source_id: SourceId, label: Label, now: Timestamp) -> None:
        """Keep a unit's terms; those of its newest version count."""
        terms = label.terms
        self._connection.execute(
            "INSERT INTO units (source_id, made_at, taken_at, pass_on, read_only, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET"
            " made_at = excluded.made_at, taken_at = excluded.taken_at,"
            " pass_on = excluded.pass_on, read_only = excluded.read_only,"
            " expires_at = excluded.expires_at WHERE excluded.made_at >= units.made_at",
            (source_id, label.made_at, now, terms.pass_on, terms.read_only, terms.expires_at),
        )

    def list(self) -> builtins.list[Unit]:
        """Return the units of which something is left, newest first."""
        rows = self._connection.execute(f"{_SELECT} WHERE s.events > 0 ORDER BY u.source_id DESC")
        return [_unit(row) for row in rows]

    def get(self, id: SourceId) -> Unit | None:  # noqa: A002  (the field's name)
        row = self._connection.execute(f"{_SELECT} WHERE u.source_id = ?", (id,)).fetchone()
        return None if row is None else _unit(row)

    def known(self, key: str) -> SourceId | None:
        """Return the source of the unit of a key, if anything of it is left."""
        row = self._connection.execute(
            "SELECT id FROM sources WHERE format = ? AND locator = ? AND events > 0", (FORMAT, key)
        ).fetchone()
        return None if row is None else SourceId(row[0])

    def among(self, event_ids: Iterable[EventId]) -> dict[EventId, Terms]:
        """Return those of some events that came in units, with the terms of theirs."""
        rows = self._connection.execute(
            "SELECT e.id, u.pass_on, u.read_only, u.expires_at FROM events AS e"
            f" JOIN units AS u ON u.source_id = e.source_id WHERE e.id IN {_SOME}",
            (msgspec.json.encode(builtins.list(event_ids)).decode(),),
        )
        return {EventId(id_): _terms(*terms) for id_, *terms in rows}

    def expired(self, now: Timestamp) -> tuple[int, ...]:
        """Return the events of units that are not to be kept any more."""
        rows = self._connection.execute(
            "SELECT e.id FROM units AS u JOIN threads AS t ON t.source_id = u.source_id"
            " JOIN events AS e ON e.thread_id = t.id WHERE u.expires_at <= ? ORDER BY e.id",
            (now,),
        )
        return tuple(row[0] for row in rows)


def _unit(row: builtins.list[int]) -> Unit:
    id_, name, made_at, taken_at, *terms, events, facts = row
    return Unit(
        id=SourceId(id_),
        name=str(name),
        made_at=Timestamp(made_at),
        taken_at=Timestamp(taken_at),
        terms=_terms(*terms),
        events=events,
        facts=facts,
    )


def _terms(pass_on: int, read_only: int, expires_at: int | None) -> Terms:
    expires = None if expires_at is None else Timestamp(expires_at)
    return Terms(pass_on=bool(pass_on), read_only=bool(read_only), expires_at=expires)
