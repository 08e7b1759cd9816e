"""Whether something that happened again and again has a rhythm: every day, week or month."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import comb
from typing import Final

import msgspec

from second_me.core.routines import Rhythm

FEWEST: Final = 6
"""Days on which something has to have happened."""

FEWEST_MONTHS: Final = 4
LEAST_DAYS: Final = 21
"""From the first of them to the last: a fortnight's holiday is no rhythm."""

COVERED: Final = 0.5
"""The share of the days (weeks, months) in between on which it happened."""

MOSTLY: Final = 0.7
"""The share of the days on which it happened, at no fixed hour."""

CHANCE: Final = 1e-6
"""How probable it may be that days fell so by chance: tens of thousands of things are looked at."""

MOST_WEEKDAYS: Final = 3
_NEAR: Final = 3
_HOURS: Final = 0.6
"""How close together the hours of the day have to be: 1 all the same, 0 all over it."""

_DAY_MINUTES: Final = 1440


class Found(msgspec.Struct, frozen=True):
    """A rhythm: on which days of the week (Monday 0), at about which minute of the day, and in
    what share of the times it could have happened it did.
    """

    rhythm: Rhythm
    weekdays: tuple[int, ...]
    minute: int | None
    covered: float


def rhythm_of(days: Sequence[int], minutes: Sequence[int]) -> Found | None:
    """Return the rhythm of distinct days (ordinals, ascending) and the minutes of the day at which
    something happened; None if there is none.
    """
    if len(days) < FEWEST_MONTHS or days[-1] - days[0] < LEAST_DAYS:
        return None
    minute, close = _hour(minutes)
    at = minute if close >= _HOURS else None
    length = days[-1] - days[0] + 1
    covered = len(days) / length
    if len(days) >= FEWEST and covered >= (COVERED if at is not None else MOSTLY):
        return Found(Rhythm.DAILY, (), at, covered)
    return _weekly(days, at) or _monthly(days, at)


def _weekly(days: Sequence[int], minute: int | None) -> Found | None:
    if len(days) < FEWEST:
        return None
    counts = Counter(date.fromordinal(day).weekday() for day in days)
    weeks = len({(day - 1) // 7 for day in days})
    covered = weeks / ((days[-1] - 1) // 7 - (days[0] - 1) // 7 + 1)
    if covered < COVERED:
        return None
    chosen: list[int] = []
    for weekday, _ in counts.most_common(MOST_WEEKDAYS):
        chosen.append(weekday)
        there = sum(counts[one] for one in chosen)
        if by_chance(there, len(days), len(chosen) / 7) * comb(7, len(chosen)) <= CHANCE:
            return Found(Rhythm.WEEKLY, tuple(sorted(chosen)), minute, covered)
    return None


def _monthly(days: Sequence[int], minute: int | None) -> Found | None:
    dates = [date.fromordinal(day) for day in days]
    months = {one.year * 12 + one.month for one in dates}
    covered = len(months) / (max(months) - min(months) + 1)
    if covered < COVERED or len(days) > 2 * len(months):
        return None
    usual = Counter(one.day for one in dates).most_common(1)[0][0]
    near = sum(min(abs(one.day - usual), 30 - abs(one.day - usual)) <= _NEAR for one in dates)
    if by_chance(near - 1, len(dates) - 1, (2 * _NEAR + 1) / 30) > CHANCE:
        return None
    return Found(Rhythm.MONTHLY, (), minute, covered)


def by_chance(hits: int, tries: int, share: float) -> float:
    """Return how probable it is that so many of some tries hit by chance, or more."""
    return sum(
        comb(tries, some) * share**some * (1 - share) ** (tries - some)
        for some in range(hits, tries + 1)
    )


def _hour(minutes: Sequence[int]) -> tuple[int, float]:
    """Return the middle of the minutes of a day on its circle, and how close they lie to it."""
    if not minutes:
        return 0, 0.0
    angles = [2 * math.pi * minute / _DAY_MINUTES for minute in minutes]
    x = sum(map(math.cos, angles)) / len(angles)
    y = sum(map(math.sin, angles)) / len(angles)
    middle = math.atan2(y, x) % (2 * math.pi)
    return round(middle / (2 * math.pi) * _DAY_MINUTES) % _DAY_MINUTES, math.hypot(x, y)
