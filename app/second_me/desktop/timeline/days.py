"""Days as numbers, and what the person writes when they want to go to one."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from second_me.core.protocol.timeline import UNDATED, DayCount
from second_me.desktop import wording

_EPOCH = date(1970, 1, 1)
_YEAR = re.compile(r"\d{4}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_DOTTED = re.compile(r"(?:(\d{1,2})\.\s*)?(\d{1,2})\.\s*(\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]{3,})\.?\s+(\d{4})")
_OUTER = 2_900_000  # days from 1970 to the last that a date can name


def to_date(day: int) -> date:
    """Return day 0 as 1 January 1970; days no calendar has become its ends."""
    return _EPOCH + timedelta(days=max(min(day, _OUTER), -719_162))


def to_day(when: date) -> int:
    return (when - _EPOCH).days


def read_date(words: str) -> date | None:
    """Return the first day of "2019", "2019-03", "3.2019", "12. 3. 2019", "12 March 2019" or
    "March 2019"; None for anything else.
    """
    words = " ".join(words.split())
    if _YEAR.fullmatch(words):
        return _day(int(words), 1, 1)
    if found := _ISO.fullmatch(words):
        return _day(int(found[1]), int(found[2]), int(found[3] or 1))
    if found := _DOTTED.fullmatch(words):
        return _day(int(found[3]), int(found[2]), int(found[1] or 1))
    if found := _WORDS.fullmatch(words):
        return _day(int(found[3]), _month(found[2]), int(found[1] or 1))
    return None


def _month(word: str) -> int:
    known = [wording.month(number).casefold() for number in range(1, 13)]
    fitting = [n for n, name in enumerate(known, 1) if name.startswith(word.casefold())]
    return fitting[0] if len(fitting) == 1 else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DayRows:
    """Which rows lie on which day; the latest day and row come first, `UNDATED` last."""

    def __init__(self, days: Sequence[DayCount]) -> None:
        self.days = tuple(one.day for one in days)
        self.counts = tuple(one.count for one in days)
        self._firsts = [0, *accumulate(self.counts)]
        self._backwards = [-day for day in self.days]

    @property
    def total(self) -> int:
        return self._firsts[-1]

    @property
    def dated(self) -> dict[int, int]:
        """Return how much lies on each day that is known, the latest first."""
        pairs = zip(self.days, self.counts, strict=True)
        return {day: count for day, count in pairs if day != UNDATED}

    def place_of(self, day: int) -> int:
        """Return the place among the days of `day`, or of the next earlier one that holds
        anything; the last place if there is none.
        """
        return min(bisect_left(self._backwards, -day), max(len(self.days) - 1, 0))

    def row_of(self, day: int) -> int:
        """Return the first row of `day`, or of the next earlier one that holds anything."""
        return self._firsts[self.place_of(day)]

    def months(self) -> dict[tuple[int, int], int]:
        """Return how much lies in each month, by (year, month), latest first."""
        months: dict[tuple[int, int], int] = {}
        for day, count in self.dated.items():
            when = to_date(day)
            key = (when.year, when.month)
            months[key] = months.get(key, 0) + count
        return months
