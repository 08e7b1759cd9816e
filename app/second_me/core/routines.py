"""How-to memory: what the person does again and again, and how things are done."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId, RoutineId


class RoutineKind(enum.StrEnum):
    ROUTINE = "routine"  # what the person does again and again
    HOW_TO = "how_to"  # how something is done, as they noted it


class Rhythm(enum.StrEnum):
    NONE = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class NewRoutine(msgspec.Struct, frozen=True, kw_only=True):
    """How-to memory on its way into the vault: `key` is what makes it the same when it is found
    again, `minute` the usual minute of the day, `events` those that show it, newest first.
    """

    kind: RoutineKind
    key: str
    title: str
    steps: tuple[str, ...]
    times: int
    first_at: Timestamp
    last_at: Timestamp
    events: tuple[EventId, ...]
    rhythm: Rhythm = Rhythm.NONE
    weekdays: tuple[int, ...] = ()
    minute: int | None = None


class Routine(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the person does or did in a rhythm, or how something is done."""

    id: RoutineId
    kind: RoutineKind
    title: str
    steps: tuple[str, ...]
    times: int
    first_at: Timestamp
    last_at: Timestamp
    learned_at: Timestamp
    rhythm: Rhythm = Rhythm.NONE
    weekdays: tuple[int, ...] = ()  # Monday is 0
    minute: int | None = None  # of the day, where it was
