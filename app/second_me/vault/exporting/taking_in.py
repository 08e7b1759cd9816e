"""Taking an export in again: into an empty vault, all of it or nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import PersonFault, VaultTooNew
from second_me.vault import schema
from second_me.vault.connection import Connection
from second_me.vault.exporting.tables import (
    FORM,
    SECRET_NAMES,
    SECRETS,
    SEQUENCE,
    VERSION,
    Shape,
    shapes,
)

_OWN: Final = frozenset({"audit", "settings", "vector_models"})
"""Tables in which a vault that nobody used yet may have rows; the export's take their place."""


class _Head(msgspec.Struct, frozen=True):
    form: str
    version: int
    schema: int
    created_at: int
    scope: str


class _End(msgspec.Struct, frozen=True):
    rows: dict[str, int]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    head: _Head | None = None
    end: _End | None = None
    table: str = ""
    row: dict[str, Any] = {}


_lines = msgspec.json.Decoder(_Line)


def take_in(
    connection: Connection, untrusted_lines: Iterable[bytes], form: str = FORM
) -> dict[str, int]:
    """Insert all rows of an export (or of another file of its kind, by its `form`) and return how
    many of each table. Needs an open transaction.

    Raises PersonFault if the vault is not empty or the file is not a whole export, VaultTooNew.
    """
    known = {shape.name: shape for shape in shapes(connection)}
    _refuse_unless_empty(connection, known)
    connection.execute("PRAGMA defer_foreign_keys = ON")
    counts: dict[str, int] = {}
    ended = False
    number = 0
    for number, untrusted in enumerate(untrusted_lines, 1):
        line = _decode(untrusted, number)
        if number == 1:
            _check_head(connection, line.head, form)
        elif ended or line.head is not None:
            raise _not_whole(number)
        elif line.end is not None:
            ended = True
            if {name: count for name, count in line.end.rows.items() if count} != counts:
                raise _not_whole(number)
        else:
            _insert(connection, known, line, number)
            counts[line.table] = counts.get(line.table, 0) + 1
    if not ended:
        raise _not_whole(number)
    _finish(connection)
    return counts


def _insert(connection: Connection, known: Mapping[str, Shape], line: _Line, number: int) -> None:
    try:
        if line.table in {SECRETS, SEQUENCE}:
            _put_own(connection, line)
            return
        values = known[line.table].values(line.row)
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO {line.table} ({names}) VALUES ({marks})", tuple(values.values())
        )
    except (KeyError, ValueError, TypeError, OverflowError, sqlite.IntegrityError) as error:
        raise _not_whole(number) from error


def _put_own(connection: Connection, line: _Line) -> None:
    """Put a secret, or the highest number that a table ever gave."""
    if line.table == SEQUENCE:
        name, seq = line.row["name"], line.row["seq"]
        if not isinstance(name, str) or type(seq) is not int:
            raise ValueError(SEQUENCE)
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, seq))
        return
    if line.row.get("name") not in SECRET_NAMES:
        raise ValueError(SECRETS)
    value = msgspec.convert(line.row["value"], bytes)
    connection.execute(
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (line.row["name"], value)
    )


def remake(connection: Connection) -> None:
    """Make again what is made of events: their digests, the index of words and the counts."""
    connection.execute(
        "INSERT OR IGNORE INTO digests (digest, event_id) SELECT digest, id FROM events"
    )
    connection.execute("INSERT INTO events_fts (events_fts) VALUES ('rebuild')")
    connection.execute(
        "UPDATE sources SET events ="
        " (SELECT count(*) FROM events WHERE events.source_id = sources.id)"
    )


def _finish(connection: Connection) -> None:
    """Make again what an export leaves out, and see that nothing is missing."""
    remake(connection)
    wrong = connection.execute("PRAGMA foreign_key_check").fetchone()
    if wrong is not None:
        raise PersonFault(
            "Not a whole export", "Some of its rows belong to others that are missing."
        )


def _decode(untrusted: bytes, number: int) -> _Line:
    try:
        return _lines.decode(untrusted)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_whole(number) from error


def _check_head(connection: Connection, head: _Head | None, form: str) -> None:
    if head is None or head.form != form:
        raise _not_whole(1)
    newest = schema.version(connection)
    if head.version > VERSION or head.schema > newest:
        raise VaultTooNew(
            "The export is newer than this program",
            f"It was written by a newer Second Me (form {head.schema}; this one knows {newest}).",
            "Update Second Me. Nothing was changed.",
        )


def _refuse_unless_empty(connection: Connection, known: Iterable[str]) -> None:
    for name in known:
        if name in _OWN:
            connection.execute(f"DELETE FROM {name}")
        elif connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is not None:
            raise PersonFault(
                "The vault is not empty",
                "A whole export is taken into a new vault, so that nothing is mixed up.",
                "Make a new one with --home, and take it in there.",
            )


def _not_whole(number: int) -> PersonFault:
    return PersonFault(
        "Not a whole export",
        f"Line {number} is not as it should be. Nothing was taken in.",
        "Look whether the file was cut short or changed.",
    )
