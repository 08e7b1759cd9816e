"""Portable units: a part of memory as a file of its own, with what may be done with it.

After the MemCube of MemOS (2025): content, provenance, version and permissions travel together.
"""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import SourceId

FORMAT = "unit"
"""Of the sources that units become where they are taken in."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever takes a unit in may do with it: hand it on in units of their own, say that its
    facts are otherwise (unless `read_only`), and keep it until it expires.
    """

    pass_on: bool = False
    read_only: bool = False
    expires_at: Timestamp | None = None


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a unit. `key` is the same each time that one vault makes a unit of one name,
    and tells nothing of either; `made_at` tells its version.
    """

    key: str
    name: str
    by: str
    made_at: Timestamp
    note: str = ""
    terms: Terms = Terms()


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that was taken in: its source's name says what it is called and whose it is."""

    id: SourceId
    name: str
    made_at: Timestamp
    taken_at: Timestamp
    terms: Terms
    events: int
    facts: int
