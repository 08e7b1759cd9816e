"""Taking events out of every table, with the words of the index and all that names them."""

from collections.abc import Iterable
from typing import Final

from second_me.core.changes import ChangeSet, Topic
from second_me.vault.connection import Connection
from second_me.vault.erasing import dialogue
from second_me.vault.erasing.closure import pick
from second_me.vault.erasing.derived import Removed
from second_me.vault.erasing.registry import TABLES
from second_me.vault.vectors import OF_EVENTS

_DOOMED: Final = "(SELECT id FROM temp.doomed)"


def remove_events(connection: Connection, ids: Iterable[int]) -> Removed:
    """Take events out; nothing derived may lean on them any more. Needs an open transaction.

    Words go out of the index by name, which with `secure-delete` removes them at once.
    """
    found = _mark(connection, ids)
    if not found:
        return Removed(counts={}, changes=ChangeSet())
    connection.execute(
        "INSERT INTO events_fts (events_fts, rowid, text, author, title)"
        f" SELECT 'delete', id, text, author, title FROM events WHERE id IN {_DOOMED}"
    )
    turns = dialogue.remove_turns(connection, pick(found))
    counts = _named_by_columns(connection) | {"conversations": turns}
    counts["vectors"] = connection.execute(
        f"DELETE FROM vectors WHERE owner IN {OF_EVENTS} AND id IN {_DOOMED}"
    ).rowcount
    changes = ChangeSet.of(Topic.EVENTS, *found) | ChangeSet.of(Topic.VECTORS, *found)
    if counts.get("learning"):
        changes |= _unlearn(connection)
    if turns:
        changes |= ChangeSet.of(Topic.CONVERSATIONS)
    sources = _uncount(connection)
    for table in ("digests", "digests_recent"):
        connection.execute(
            f"DELETE FROM {table} WHERE digest IN (SELECT digest FROM events WHERE id IN {_DOOMED})"
        )
    counts["events"] = counts["words"] = connection.execute(
        f"DELETE FROM events WHERE id IN {_DOOMED}"
    ).rowcount
    connection.execute("DELETE FROM temp.doomed")
    return Removed(counts=counts, changes=changes | ChangeSet.of(Topic.SOURCES, *sources))


def remove_all_events(connection: Connection) -> Removed:
    """Take all events out at once, which is many times as fast as one by one."""
    connection.execute("INSERT INTO events_fts (events_fts) VALUES ('delete-all')")
    counts = {"conversations": dialogue.remove_all(connection)}
    for table in TABLES:
        if table.events and not table.why:
            gone = connection.execute(f"DELETE FROM {table.name}").rowcount
            counts[table.store] = counts.get(table.store, 0) + gone
    connection.execute("DELETE FROM judgements")
    counts["vectors"] = connection.execute(
        f"DELETE FROM vectors WHERE owner IN {OF_EVENTS}"
    ).rowcount
    for name in ("digests", "digests_recent"):
        connection.execute(f"DELETE FROM {name}")
    counts["events"] = counts["words"] = connection.execute("DELETE FROM events").rowcount
    connection.execute("UPDATE sources SET events = 0")
    topics = (Topic.EVENTS, Topic.VECTORS, Topic.SOURCES, Topic.LEARNING, Topic.CONVERSATIONS)
    changes = ChangeSet()
    for topic in topics:
        changes |= ChangeSet.of(topic)
    return Removed(counts=counts, changes=changes)


def empty_threads(connection: Connection) -> int:
    """Remove threads that nothing stands in any more; their names may be people's."""
    return int(
        connection.execute(
            "DELETE FROM threads WHERE NOT EXISTS"
            " (SELECT 1 FROM events WHERE events.thread_id = threads.id)"
        ).rowcount
    )


def _mark(connection: Connection, ids: Iterable[int]) -> list[int]:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS doomed (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.doomed")
    connection.execute(
        "INSERT OR IGNORE INTO temp.doomed SELECT id FROM events"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (pick(ids),),
    )
    return [row[0] for row in connection.execute("SELECT id FROM temp.doomed ORDER BY id")]


def _named_by_columns(connection: Connection) -> dict[str, int]:
    """Remove the rows that the registry says go with an event."""
    counts: dict[str, int] = {}
    for table in TABLES:
        if table.why:
            continue
        for column in table.events:
            gone = connection.execute(
                f"DELETE FROM {table.name} WHERE {column} IN {_DOOMED}"
            ).rowcount
            counts[table.store] = counts.get(table.store, 0) + gone
    return counts


def _unlearn(connection: Connection) -> ChangeSet:
    """Remove judged results of which nothing is left that anything was done with: they would
    teach nothing.
    """
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
