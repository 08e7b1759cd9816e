"""What an export is made of: tables and columns as the schema has them, and their JSON types.

The format is described in docs/export-format.md; its JSON Schema is written from here.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from second_me.vault.connection import Connection
from second_me.vault.erasing.registry import TABLES

FORM: Final = "second-me-export"
VERSION: Final = 1
HEAD, END, SECRETS, SEQUENCE = "head", "end", "meta", "sqlite_sequence"
SECRET_NAMES: Final = ("digest_secret", "audit_head")

_ORDER: Final = (
    "sources",
    "batches",
    "problems",
    "threads",
    "events",
    "vector_models",
    "vectors",
    "entities",
    "relations",
    "facts",
    "episodes",
    "evidence",
    "revisions",
)
"""Tables that a reader wants to meet first; the others follow by name."""

Json = Mapping[str, Any]


class Column(msgspec.Struct, frozen=True):
    """One column: its JSON type, and whether it may be null."""

    name: str
    type: str
    nullable: bool
    blob: bool


class Shape(msgspec.Struct, frozen=True):
    """One table that is exported."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> str:
        return ", ".join(column.name for column in self.columns)

    def row(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return a row as it stands in the file."""
        return {
            column.name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
            for column, value in zip(self.columns, values, strict=True)
        }

    def values(self, row: Json) -> dict[str, Any]:
        """Return a row of a file as the database takes it. Raises ValueError or TypeError if it
        does not fit.
        """
        known = {column.name: column for column in self.columns}
        strange = set(row) - set(known)
        if strange:
            raise ValueError("a column that is not known")
        return {name: _value(known[name], value) for name, value in row.items()}


def shapes(connection: Connection) -> tuple[Shape, ...]:
    """Return the tables of an export in the order they are written."""
    names = [table.name for table in TABLES if table.export and table.name != SECRETS]
    first = [name for name in _ORDER if name in names]
    return tuple(_shape(connection, name) for name in (*first, *sorted(set(names) - set(first))))


def schema(connection: Connection) -> dict[str, Any]:
    """Return the JSON Schema of one line of an export (draft 2020-12)."""
    lines = [_head_line(), _end_line(), _line(SECRETS, _SECRET_ROW), _line(SEQUENCE, _SEQUENCE_ROW)]
    for shape in shapes(connection):
        row = {
            "type": "object",
            "additionalProperties": False,
            "required": [column.name for column in shape.columns],
            "properties": {column.name: _typed(column) for column in shape.columns},
        }
        lines.append(_line(shape.name, row))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of a Second Me export",
        "oneOf": lines,
    }


def _shape(connection: Connection, name: str) -> Shape:
    rows = connection.execute(f"PRAGMA table_info({name})").fetchall()
    return Shape(name, tuple(_column(row) for row in rows))


def _column(row: Sequence[Any]) -> Column:
    _, name, declared, not_null, _, key = row
    kinds = {"INTEGER": "integer", "REAL": "number", "TEXT": "string", "BLOB": "string"}
    return Column(name, kinds[declared], not (not_null or key), declared == "BLOB")


def _value(column: Column, value: object) -> object:
    if value is None:
        if not column.nullable:
            raise ValueError("a value is missing")
        return None
    wanted = {"integer": int, "number": (int, float), "string": str}[column.type]
    if isinstance(value, bool) or not isinstance(value, wanted):  # type: ignore[arg-type]
        raise TypeError("a value of another type")
    if column.blob:
        assert isinstance(value, str)
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ValueError("bytes that are not base64") from error
    return value


def _typed(column: Column) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": [column.type, "null"] if column.nullable else column.type}
    if column.blob:
        kind["contentEncoding"] = "base64"
    return kind


def _line(table: str, row: Json) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["table", "row"],
        "properties": {"table": {"const": table}, "row": row},
    }


_SECRET_ROW: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "value"],
    "properties": {
        "name": {"enum": list(SECRET_NAMES)},
        "value": {"type": "string", "contentEncoding": "base64"},
    },
}
_SEQUENCE_ROW: Final = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "seq"],
    "properties": {"name": {"type": "string"}, "seq": {"type": "integer"}},
}


def _head_line() -> dict[str, Any]:
    properties = {
        "form": {"const": FORM},
        "version": {"const": VERSION},
        "schema": {"type": "integer"},
        "created_at": {"type": "integer"},
        "scope": {"type": "string"},
    }
    head = {
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }
    return _named(HEAD, head)


def _end_line() -> dict[str, Any]:
    rows = {"type": "object", "additionalProperties": {"type": "integer"}}
    end = {
        "type": "object",
        "additionalProperties": False,
        "required": ["rows"],
        "properties": {"rows": rows},
    }
    return _named(END, end)


def _named(name: str, value: Json) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name],
        "properties": {name: value},
    }
