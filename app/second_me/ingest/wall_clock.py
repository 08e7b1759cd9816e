"""Local wall-clock times, as exports write them, turned into moments."""

from second_me.core.clock import Clock, Moment, Precision, Timestamp

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
FIRST, LAST = -354_000 * DAY, 193_000 * DAY
"""About the years 1000 and 2500: times beyond are mistakes, and calendars end near them."""


class WallClock:
    """Turns local milliseconds since 1970-01-01 00:00 into moments of the clock's zone.

    The offset is looked up once a day, and each time on the days when it changes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._days: dict[int, int | None] = {}

    def moment(self, local: int, precision: Precision, offset: int | None = None) -> Moment:
        """Return the moment at which clocks showed `local`, here or at a known offset."""
        if offset is not None:
            return Moment(Timestamp(local - offset * MINUTE), precision, offset)
        day = local // DAY
        if day in self._days:
            offset = self._days[day]
        else:
            offset = self._days[day] = self._offset_of_day(day)
        if offset is None:
            offset = self._offset(local)
        return Moment(Timestamp(local - offset * MINUTE), precision, offset)

    def at(self, timestamp: int, precision: Precision = Precision.SECOND) -> Moment:
        """Return an instant of universal time with the offset that held here then."""
        at = Timestamp(min(max(timestamp, FIRST), LAST))
        return Moment(at, precision, self._clock.utc_offset_minutes(at))

    def _offset_of_day(self, day: int) -> int | None:
        first, last = self._offset(day * DAY), self._offset((day + 1) * DAY)
        return first if first == last else None

    def _offset(self, local: int) -> int:
        local = min(max(local, FIRST), LAST)
        guess = self._clock.utc_offset_minutes(Timestamp(local))
        return self._clock.utc_offset_minutes(Timestamp(local - guess * MINUTE))
