"""Stretches of the calendar: a day, a weekend, a month, a summer, a decade."""

from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core.clock import Precision

WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
SEASONS: Final = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each begins, in the northern half."""

SATURDAY: Final = 5
_SEASON_MONTHS: Final = 3
_DECADE: Final = 10


class Days(msgspec.Struct, frozen=True):
    """Whole days from `first` to `last`, both included.

    `precision` is how precisely a moment in it is known; `vague` that its ends are a guess.
    """

    first: date
    last: date
    precision: Precision = Precision.DAY
    vague: bool = False

    def moved(self, days: int) -> "Days":
        """Return the same stretch that many days later. Raises OverflowError off the calendar."""
        by = timedelta(days=days)
        return msgspec.structs.replace(self, first=self.first + by, last=self.last + by)

    def guessed(self) -> "Days":
        """Return the same stretch as one whose ends are a guess."""
        return msgspec.structs.replace(self, vague=True)


# All of these raise ValueError or OverflowError before the year 1 and after 9999.


def one_day(when: date) -> Days:
    """Return the day itself."""
    return Days(when, when)


def around(when: date, days: int) -> Days:
    """Return the days up to so many before and after one."""
    by = timedelta(days=days)
    return Days(when - by, when + by)


def between(first: date, last: date) -> Days:
    """Return the days from one to another, whichever comes first."""
    return Days(min(first, last), max(first, last))


def week_of(when: date) -> Days:
    """Return the week, Monday to Sunday, that holds a day."""
    monday = when - timedelta(days=when.weekday())
    return Days(monday, monday + timedelta(days=6))


def weekend_of(when: date) -> Days:
    """Return Saturday and Sunday of the week that holds a day."""
    saturday = when + timedelta(days=SATURDAY - when.weekday())
    return Days(saturday, saturday + timedelta(days=1))


def month_of(when: date, away: int = 0) -> Days:
    """Return the month that lies so many months after that of a day."""
    whole = when.year * 12 + when.month - 1 + away
    return months(whole // 12, whole % 12 + 1, 1)


def month_back(when: date, count: int) -> date:
    """Return the same day so many months before, or the last day of a month that is shorter."""
    days = month_of(when, -count)
    return min(days.first + timedelta(days=when.day - 1), days.last)


def months(year: int, first: int, count: int) -> Days:
    """Return `count` months in a row, from the month numbered `first` of a year on."""
    after = year * 12 + first - 1 + count
    last = _last_day(after - 1)
    return Days(date(year, first, 1), last, Precision.MONTH)


def season(year: int, name: str) -> Days:
    """Return the season of a year; a winter begins in it and ends in the next."""
    return months(year, SEASONS[name], _SEASON_MONTHS)


def year_of(number: int) -> Days:
    """Return a year."""
    return Days(date(number, 1, 1), date(number, 12, 31), Precision.YEAR)


def decade_from(number: int) -> Days:
    """Return ten years from the first of them on."""
    return Days(date(number, 1, 1), date(number + _DECADE - 1, 12, 31), Precision.YEAR)


def last_weekday(weekday: int, said: date) -> date:
    """Return the nearest such day before `said`; Monday is 0."""
    return said - timedelta(days=(said.weekday() - weekday - 1) % 7 + 1)


def next_weekday(weekday: int, said: date) -> date:
    """Return the nearest such day after `said`; Monday is 0."""
    return said + timedelta(days=(weekday - said.weekday() - 1) % 7 + 1)


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus, Meeus 1991)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (century + 8) // 25
    epact = (19 * golden + century - century // 4 - (century - correction + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the n-th such weekday of a month, counting from 1; -1 is the last."""
    if nth > 0:
        start = date(year, month, 1)
        return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))
    end = _last_day(year * 12 + month - 1)
    return end - timedelta(days=(end.weekday() - weekday) % 7 + 7 * (-nth - 1))


def _last_day(month: int) -> date:
    """Return the last day of the month numbered from year 0 on."""
    year, index = divmod(month, 12)
    if index == 11:  # noqa: PLR2004  (December: the next month may be after the last year)
        return date(year, 12, 31)
    return date(year, index + 2, 1) - timedelta(days=1)
