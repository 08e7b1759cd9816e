"""The history of records that stay, without what only the doomed had said."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import TABLES, Closure, carried, pick

_SHOWN: Final = "evidence"
"""The name in a revision of what showed the record: event, start and end of each quote."""

_SAID: Final = ("text", "value", "name", "aliases")
_SOME: Final = "(SELECT value FROM json_each(?))"

State = Mapping[str, Any]


def strike_history(connection: Connection, found: Closure) -> None:
    """Take the doomed out of the revisions of what stays. One that tells what nothing left says
    goes as a whole.
    """
    doomed = set(found.events)
    for kind, ids in found.stays.items():
        for id_ in ids:
            gone, left = _texts(connection, kind, id_, doomed)
            rows = connection.execute(
                "SELECT id, before, after FROM revisions WHERE tbl = ? AND row_id = ?",
                (TABLES[kind], id_),
            ).fetchall()
            for number, *texts in rows:
                states = [msgspec.json.decode(text) if text else None for text in texts]
                _strike(connection, number, states, doomed, (gone, left))


def _strike(
    connection: Connection,
    number: int,
    states: list[State | None],
    doomed: set[int],
    said: tuple[list[str], list[str]],
) -> None:
    whole = " ".join(str(state.get(name, "")) for state in states if state for name in _SAID)
    if not carried(whole, *said):
        connection.execute("DELETE FROM revisions WHERE id = ?", (number,))
        return
    kept = [_without(state, doomed) for state in states]
    if kept != states:
        connection.execute(
            "UPDATE revisions SET before = ?, after = ? WHERE id = ?",
            (*map(_json, kept), number),
        )


def _without(state: State | None, doomed: set[int]) -> State | None:
    if state is None or not isinstance(state.get(_SHOWN), list):
        return state
    return {**state, _SHOWN: [span for span in state[_SHOWN] if span[0] not in doomed]}


def _texts(
    connection: Connection, kind: Derived, id_: int, doomed: Iterable[int]
) -> tuple[list[str], list[str]]:
    """Return what the doomed and what the other events of a record say."""
    rows = connection.execute(
        "SELECT DISTINCT e.id IN " + _SOME + ", e.text || ' ' || e.author || ' ' || e.title"
        " FROM evidence AS v JOIN events AS e ON e.id = v.event_id"
        " WHERE v.derived = ? AND v.derived_id = ?",
        (pick(doomed), kind.value, id_),
    ).fetchall()
    return [text for gone, text in rows if gone], [text for gone, text in rows if not gone]


def _json(state: State | None) -> str:
    return "" if state is None else msgspec.json.encode(state).decode()
