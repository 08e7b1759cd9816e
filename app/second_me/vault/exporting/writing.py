"""Writing an export: the whole vault, or what belongs to one scope, line by line."""

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol.erase import Stage
from second_me.core.records import Derived
from second_me.vault import schema
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import TABLES as DERIVED_TABLES
from second_me.vault.erasing.closure import Chosen, Ids, pick
from second_me.vault.exporting.tables import (
    END,
    FORM,
    HEAD,
    SECRET_NAMES,
    SECRETS,
    SEQUENCE,
    VERSION,
    Shape,
    shapes,
)
from second_me.vault.vectors import OF_EVENTS, OWNERS

_SOME: Final = "(SELECT value FROM json_each(?))"
WHOLE: Final = "everything"

Put = Callable[[bytes], object]
Row = dict[str, Any]
Edit = Callable[[str, Row], Row]
"""Returns a table's row as it is to be written."""


def _as_they_are(table: str, row: Row) -> Row:
    del table
    return row


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs to a scope: events, the records drawn from them, and where they stand."""

    scope: str
    events: Ids
    derived: dict[Derived, Ids]
    sources: Ids
    batches: Ids
    threads: Ids


def write(
    connection: Connection, put: Put, now: Timestamp, chosen: Chosen | None
) -> dict[str, int]:
    """Put one line after another, and return how many rows of each table those were.

    Raises EnvironmentFault while an erasure is at work: its rows are neither here nor gone.
    """
    refuse_while_erasing(connection)
    part = None if chosen is None else part_of(connection, chosen)
    head = {
        "form": FORM,
        "version": VERSION,
        "schema": schema.version(connection),
        "created_at": now,
        "scope": WHOLE if part is None else part.scope,
    }
    put(head_line(head))
    counts: dict[str, int] = {}
    if part is None:
        for name, rows in (_secrets(connection), _sequence(connection)):
            for row in rows:
                put(_line({"table": name, "row": row}))
                counts[name] = counts.get(name, 0) + 1
    return counts | write_rows(connection, put, shapes(connection), part, counts)


def write_rows(  # noqa: PLR0917  (of what, whereto, and how it is to read)
    connection: Connection,
    put: Put,
    tables: Iterable[Shape],
    part: Part | None,
    before: Mapping[str, int] = MappingProxyType({}),
    edit: Edit = _as_they_are,
) -> dict[str, int]:
    """Put the rows of some tables and the end, which counts those `before` too; return how many
    rows of each those were. `edit` has the last word on a row.
    """
    counts: dict[str, int] = {}
    for shape in tables:
        counts[shape.name] = 0
        for values in _rows(connection, shape, part):
            put(_line({"table": shape.name, "row": edit(shape.name, shape.row(values))}))
            counts[shape.name] += 1
    put(_line({END: {"rows": dict(before) | counts}}))
    return counts


def part_of(connection: Connection, chosen: Chosen) -> Part:
    """Return what belongs to a scope. A record belongs to it if any of its events does."""
    derived: dict[Derived, set[int]] = {
        Derived.FACT: set(chosen.facts),
        Derived.EPISODE: set(chosen.episodes),
        Derived.ENTITY: set(chosen.entities),
        Derived.RELATION: set(),
        Derived.ROUTINE: set(),
    }
    for kind, ids in derived.items():
        rows = connection.execute(
            f"SELECT derived_id FROM evidence WHERE derived = ? AND event_id IN {_SOME}",
            (kind.value, pick(chosen.events)),
        )
        ids.update(row[0] for row in rows)
    ends = connection.execute(
        f"SELECT subject_id, object_id FROM relations WHERE id IN {_SOME}",
        (pick(derived[Derived.RELATION]),),
    )
    derived[Derived.ENTITY].update(end for row in ends for end in row)
    places = connection.execute(
        f"SELECT DISTINCT source_id, batch_id, thread_id FROM events WHERE id IN {_SOME}",
        (pick(chosen.events),),
    ).fetchall()
    return Part(
        scope=chosen.scope,
        events=chosen.events,
        derived={kind: tuple(sorted(ids)) for kind, ids in derived.items()},
        sources=tuple(sorted({row[0] for row in places})),
        batches=tuple(sorted({row[1] for row in places if row[1] is not None})),
        threads=tuple(sorted({row[2] for row in places})),
    )


def _rows(connection: Connection, shape: Shape, part: Part | None) -> Iterator[list[Any]]:
    if part is None:
        for values in connection.execute(f"SELECT {shape.names} FROM {shape.name}"):
            yield list(values)
        return
    for where, given in _wheres(shape.name, part):
        query = f"SELECT {shape.names} FROM {shape.name} WHERE {where}"
        for values in connection.execute(query, given):
            yield _within(shape, list(values), part)


def _wheres(table: str, part: Part) -> Iterable[tuple[str, tuple[object, ...]]]:
    """Yield which rows of a table belong to a part; none of those that are the vault's own."""
    places = {
        "events": ("id", part.events),
        "sources": ("id", part.sources),
        "batches": ("id", part.batches),
        "problems": ("batch_id", part.batches),
        "threads": ("id", part.threads),
    } | {DERIVED_TABLES[kind]: ("id", ids) for kind, ids in part.derived.items()}
    if table in places:
        column, ids = places[table]
        yield f"{column} IN {_SOME}", (pick(ids),)
    elif table == "vector_models":
        yield "1", ()
    elif table == "vectors":
        yield f"owner IN {OF_EVENTS} AND id IN {_SOME}", (pick(part.events),)
    for kind, ids in part.derived.items():
        if table == "evidence":
            where = f"derived = ? AND derived_id IN {_SOME} AND event_id IN {_SOME}"
            yield where, (kind.value, pick(ids), pick(part.events))
        elif table == "revisions":
            yield f"tbl = ? AND row_id IN {_SOME}", (DERIVED_TABLES[kind], pick(ids))
        elif table == "vectors" and kind.value in OWNERS:
            yield f"owner = ? AND id IN {_SOME}", (OWNERS[kind.value], pick(ids))


def _within(shape: Shape, values: list[Any], part: Part) -> list[Any]:
    """Cut what leads out of the part."""
    links = {
        ("facts", "superseded_by"): part.derived[Derived.FACT],
        ("entities", "merged_into"): part.derived[Derived.ENTITY],
        ("relations", "fact_id"): part.derived[Derived.FACT],
    }
    for place, column in enumerate(shape.columns):
        inside = links.get((shape.name, column.name))
        if inside is not None and values[place] not in inside:
            values[place] = None
    return values


def _secrets(connection: Connection) -> tuple[str, list[dict[str, Any]]]:
    rows = connection.execute("SELECT name, value FROM meta").fetchall()
    return SECRETS, [
        {"name": name, "value": base64.b64encode(value).decode()}
        for name, value in rows
        if name in SECRET_NAMES
    ]


def _sequence(connection: Connection) -> tuple[str, list[dict[str, Any]]]:
    rows = connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    return SEQUENCE, [{"name": name, "seq": seq} for name, seq in rows]


def refuse_while_erasing(connection: Connection) -> None:
    """Raise EnvironmentFault while an erasure is at work."""
    row = connection.execute(
        "SELECT count(*) FROM erasures WHERE stage <> ?", (Stage.DONE.value,)
    ).fetchone()
    if row[0]:
        raise EnvironmentFault(
            "Something is being erased", "An export now could hold parts of it.", "Wait a moment."
        )


def head_line(head: Mapping[str, Any]) -> bytes:
    """Return the first line of a file."""
    return _line({HEAD: head})


def _line(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"
