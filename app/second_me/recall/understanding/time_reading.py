"""What reading words for time takes and gives, for all that read them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import msgspec

from second_me.core.calendar_days import Days
from second_me.recall.understanding.tokens import Token

Hours = tuple[int, int]
"""From and to, counted from the day's midnight; over 24 is the day after."""

InYear = Callable[[int], Days]

_LEAP: Final = 9
"""Years within which each day of the calendar comes round: 29 February skips 1900."""


PARTS: Final[dict[str, Hours]] = {
    "morning": (4, 12),
    "noon": (11, 14),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (18, 29),
    "tonight": (17, 29),
}
"""Hours of a day; a night lasts into the next."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """On what day it is asked, whether of what is to come, and how dates are written there."""

    said: date
    future: bool = False
    date_order: str = "dmy"


class Reading(msgspec.Struct, frozen=True):
    """Days named by the words up to `end`. `year` is the year if it was said; if none was said
    or meant, `in_year` gives the days of another.
    """

    days: Days
    end: int
    in_year: InYear | None = None
    hours: Hours | None = None
    year: int = 0


class Look(msgspec.Struct, frozen=True):
    """A place in the text where a time may be named."""

    text: str
    tokens: Sequence[Token]
    place: int
    setting: Setting

    @property
    def start(self) -> int:
        return self.tokens[self.place].start

    @property
    def before(self) -> str:
        """Return the word before in its folded form, empty at the start."""
        return self.tokens[self.place - 1].low if self.place else ""

    def at(self, start: int) -> "Look | None":
        """Return the look at the first word from `start` on; None behind the last."""
        for place in range(self.place, len(self.tokens)):
            if self.tokens[place].start >= start:
                return msgspec.structs.replace(self, place=place)
        return None


def nearest(in_year: InYear, setting: Setting) -> Days:
    """Return the days in the year that is meant when none is said: the last time they came
    round, or the next time for what is to come. Raises ValueError for a day of no year.
    """
    sign = 1 if setting.future else -1
    for away in range(_LEAP):
        days = _safely(in_year, setting.said.year + sign * away)
        if days and (days.last >= setting.said if setting.future else days.first <= setting.said):
            return days
    return in_year(setting.said.year)


def _safely(in_year: InYear, year: int) -> Days | None:
    try:
        return in_year(year)
    except (ValueError, OverflowError):
        return None


def hours_of(words: str) -> Hours | None:
    """Return the hours of the part of a day that the words end with; None if they name none."""
    return PARTS.get(words.lower().split()[-1]) if words.strip() else None
