"""Time as the product keeps it: UTC milliseconds, with how precisely it is known."""

import enum
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import NewType, Protocol

import msgspec

Timestamp = NewType("Timestamp", int)
"""UTC milliseconds since 1970-01-01. Negative before it."""


class Precision(enum.StrEnum):
    """How precisely a moment is known; a bare "2021" is not midnight on 1 January."""

    UNKNOWN = "unknown"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class Moment(msgspec.Struct, frozen=True):
    """A point in time, how precisely it is known, and the local offset it was written in."""

    at: Timestamp
    precision: Precision = Precision.SECOND
    utc_offset_minutes: int | None = None

    def local(self) -> datetime:
        """Return the moment as wall-clock time where it was written (UTC if that is unknown)."""
        return to_datetime(self.at, self.utc_offset_minutes or 0)

    @property
    def known(self) -> bool:
        """Whether anything is known of when it was: else `at` is only where it is sorted to."""
        return self.precision is not Precision.UNKNOWN

    @property
    def to_the_day(self) -> bool:
        """Whether the day is known, or the hour too."""
        return self.precision in {Precision.DAY, Precision.MINUTE, Precision.SECOND}

    @property
    def to_the_minute(self) -> bool:
        """Whether the time of the day is known."""
        return self.precision in {Precision.MINUTE, Precision.SECOND}


class Clock(Protocol):
    """Where the time comes from; tests pass a clock of their own."""

    def now(self) -> Timestamp: ...

    def utc_offset_minutes(self, at: Timestamp) -> int: ...


class SystemClock:
    """The machine's clock and local time zone."""

    def now(self) -> Timestamp:
        return Timestamp(time.time_ns() // 1_000_000)

    def utc_offset_minutes(self, at: Timestamp) -> int:
        try:
            local = to_datetime(at).astimezone()
        except (OSError, OverflowError, ValueError):
            # Windows knows no local time before 1970, and nobody one at the ends of the calendar.
            local = (_EPOCH + timedelta(days=1)).astimezone()
        offset = local.utcoffset() or timedelta()
        return int(offset.total_seconds() // 60)


class ManualClock:
    """A clock that moves only when told to."""

    def __init__(self, now: Timestamp, utc_offset_minutes: int = 0) -> None:
        self._now = now
        self._offset = utc_offset_minutes

    def now(self) -> Timestamp:
        return self._now

    def utc_offset_minutes(self, at: Timestamp) -> int:
        del at
        return self._offset

    def advance(self, delta: timedelta) -> None:
        """Move the clock by `delta`, backwards too."""
        self._now = Timestamp(self._now + int(delta.total_seconds() * 1000))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_datetime(at: Timestamp, utc_offset_minutes: int = 0) -> datetime:
    """Return `at` as an aware datetime in the given offset."""
    zone = timezone(timedelta(minutes=utc_offset_minutes)) if utc_offset_minutes else UTC
    return (_EPOCH + timedelta(milliseconds=at)).astimezone(zone)


def from_datetime(moment: datetime) -> Timestamp:
    """Return an aware datetime as a timestamp. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        message = "a naive datetime has no place in time; attach a zone first"
        raise ValueError(message)
    return Timestamp((moment - _EPOCH) // timedelta(milliseconds=1))
