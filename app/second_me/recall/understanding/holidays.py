"""Days of the year that have a name, where the day can be known from it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from second_me.core.calendar_days import Days, between, easter, nth_weekday, one_day

_THURSDAY, _MONDAY, _SUNDAY = 3, 0, 6


def _fixed(month: int, day: int) -> Callable[[int], Days]:
    return lambda year: one_day(date(year, month, day))


def _span(month: int, first: int, last: int) -> Callable[[int], Days]:
    return lambda year: between(date(year, month, first), date(year, month, last))


def _from_easter(first: int, last: int) -> Callable[[int], Days]:
    def days(year: int) -> Days:
        sunday = easter(year)
        return between(sunday + timedelta(days=first), sunday + timedelta(days=last))

    return days


def _nth(month: int, weekday: int, nth: int, after: int = 0) -> Callable[[int], Days]:
    return lambda year: one_day(nth_weekday(year, month, weekday, nth) + timedelta(days=after))


HOLIDAYS: Final = {
    "christmas": _span(12, 24, 26),
    "christmas day": _fixed(12, 25),
    "christmas eve": _fixed(12, 24),
    "xmas": _span(12, 24, 26),
    "boxing day": _fixed(12, 26),
    "new year": _fixed(1, 1),
    "new year's": _fixed(1, 1),
    "new years": _fixed(1, 1),
    "new year's day": _fixed(1, 1),
    "new years day": _fixed(1, 1),
    "new year's eve": _fixed(12, 31),
    "new years eve": _fixed(12, 31),
    "valentine's": _fixed(2, 14),
    "valentines": _fixed(2, 14),
    "valentine's day": _fixed(2, 14),
    "valentines day": _fixed(2, 14),
    "st patrick's day": _fixed(3, 17),
    "st. patrick's day": _fixed(3, 17),
    "april fools": _fixed(4, 1),
    "april fools day": _fixed(4, 1),
    "april fool's day": _fixed(4, 1),
    "labour day": _fixed(5, 1),
    "may day": _fixed(5, 1),
    "independence day": _fixed(7, 4),
    "halloween": _fixed(10, 31),
    "veterans day": _fixed(11, 11),
    "juneteenth": _fixed(6, 19),
    "earth day": _fixed(4, 22),
    "women's day": _fixed(3, 8),
    "children's day": _fixed(6, 1),
    "easter": _from_easter(-2, 1),
    "easter sunday": _from_easter(0, 0),
    "easter monday": _from_easter(1, 1),
    "palm sunday": _from_easter(-7, -7),
    "maundy thursday": _from_easter(-3, -3),
    "ash wednesday": _from_easter(-46, -46),
    "good friday": _from_easter(-2, -2),
    "whitsun": _from_easter(49, 50),
    "pentecost": _from_easter(49, 50),
    "thanksgiving": _nth(11, _THURSDAY, 4),
    "thanksgiving day": _nth(11, _THURSDAY, 4),
    "black friday": _nth(11, _THURSDAY, 4, 1),
    "cyber monday": _nth(11, _THURSDAY, 4, 4),
    "memorial day": _nth(5, _MONDAY, -1),
    "labor day": _nth(9, _MONDAY, 1),
    "mother's day": _nth(5, _SUNDAY, 2),
    "mothers day": _nth(5, _SUNDAY, 2),
    "father's day": _nth(6, _SUNDAY, 3),
    "fathers day": _nth(6, _SUNDAY, 3),
}
"""What each means in a year. Where countries differ, the most widely kept one in English."""
