"""Reading a unit: into a vault in memory, held against the schema like every export."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from second_me.core.errors import PersonFault
from second_me.core.ids import EventId
from second_me.core.units import Label
from second_me.vault.exporting.checking import scratch
from second_me.vault.exporting.taking_in import take_in
from second_me.vault.exporting.unit_writing import FORM
from second_me.vault.session import Session


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
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _no_unit() from error
    if label.form != FORM:
        raise _no_unit()
    with scratch() as connection:
        rows = take_in(connection, itertools.chain((first,), untrusted_lines), FORM)
        found = connection.execute("SELECT id, digest FROM events").fetchall()
        yield Opened(label.unit, rows, Session(connection, b""), dict(found))


def _no_unit() -> PersonFault:
    return PersonFault(
        "It is no unit",
        "The file holds no unit of memory: it is another file, or it was damaged.",
        "Choose a file that was written as a unit.",
    )
