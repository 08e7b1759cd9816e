"""Erasing events for good: the closure over what was derived from them, in one transaction."""

from collections.abc import Iterable

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EventId
from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.vectors import OWNERS

_DOOMED = "(SELECT id FROM doomed)"
_CARRIED_BY_OTHERS = (
    "SELECT derived_id FROM evidence WHERE derived = ?"
    " AND derived_id IN (SELECT value FROM json_each(?))"
    f" AND event_id NOT IN {_DOOMED}"
)
_VECTORS = "DELETE FROM vectors WHERE owner = ?"
_TABLES = {
    Derived.RELATION: ("relations", Topic.RELATIONS),
    Derived.FACT: ("facts", Topic.FACTS),
    Derived.EPISODE: ("episodes", Topic.EPISODES),
    Derived.ENTITY: ("entities", Topic.ENTITIES),
}


def erase(connection: Connection, ids: Iterable[EventId]) -> ChangeSet:
    """Take events out of every table and return what changed. Needs an open transaction.

    Words go out of the index by name, which with `secure-delete` removes them at once.
    """
    _mark(connection, ids)
    changes = _derived(connection)
    found = [row[0] for row in connection.execute("SELECT id FROM doomed ORDER BY id")]
    if not found:
        return changes
    connection.execute(
        "INSERT INTO events_fts (events_fts, rowid, text, author, title)"
        f" SELECT 'delete', id, text, author, title FROM events WHERE id IN {_DOOMED}"
    )
    connection.execute(f"{_VECTORS} AND id IN {_DOOMED}", (OWNERS["event"],))
    sources = _uncount(connection)
    changes |= _unlearn(connection)
    for table in ("digests", "digests_recent"):
        connection.execute(
            f"DELETE FROM {table} WHERE digest IN (SELECT digest FROM events WHERE id IN {_DOOMED})"
        )
    connection.execute(f"DELETE FROM events WHERE id IN {_DOOMED}")
    connection.execute(
        "DELETE FROM threads WHERE NOT EXISTS"
        " (SELECT 1 FROM events WHERE events.thread_id = threads.id)"
    )
    connection.execute("DROP TABLE doomed")
    return (
        changes
        | ChangeSet.of(Topic.EVENTS, *found)
        | ChangeSet.of(Topic.VECTORS, *found)
        | ChangeSet.of(Topic.SOURCES, *sources)
    )


def _mark(connection: Connection, ids: Iterable[EventId]) -> None:
    connection.execute("DROP TABLE IF EXISTS temp.doomed")
    connection.execute("CREATE TEMP TABLE doomed (id INTEGER PRIMARY KEY)")
    connection.execute(
        "INSERT OR IGNORE INTO doomed SELECT id FROM events"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(ids)).decode(),),
    )


def _derived(connection: Connection) -> ChangeSet:
    """Remove records that nothing else shows. An episode's summary may hold words of any of
    its events, so it goes as a whole; it can be written anew from what is left.
    """
    changes = ChangeSet()
    for derived, (table, topic) in _TABLES.items():
        touched = {
            row[0]
            for row in connection.execute(
                "SELECT DISTINCT derived_id FROM evidence WHERE derived = ?"
                f" AND event_id IN {_DOOMED}",
                (derived.value,),
            )
        }
        if not touched:
            continue
        kept = set() if derived is Derived.EPISODE else _kept(connection, derived, touched)
        _remove(connection, derived, table, sorted(touched - kept))
        changes |= ChangeSet.of(topic, *sorted(touched))
    connection.execute(f"DELETE FROM evidence WHERE event_id IN {_DOOMED}")
    return changes


def _kept(connection: Connection, derived: Derived, touched: set[int]) -> set[int]:
    """Return those that other events show too, or that a record which stays leans on."""
    values = (derived.value, msgspec.json.encode(sorted(touched)).decode())
    kept = {row[0] for row in connection.execute(_CARRIED_BY_OTHERS, values)}
    if derived is Derived.ENTITY:
        ends = connection.execute(
            "SELECT subject_id FROM relations UNION SELECT object_id FROM relations"
        )
        kept |= {row[0] for row in ends} & touched
    return kept


def _remove(connection: Connection, derived: Derived, table: str, ids: list[int]) -> None:
    chosen = msgspec.json.encode(ids).decode()
    some = "(SELECT value FROM json_each(?))"
    connection.execute(f"DELETE FROM revisions WHERE tbl = ? AND row_id IN {some}", (table, chosen))
    connection.execute(
        f"DELETE FROM evidence WHERE derived = ? AND derived_id IN {some}",
        (derived.value, chosen),
    )
    if derived.value in OWNERS:
        connection.execute(f"{_VECTORS} AND id IN {some}", (OWNERS[derived.value], chosen))
    connection.execute(f"DELETE FROM {table} WHERE id IN {some}", (chosen,))


def _unlearn(connection: Connection) -> ChangeSet:
    """Remove what was done with the doomed as hits, and results of which nothing is left that
    anything was done with: they would teach nothing.
    """
    removed = connection.execute(f"DELETE FROM judged_hits WHERE event_id IN {_DOOMED}")
    if not removed.rowcount:
        return ChangeSet()
    connection.execute(
        "DELETE FROM judgements WHERE NOT EXISTS"
        " (SELECT 1 FROM judged_hits WHERE judgement_id = judgements.id AND acts)"
    )
    return ChangeSet.of(Topic.LEARNING)


def _uncount(connection: Connection) -> list[int]:
    """Take the doomed out of their sources' counts; return the sources."""
    counts = connection.execute(
        f"SELECT source_id, count(*) FROM events WHERE id IN {_DOOMED} GROUP BY source_id"
    ).fetchall()
    connection.executemany(
        "UPDATE sources SET events = events - ? WHERE id = ?",
        [(count, source_id) for source_id, count in counts],
    )
    return [source_id for source_id, _ in counts]
