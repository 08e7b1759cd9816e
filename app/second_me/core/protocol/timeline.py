"""A life by time: how much on which day, and any stretch of it at once."""

import enum
from typing import Final

import msgspec

from second_me.core.ids import EventId, SourceId
from second_me.core.protocol._base import Request, method
from second_me.core.protocol.memory import Facts
from second_me.core.records import Episode, Event, EventKind


class Grain(enum.StrEnum):
    """What a timeline is made of."""

    EVENTS = "events"
    EPISODES = "episodes"


class Only(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of it: by these authors, from these sources, of these kinds, at these places;
    empty for any.

    An episode is in it if one of its events is. An event is at the place of its episode.
    """

    authors: tuple[str, ...] = ()
    sources: tuple[SourceId, ...] = ()
    kinds: tuple[EventKind, ...] = ()
    places: tuple[str, ...] = ()


UNDATED: Final = -719_163
"""The day, before all that a calendar has, of what nothing is known of when it was."""


class DayCount(msgspec.Struct, frozen=True, array_like=True):
    """A day of this machine's time zone, in days since 1970-01-01, and how much lies there;
    `UNDATED` comes last.
    """

    day: int
    count: int


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """The days that hold anything, the latest first. `ready` is False while memory is still
    being read after unlocking; there are no days then.
    """

    days: tuple[DayCount, ...]
    ready: bool = True


@method("timeline.days")
class ListDays(Request[Days], frozen=True, kw_only=True):
    grain: Grain = Grain.EVENTS
    only: Only = Only()


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Events with their words cut to `clip` letters, or episodes; the latest first.

    What was erased since the days were counted is left out, and `first` says where it begins.
    """

    first: int
    events: tuple[Event, ...] = ()
    episodes: tuple[Episode, ...] = ()


@method("timeline.stretch")
class GetStretch(Request[Stretch], frozen=True, kw_only=True):
    """The rows `first` to `first + limit` of what `ListDays` counts, the latest being row 0."""

    first: int
    limit: int = 100
    clip: int = 400
    grain: Grain = Grain.EVENTS
    only: Only = Only()


class AuthorCount(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    count: int


class PlaceCount(msgspec.Struct, frozen=True, kw_only=True):
    """A place, and how many episodes were there."""

    name: str
    count: int


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """What a timeline can be narrowed to, those with most first."""

    authors: tuple[AuthorCount, ...]
    kinds: tuple[EventKind, ...]
    places: tuple[PlaceCount, ...] = ()


@method("timeline.facets")
class ListFacets(Request[Facets], frozen=True, kw_only=True):
    authors: int = 100
    places: int = 100


@method("timeline.facts")
class ListFactsOf(Request[Facts], frozen=True, kw_only=True):
    """Facts that stand and that one of these events shows."""

    event_ids: tuple[EventId, ...]
