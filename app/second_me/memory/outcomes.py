"""How the stages of memory end."""

from collections.abc import Callable, Sequence

import msgspec

from second_me.core.changes import ChangeSet
from second_me.core.ids import EventId, FactId
from second_me.vault.session import Session

Proposed = Callable[[Session, Sequence[FactId]], None]
"""Is told of facts in the transaction that stores them, and queues what follows in it."""


def untold(session: Session, ids: Sequence[FactId]) -> None:
    """Have nothing follow."""
    del session, ids


class Embedded(msgspec.Struct, frozen=True, kw_only=True, tag="embedded"):
    """Events of the range have vectors now. `events` counts those made by this run."""

    events: int
    changes: ChangeSet = ChangeSet()


class Segmented(msgspec.Struct, frozen=True, kw_only=True, tag="segmented"):
    """Events of the range are in episodes now: so many were written, so many are no more."""

    episodes: int
    removed: int = 0
    changes: ChangeSet = ChangeSet()


class Settled(msgspec.Struct, frozen=True, kw_only=True, tag="settled"):
    """Proposed facts were settled; `counts` says what became of how many: "add", "confirm",
    "refine", "supersede", "retract", "ignore", "past", "review", "conflict"; "again" those that
    changed meanwhile and are still proposed.
    """

    counts: dict[str, int]
    changes: ChangeSet = ChangeSet()


class Peopled(msgspec.Struct, frozen=True, kw_only=True, tag="peopled"):
    """Who is there and who is whose was kept: so many are new."""

    entities: int
    relations: int
    changes: ChangeSet = ChangeSet()


class Linked(msgspec.Struct, frozen=True, kw_only=True, tag="linked"):
    """The graph knows of so many changes of facts more."""

    facts: int
    changes: ChangeSet = ChangeSet()


class Grouped(msgspec.Struct, frozen=True, kw_only=True, tag="grouped"):
    """The graph has so many communities."""

    communities: int
    changes: ChangeSet = ChangeSet()


class Identified(msgspec.Struct, frozen=True, kw_only=True, tag="identified"):
    """Identity that events tell in so many words was proposed as facts."""

    fact_ids: tuple[FactId, ...] = ()
    changes: ChangeSet = ChangeSet()


class Merged(msgspec.Struct, frozen=True, kw_only=True, tag="merged"):
    """So many facts are said by others now."""

    facts: int
    changes: ChangeSet = ChangeSet()


class Consolidated(msgspec.Struct, frozen=True, kw_only=True, tag="consolidated"):
    """A night's work is done: facts merged and linked, such whose state changed, communities and
    how-to memories that there are.
    """

    merged: int
    linked: int
    moved: int
    communities: int
    routines: int
    changes: ChangeSet = ChangeSet()


class Distilled(msgspec.Struct, frozen=True, kw_only=True, tag="distilled"):
    """How-to memory holds so many routines and ways to do things."""

    routines: int
    changes: ChangeSet = ChangeSet()


class Extracted(msgspec.Struct, frozen=True, kw_only=True, tag="extracted"):
    """A window was read by the model.

    `fact_ids` are new; `known` facts stood already; `refused` counts what the model said that
    was not in its event, by reason.
    """

    fact_ids: tuple[FactId, ...]
    known: int = 0
    refused: dict[str, int] = {}
    changes: ChangeSet = ChangeSet()


class NothingToExtract(msgspec.Struct, frozen=True, tag="nothing_to_extract"):
    """The window holds nothing that may become a fact; the model was not asked."""

    event_ids: tuple[EventId, ...] = ()
    changes: ChangeSet = ChangeSet()


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag="unreadable"):
    """The model's output could not be read as facts; trying again would give the same."""

    maker: str
    changes: ChangeSet = ChangeSet()


ExtractOutcome = Extracted | NothingToExtract | Unreadable
