"""How facts live on: how strong they are, what is pinned and what is put away."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import FactId
from second_me.core.protocol._base import Done, Request, method
from second_me.core.protocol.memory import FactView
from second_me.core.records import Kept, LifeState


class FactLife(msgspec.Struct, frozen=True, kw_only=True):
    """One fact: how much it matters and how strong it is by now, both 0 to 1."""

    id: FactId
    state: LifeState
    importance: float
    strength: float
    kept: Kept


class FactLives(msgspec.Struct, frozen=True, kw_only=True):
    lives: tuple[FactLife, ...]


@method("facts.keeping")
class GetKeeping(Request[FactLives], frozen=True, kw_only=True):
    """How some standing facts live on, in ascending order of ids."""

    ids: tuple[FactId, ...]


@method("facts.pin")
class PinFacts(Request[Done], frozen=True, kw_only=True):
    """Pin facts, so that they stay at hand and never fade; or pin them no more."""

    ids: tuple[FactId, ...]
    pinned: bool = True


@method("facts.archive")
class ArchiveFacts(Request[Done], frozen=True, kw_only=True):
    """Put facts away, out of lists but not out of memory; or take them out again."""

    ids: tuple[FactId, ...]
    archived: bool = True


class LivingFacts(msgspec.Struct, frozen=True, kw_only=True):
    facts: tuple[FactView, ...]
    counts: dict[LifeState, int]


@method("facts.in_state")
class ListInState(Request[LivingFacts], frozen=True, kw_only=True):
    """Standing facts of one state, newest first, and how many there are of each."""

    state: LifeState
    limit: int = 200


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """When memory was consolidated last; None: never yet."""

    last: Timestamp | None


@method("memory.upkeep")
class GetUpkeep(Request[Upkeep], frozen=True, kw_only=True):
    pass


@method("memory.consolidate")
class Consolidate(Request[Done], frozen=True, kw_only=True):
    """Do the night's work now, in the background: merge twins, put away what faded, group."""
