"""Reading a unit: into a vault in memory, held against the schema like every export, and against
what its columns can mean, for it is somebody else's word.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

import msgspec

from second_me.core.clock import Precision, from_datetime
from second_me.core.errors import PersonFault
from second_me.core.ids import EventId
from second_me.core.records import EventKind, FactStatus, Origin
from second_me.core.units import Label
from second_me.vault.connection import Connection
from second_me.vault.exporting.checking import scratch
from second_me.vault.exporting.taking_in import take_in
from second_me.vault.exporting.unit_writing import FORM
from second_me.vault.session import Session

_FIRST: Final = from_datetime(datetime(1, 1, 2, tzinfo=UTC))
_LAST: Final = from_datetime(datetime(9999, 12, 30, tzinfo=UTC))
"""What the calendar has in every time zone."""

_WORDS: Final[Mapping[tuple[str, str], Iterable[str]]] = {
    ("events", "kind"): EventKind,
    ("events", "origin"): Origin,
    ("events", "precision"): Precision,
    ("facts", "status"): FactStatus,
    ("facts", "valid_precision"): Precision,
}
_RANGES: Final = {
    ("events", "at"): (_FIRST, _LAST),
    ("events", "utc_offset"): (-1439, 1439),
    ("facts", "valid_from"): (_FIRST, _LAST),
    ("facts", "valid_to"): (_FIRST, _LAST),
    ("facts", "confidence"): (0, 1),
}


class _Unit(msgspec.Struct, frozen=True):
    form: str
    unit: Label


class _First(msgspec.Struct, frozen=True):
    head: _Unit


class Opened(msgspec.Struct, frozen=True):
    """A unit that was found whole; good until its vault in memory is closed."""

    label: Label
    rows: dict[str, int]
    session: Session
    digests: dict[EventId, int]
    """By event, what makes it itself in the vault that it is from."""


@contextmanager
def opened(untrusted_lines: Iterator[bytes]) -> Iterator[Opened]:
    """Read a unit. Raises PersonFault if it is none or not whole, VaultTooNew."""
    first = next(untrusted_lines, b"")
    try:
        label = msgspec.json.decode(first, type=_First).head
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_unit() from error
    if label.form != FORM or not _sensible(label.unit):
        raise _no_unit()
    with scratch() as connection:
        rows = take_in(connection, itertools.chain((first,), untrusted_lines), FORM)
        if not _readable(connection):
            raise _no_unit()
        found = connection.execute("SELECT id, digest FROM events").fetchall()
        yield Opened(label.unit, rows, Session(connection, b""), dict(found))


def _sensible(label: Label) -> bool:
    """Return whether a label could be ours: named on one line each, and of days that there are."""
    times = [label.made_at, label.terms.expires_at or label.made_at]
    named = all(one and one == " ".join(one.split()) for one in (label.key, label.name, label.by))
    return named and all(_FIRST <= time <= _LAST for time in times)


def _readable(connection: Connection) -> bool:
    """Return whether each value is one that a row of this program could have."""
    for (table, column), known in _WORDS.items():
        values = connection.execute(f"SELECT DISTINCT {column} FROM {table}")
        if not {row[0] for row in values}.issubset(known):
            return False
    for (table, column), ends in _RANGES.items():
        strange = f"SELECT 1 FROM {table} WHERE {column} NOT BETWEEN ? AND ? LIMIT 1"
        if connection.execute(strange, ends).fetchone() is not None:
            return False
    return True


def _no_unit() -> PersonFault:
    return PersonFault(
        "It is no unit",
        "The file holds no unit of memory: it is another file, or it was damaged.",
        "Choose a file that was written as a unit.",
    )
