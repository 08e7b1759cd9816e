"""Taking what was asked and answered out, along with the memories that it told."""

from typing import Final

from second_me.vault.connection import Connection
from second_me.vault.erasing.naming import Names

_GOING: Final = (
    "FROM turns WHERE EXISTS (SELECT 1 FROM turns AS told JOIN turn_evidence AS e"
    " ON e.turn_id = told.id WHERE told.conversation_id = turns.conversation_id"
    " AND (told.id = turns.id OR (told.id < turns.id AND turns.read_as <> ''))"
    " AND e.event_id IN (SELECT value FROM json_each(?)))"
)
"""Turns that show any of some events, and later ones that were read in the light of those."""


def count_turns(connection: Connection, events: str) -> int:
    """Return how many turns go with events, given as JSON."""
    return int(connection.execute(f"SELECT count(*) {_GOING}", (events,)).fetchone()[0])


def remove_turns(connection: Connection, events: str) -> int:
    """Remove the turns that go with events, given as JSON, and conversations without any."""
    gone = connection.execute(f"DELETE {_GOING}", (events,)).rowcount
    _remove_empty(connection)
    return int(gone)


def remove_naming(connection: Connection, names: Names) -> int:
    """Remove the turns in which somebody is named."""
    gone = [
        (id_,)
        for id_, *said in connection.execute("SELECT id, question, read_as, answer FROM turns")
        if names.stand_in(*said)
    ]
    connection.executemany("DELETE FROM turns WHERE id = ?", gone)
    _remove_empty(connection)
    return len(gone)


def remove_all(connection: Connection) -> int:
    """Remove all conversations; return how many turns there were."""
    count = int(connection.execute("SELECT count(*) FROM turns").fetchone()[0])
    for table in ("turn_evidence", "turns", "conversations"):
        connection.execute(f"DELETE FROM {table}")
    return count


def _remove_empty(connection: Connection) -> None:
    connection.execute(
        "DELETE FROM conversations WHERE NOT EXISTS"
        " (SELECT 1 FROM turns WHERE conversation_id = conversations.id)"
    )
