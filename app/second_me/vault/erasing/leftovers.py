"""What is left standing around erased events: empty sources, names on folders, idle jobs."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import pick
from second_me.vault.erasing.dialogue import remove_naming
from second_me.vault.erasing.naming import Names
from second_me.vault.erasing.rows import empty_threads

_SOME: Final = "(SELECT value FROM json_each(?))"
_ASKED: Final = "import."
"""Settings of this name hold how an import was asked for; its path may name somebody."""

_WATCHED: Final = "watch."
"""Settings of this name hold a watched folder, whose path may name somebody too."""


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """Where the doomed stood: their sources and imports."""

    sources: tuple[int, ...] = ()
    batches: tuple[int, ...] = ()


def around(connection: Connection, events: Iterable[int]) -> Around:
    """Return where events stand, while they do."""
    rows = connection.execute(
        f"SELECT DISTINCT source_id, batch_id FROM events WHERE id IN {_SOME}", (pick(events),)
    ).fetchall()
    return Around(
        sources=tuple(sorted({source for source, _ in rows})),
        batches=tuple(sorted({batch for _, batch in rows if batch is not None})),
    )


def tidy(connection: Connection, place: Around, names: Names) -> dict[str, int]:
    """Remove what stands empty now, strike names, and return the counts by store."""
    counts = {"threads": empty_threads(connection)}
    counts |= _empty_imports(connection, place)
    counts["jobs"] = _idle_jobs(connection)
    counts["filling"] = _past_fillings(connection)
    if names:
        counts["names"] = _strike(connection, names)
        counts["conversations"] = remove_naming(connection, names)
    return counts


def _empty_imports(connection: Connection, place: Around) -> dict[str, int]:
    """Remove imports of which nothing is left, and sources without any; what runs stays."""
    empty = [
        row[0]
        for row in connection.execute(
            f"SELECT id FROM batches AS b WHERE (id IN {_SOME} OR source_id IN {_SOME})"
            " AND state <> 'running' AND NOT EXISTS (SELECT 1 FROM events AS e"
            " WHERE e.id BETWEEN b.first_event AND b.last_event AND e.batch_id = b.id)",
            (pick(place.batches), pick(place.sources)),
        )
    ]
    keys = msgspec.json.encode([f"{_ASKED}{number}" for number in empty]).decode()
    connection.execute(f"DELETE FROM settings WHERE key IN {_SOME}", (keys,))
    connection.execute(f"DELETE FROM problems WHERE batch_id IN {_SOME}", (pick(empty),))
    imports = connection.execute(f"DELETE FROM batches WHERE id IN {_SOME}", (pick(empty),))
    sources = connection.execute(
        f"DELETE FROM sources WHERE id IN {_SOME} AND events = 0"
        " AND NOT EXISTS (SELECT 1 FROM batches WHERE source_id = sources.id)"
        " AND NOT EXISTS (SELECT 1 FROM threads WHERE source_id = sources.id)",
        (pick(place.sources),),
    )
    return {"imports": imports.rowcount, "sources": sources.rowcount}


def _past_fillings(connection: Connection) -> int:
    """Forget which forms were filled once no memory is left that they were filled from."""
    gone = connection.execute("DELETE FROM fillings WHERE NOT EXISTS (SELECT 1 FROM events)")
    return max(int(gone.rowcount), 0)


def _idle_jobs(connection: Connection) -> int:
    """Remove jobs on a stretch of events of which none is left."""
    return int(
        connection.execute(
            "DELETE FROM jobs WHERE state <> 'running'"
            " AND json_extract(payload, '$.first') IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM events WHERE id BETWEEN json_extract(payload, '$.first')"
            "  AND json_extract(payload, '$.last'))"
        ).rowcount
    )


def _strike(connection: Connection, names: Names) -> int:
    """Take names off sources, threads, problems and how imports were asked for."""
    struck = 0
    for id_, *said in connection.execute("SELECT id, name, locator FROM sources").fetchall():
        if names.stand_in(*said):
            connection.execute(
                "UPDATE sources SET name = '(erased)', locator = ? WHERE id = ?",
                (f"erased:{id_}", id_),
            )
            struck += 1
    for id_, name in connection.execute("SELECT id, name FROM threads").fetchall():
        if names.stand_in(name):
            connection.execute("UPDATE threads SET name = ? WHERE id = ?", (f"(erased {id_})", id_))
            struck += 1
    for id_, *said in connection.execute("SELECT id, locator, message FROM problems").fetchall():
        if names.stand_in(*said):
            connection.execute("UPDATE problems SET locator = '(erased)' WHERE id = ?", (id_,))
            struck += 1
    return struck + _strike_settings(connection, names) + _let_go(connection, names)


def _strike_settings(connection: Connection, names: Names) -> int:
    struck = 0
    rows = connection.execute(
        "SELECT key, value FROM settings WHERE key LIKE ?", (f"{_ASKED}%",)
    ).fetchall()
    for key, value in rows:
        request = msgspec.json.decode(value)
        asked: Mapping[str, Any] = msgspec.json.decode(request) if request else {}
        if names.stand_in(*(one for one in asked.values() if isinstance(one, str))):
            kept = {
                name: "" if isinstance(one, str) and names.stand_in(one) else one
                for name, one in asked.items()
            }
            again = msgspec.json.encode(msgspec.json.encode(kept).decode()).decode()
            connection.execute("UPDATE settings SET value = ? WHERE key = ?", (again, key))
            struck += 1
    return struck


def _let_go(connection: Connection, names: Names) -> int:
    """Remove the watched folders that name somebody: nothing more of them is to come in."""
    rows = connection.execute(
        "SELECT key, value FROM settings WHERE key LIKE ?", (f"{_WATCHED}%",)
    ).fetchall()
    gone = []
    for key, value in rows:
        asked = msgspec.json.decode(msgspec.json.decode(value))["asked"]
        if names.stand_in(*(one for one in asked.values() if isinstance(one, str))):
            gone.append((key,))
    connection.executemany("DELETE FROM settings WHERE key = ?", gone)
    return len(gone)
