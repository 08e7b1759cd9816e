"""Dates of the calendar as questions write them: "7 May 2023", "05/07/2023", "summer of 2022"."""

import re
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core import calendar_days
from second_me.core.calendar_days import MONTHS, SEASONS, Days
from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.holidays import HOLIDAYS
from second_me.recall.understanding.time_reading import InYear, Look, Reading, Setting, nearest
from second_me.recall.understanding.tokens import word_set

MONTH_NUMBERS: Final = (
    {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {"sept": 9}
)
_LEAP_DAY: Final = (2, 29)
_THIS_CENTURY: Final = 70
"""Two figures of a year under this are of this century."""

_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|\.\d)"
_TO: Final = rf"(?:\s?(?:-|\u2013|to|and|&|through|until)\s?(?P<to>{_DAY}))?"
_MONTH: Final = "(?P<month>" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"
_YEAR: Final = r"(?:1[89]|2[01])\d\d(?!\d)"
_OF_YEAR: Final = rf"(?:,?\s*(?:of\s+|in\s+)?(?P<year>{_YEAR}|['\u2019]\d\d\b))?"
_NAMED: Final = "|".join(
    re.escape(name).replace("'", "['\u2019]?") for name in sorted(HOLIDAYS, key=len, reverse=True)
)


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_ISO: Final = _regex(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?![\d-])")
_SLASHED: Final = _regex(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH: Final = _regex(rf"(?P<day>{_DAY}){_TO}\s*(?:of\s+)?{_MONTH}{_OF_YEAR}")
_MONTH_DAY: Final = _regex(rf"{_MONTH}\s*(?:the\s+)?(?P<day>{_DAY}){_TO}{_OF_YEAR}")
_MONTH_ALONE: Final = _regex(_MONTH + _OF_YEAR)
_SEASON: Final = _regex(rf"(?P<season>{'|'.join(SEASONS)})\b(?:\s+of)?{_OF_YEAR}")
_QUARTER: Final = _regex(
    rf"(?:q(?P<q>[1-4])|(?P<nth>first|second|third|fourth)\s+quarter)\b{_OF_YEAR}"
)
_DECADE: Final = _regex(r"(?P<ten>(?:1[89]|20)\d0|[1-9]0)['\u2019]?s\b")
DECADES: Final = {
    name: 10 * number
    for number, name in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties",
         "nineties"),
        start=2,
    )
}  # fmt: skip
_YEAR_ALONE: Final = _regex(rf"(?P<year>{_YEAR})(?![-/.]\d|\w)")
_NTH: Final = _regex(
    r"(?P<day>(?:[12]\d|3[01]|[1-9])(?:st|nd|rd|th))\b(?=\s*(?:$|[,.?!;]|of\s+(?:this|last)\s+month))"
)
_HOLIDAY: Final = _regex(rf"(?P<name>{_NAMED})\b(?:['\u2019]s\b)?{_OF_YEAR}")

BEHIND: Final = word_set(
    """
    in of since until till by last next this early mid late during from to between and before
    after through throughout around for past following previous beginning end start middle on
    """
)
"""Words behind which "may", "march" and a bare year mean a time."""

_PLAIN: Final = frozenset(
    {"january", "february", "july", "september", "october", "november", "december"}
)


def with_figures(look: Look) -> Reading | None:
    """Read what starts with a figure: 2023-05-07, 05/07/2023, 7 May, 3rd-5th of May, 90s, 2022."""
    return (
        _iso(look)
        or _slashed(look)
        or _day_month(look)
        or _decade(look)
        or _year(look)
        or _nth(look)
    )


def month(look: Look) -> Reading | None:
    """Read what starts with a month: "May 7, 2023", "May 2023", "May"."""
    if found := _MONTH_DAY.match(look.text, look.start):
        return _days_of_month(found, look.setting)
    found = _MONTH_ALONE.match(look.text, look.start)
    if not found or not (found["year"] or _surely_month(look)):
        return None
    number = MONTH_NUMBERS[found["month"].lower()]
    return _yearly(found, look.setting, lambda year: calendar_days.months(year, number, 1))


def season(look: Look) -> Reading | None:
    """Read a season; "spring" and "fall" alone only where a time can stand."""
    found = _SEASON.match(look.text, look.start)
    if not found or not (found["year"] or _surely_season(look)):
        return None
    name = found["season"].lower()
    return _yearly(found, look.setting, lambda year: calendar_days.season(year, name))


def quarter(look: Look) -> Reading | None:
    """Read "Q3 2023" and "the third quarter of 2023"."""
    found = _QUARTER.match(look.text, look.start)
    if not found:
        return None
    names = ("first", "second", "third", "fourth")
    number = int(found["q"]) if found["q"] else names.index(found["nth"].lower()) + 1
    return _yearly(found, look.setting, lambda year: calendar_days.months(year, 3 * number - 2, 3))


def holiday(look: Look) -> Reading | None:
    """Read a holiday with or without its year."""
    found = _HOLIDAY.match(look.text, look.start)
    if not found:
        return None
    name = found["name"].lower().replace("\u2019", "'")
    days = HOLIDAYS.get(name) or HOLIDAYS[_unmarked(name)]
    reading = _yearly(found, look.setting, days)
    if found["year"] or look.before in BEHIND | {"at", "over", ""}:
        return reading
    # "My Christmas party" may have been weeks before.
    return msgspec.structs.replace(reading, days=reading.days.guessed())


def _iso(look: Look) -> Reading | None:
    found = _ISO.match(look.text, look.start)
    if not found:
        return None
    year, number, day = int(found[1]), int(found[3]), found[4]
    if not 1 <= number <= len(MONTHS):
        return None
    return Reading(_day_or_month(year, number, int(day) if day else 0), found.end(), year=year)


def _slashed(look: Look) -> Reading | None:
    """Read a date in figures. The order is the setting's; where that makes no date, or one still
    to come, the other one's.
    """
    found = _SLASHED.match(look.text, look.start)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), _full_year(found[4])
    orders = [(first, second), (second, first)]
    if look.setting.date_order == "mdy":
        orders.reverse()
    dates = [date(year, number, day) for day, number in orders if _exists(year, number, day)]
    past = [when for when in dates if when <= look.setting.said]
    chosen = (past or dates) if not look.setting.future else dates
    if not chosen:
        return None
    return Reading(calendar_days.one_day(chosen[0]), found.end(), year=year)


def _day_month(look: Look) -> Reading | None:
    found = _DAY_MONTH.match(look.text, look.start)
    return _days_of_month(found, look.setting) if found else None


def _days_of_month(found: re.Match[str], setting: Setting) -> Reading:
    number, first = MONTH_NUMBERS[found["month"].lower()], _figure(found["day"])
    last = _figure(found["to"]) if found["to"] else first

    def days(year: int) -> Days:
        if first == last and (number, first) == _LEAP_DAY and not found["year"]:
            return calendar_days.one_day(date(year, number, first))  # other years have none
        if first == last:
            return _day_or_month(year, number, first)
        return calendar_days.between(date(year, number, first), date(year, number, last))

    return _yearly(found, setting, days)


def _decade(look: Look) -> Reading | None:
    found = _DECADE.match(look.text, look.start)
    if not found:
        return None
    first = int(found["ten"])
    if first < 100:  # noqa: PLR2004  (two figures)
        if look.before != "the" and look.text[look.start - 1 : look.start] not in {"'", "\u2019"}:
            return None  # "90s" alone is a length: a 90s video
        first += 1900 if first > look.setting.said.year % 100 else 2000
    return Reading(calendar_days.decade_from(first), found.end())


def decade_word(look: Look) -> Reading | None:
    """Read "the nineties"."""
    first, year = DECADES[look.tokens[look.place].low], look.setting.said.year
    if look.before != "the":
        return None
    first += 1900 if first > year % 100 else 2000
    return Reading(calendar_days.decade_from(first), look.tokens[look.place].end)


def _year(look: Look) -> Reading | None:
    found = _YEAR_ALONE.match(look.text, look.start)
    if not found or look.before not in BEHIND | {"year"}:
        return None
    year = int(found["year"])
    return Reading(calendar_days.year_of(year), found.end(), year=year)


def _nth(look: Look) -> Reading | None:
    """Read "the 5th", of this month or the one before."""
    found = _NTH.match(look.text, look.start)
    if not found or look.before != "the":
        return None
    said, day = look.setting.said, _figure(found["day"])
    for away in (0, 1, 2) if look.setting.future else (0, -1, -2):
        month_days = calendar_days.month_of(said, away)
        when = month_days.first + timedelta(days=day - 1)
        right = when >= said if look.setting.future else when <= said
        if when <= month_days.last and right:
            return Reading(calendar_days.one_day(when), found.end())
    return None


def _yearly(found: re.Match[str], setting: Setting, in_year: InYear) -> Reading:
    if found["year"]:
        year = _full_year(found["year"])
        return Reading(in_year(year), found.end(), year=year)
    return Reading(nearest(in_year, setting), found.end(), in_year)


def _surely_month(look: Look) -> bool:
    """Say whether a month's name without year or day is meant as one: "may", "march" and short
    ones are words and names too.
    """
    token = look.tokens[look.place]
    if token.low in _PLAIN:
        return True
    return look.before in BEHIND and (token.capital or token.low not in {"mar", "jan", "dec"})


def _surely_season(look: Look) -> bool:
    """Say whether a season's name is meant as one: not that of "spring cleaning"."""
    tokens, place = look.tokens, look.place
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    ends = behind is None or behind.broken or behind.capital or behind.low in STOP_WORDS
    return ends and (look.before in BEHIND or look.before == "the" or place == 0)


def _day_or_month(year: int, number: int, day: int) -> Days:
    """Return the day, or the month if it has no such day."""
    if day and _exists(year, number, day):
        return calendar_days.one_day(date(year, number, day))
    return calendar_days.months(year, number, 1)


def _exists(year: int, number: int, day: int) -> bool:
    try:
        date(year, number, day)
    except ValueError:
        return False
    return True


def _full_year(written: str) -> int:
    number = int(written.strip("'\u2019"))
    if len(written.strip("'\u2019")) > 2:  # noqa: PLR2004  (two figures)
        return number
    return number + (2000 if number < _THIS_CENTURY else 1900)


def _figure(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def _unmarked(name: str) -> str:
    """Return the spelling in `HOLIDAYS` of a holiday written without its apostrophe."""
    plain = name.replace("'", "")
    return next(known for known in HOLIDAYS if known.replace("'", "") == plain)
