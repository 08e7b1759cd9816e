"""Portable units: a part of memory in an encrypted file, and taken in elsewhere."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import SourceId
from second_me.core.protocol._base import Request, method
from second_me.core.protocol.erase import Scope
from second_me.core.protocol.memory import Undone
from second_me.core.units import Label, Terms, Unit


class UnitWritten(msgspec.Struct, frozen=True, kw_only=True):
    """Where it lies and what is in it. `left_out` events came in units that may not be passed on;
    `terms` are stricter than those asked for where a unit in it came under stricter ones.
    """

    path: str
    bytes: int
    rows: dict[str, int]
    left_out: int
    terms: Terms


@method("units.write")
class WriteUnit(Request[UnitWritten], frozen=True, kw_only=True):
    """Write a part of memory into a file that is not there yet, encrypted under `passphrase`.
    Facts alone take just the words along that show them. `by` is who gives it; without it the
    name that the person goes by. Has to be confirmed.
    """

    path: str
    passphrase: str
    name: str
    scope: Scope
    terms: Terms = Terms()
    by: str = ""
    note: str = ""


class UnitView(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: its label, rows by table, whom its facts are about, from when to when."""

    label: Label
    rows: dict[str, int]
    subjects: tuple[str, ...]
    first_at: Timestamp | None = None
    last_at: Timestamp | None = None
    known: bool = False
    """It was taken in already; taken in again it adds what is new in it."""


@method("units.look")
class LookAtUnit(Request[UnitView], frozen=True, kw_only=True):
    """Look into a unit and take nothing in."""

    path: str
    passphrase: str


class UnitTaken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a unit: events and facts that are new, such as memory had, facts that wait
    for the person since they are about them, and what is not taken in since it was erased here.
    """

    unit: Unit
    events: int
    facts: int
    known: int
    waiting: int
    erased: int


@method("units.take_in")
class TakeInUnit(Request[UnitTaken], frozen=True, kw_only=True):
    """Take a unit in, all of it or nothing. `mine` says that the person made it themselves, in
    another vault: then its words are theirs here too.
    """

    path: str
    passphrase: str
    mine: bool = False


class Units(msgspec.Struct, frozen=True, kw_only=True):
    units: tuple[Unit, ...]


@method("units.list")
class ListUnits(Request[Units], frozen=True, kw_only=True):
    """The units that were taken in, newest first."""


@method("units.take_back")
class TakeBackUnit(Request[Undone], frozen=True, kw_only=True):
    """Take out all that a unit brought in, and what was drawn from that."""

    id: SourceId
