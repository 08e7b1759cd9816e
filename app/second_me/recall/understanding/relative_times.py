"""Times that count from the asking time: "last summer", "the past two weeks", "recently"."""

import re
from datetime import timedelta
from typing import Final

from second_me.core import calendar_days
from second_me.core.calendar_days import SEASONS, WEEKDAYS, Days
from second_me.core.clock import Precision
from second_me.core.said_times import NUMBERS, days_said
from second_me.recall.understanding.dates import BEHIND, MONTH_NUMBERS
from second_me.recall.understanding.holidays import HOLIDAYS
from second_me.recall.understanding.time_reading import (
    InYear,
    Look,
    Reading,
    Setting,
    hours_of,
)

_LATELY_DAYS: Final = 60
_SOME: Final = NUMBERS | {"few": 4, "couple of": 2, "couple": 2, "several": 5, "some": 4}


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WHICH: Final = r"(?P<which>last|this|next|(?:the\s+)?previous|this\s+past|this\s+coming)\s+"
_NAMED: Final = _regex(
    _WHICH + r"(?P<what>[a-z]+(?:['\u2019]s)?(?:\s+(?:day|eve|friday|monday|sunday)\b)?)"
)
_PAST: Final = _regex(
    r"(?:the\s+|these\s+|this\s+)?(?:last|past|previous)\s+"
    r"(?:(?P<count>\d{1,3}|couple\s+of|[a-z]+)\s+)?(?P<unit>day|night|week|month|year)s?\b"
)
_AGO: Final = _regex(
    r"(?P<count>\d{1,3}|a\s+few|a\s+couple\s+of|several|some|[a-z]+)\s+"
    r"(?P<unit>weekend|month|year|decade)s?\s+(?:ago|back|earlier)\b"
)
_LATELY: Final = _regex(r"(?:recently|lately|these\s+days|nowadays)\b")
_DATE: Final = _regex(rf",?\s+(?:the\s+)?(?:\d{{1,4}}(?!\d)|(?:{'|'.join(MONTH_NUMBERS)})\b)")
_NO_DAY: Final = frozenset({"every", "each", "a", "any", "most", "per", "some"})
_DAY_LEADS: Final = BEHIND | {"", "coming"}
_WEEKDAY: Final = _regex(rf"(?P<day>{'|'.join(WEEKDAYS)})\b")


def said(look: Look) -> Reading | None:
    """Read the words that people use in what they tell, too: "yesterday", "two weeks ago"."""
    found = days_said(look.text, look.start, look.setting.said)
    if not found:
        return None
    days, end = found
    return Reading(days, end, hours=hours_of(look.text[look.start : end]))


def named(look: Look) -> Reading | None:
    """Read "last summer", "this May", "next Christmas"."""
    found = _NAMED.match(look.text, look.start)
    if not found:
        return None
    what = found["what"].lower().replace("\u2019", "'")
    in_year = _in_year(what)
    if in_year is None and " " in what:
        what, in_year = what.split()[0], _in_year(what.split()[0])
    if in_year is None:
        return None
    which = found["which"].lower().split()[-1]
    return Reading(_of_which(in_year, which, look.setting), found.start("what") + len(what))


def past(look: Look) -> Reading | None:
    """Read "the last two weeks", "the past year": up to the asking time."""
    found = _PAST.match(look.text, look.start)
    if not found:
        return None
    count = number(found["count"] or "one")
    if not count or (not found["count"] and "past" not in found[0].lower()):
        return None
    return Reading(_until_now(count, found["unit"].lower(), look.setting), found.end())


def ago(look: Look) -> Reading | None:
    """Read "a few months ago", "20 years ago": what is said too vaguely to have a date."""
    found = _AGO.match(look.text, look.start)
    count = number(found["count"]) if found else 0
    if not found or not count:
        return None
    return Reading(_before_now(count, found["unit"].lower(), look.setting), found.end())


def lately(look: Look) -> Reading | None:
    """Read "recently" and its like: the last two months, by guess."""
    found = _LATELY.match(look.text, look.start)
    if not found:
        return None
    today = look.setting.said
    first = today - timedelta(days=_LATELY_DAYS)
    return Reading(Days(first, today, Precision.MONTH, vague=True), found.end())


def weekday(look: Look) -> Reading | None:
    """Read "on Friday", "Saturday morning"; not "every Friday", which is no day."""
    found = _WEEKDAY.match(look.text, look.start)
    last = look.tokens[look.place - 1] if look.place else None
    named = last is not None and last.capital and not last.initial
    if not found or look.before in _NO_DAY or named:
        return None
    if _DATE.match(look.text, found.end()):
        return None  # "Sunday, 7 May"
    number, today = WEEKDAYS.index(found["day"].lower()), look.setting.said
    if look.setting.future:
        when = calendar_days.next_weekday(number, today - timedelta(days=1))
    else:
        when = calendar_days.last_weekday(number, today + timedelta(days=1))
    days = calendar_days.one_day(when)
    return Reading(days if look.before in _DAY_LEADS else days.guessed(), found.end())


def _in_year(what: str) -> InYear | None:
    """Return what a name means in a year: a season, a month, a holiday."""
    if what in SEASONS:
        return lambda year: calendar_days.season(year, what)
    if what in MONTH_NUMBERS:
        return lambda year: calendar_days.months(year, MONTH_NUMBERS[what], 1)
    return HOLIDAYS.get(what)


def _of_which(in_year: InYear, which: str, setting: Setting) -> Days:
    """Return the last one that is over, the next one to begin, or the one of these months."""
    today, year = setting.said, setting.said.year
    if which in {"last", "previous", "past"}:
        return next(days for away in range(3) if (days := in_year(year - away)).last < today)
    if which in {"next", "coming"}:
        return next(days for away in range(3) if (days := in_year(year + away - 1)).first > today)
    running = in_year(year - 1)
    return running if running.first <= today <= running.last else in_year(year)


def _until_now(count: int, unit: str, setting: Setting) -> Days:
    today = setting.said
    if unit == "month":
        first = calendar_days.month_back(today, count)
    elif unit == "year":
        first = calendar_days.month_back(today, 12 * count)
    else:
        first = today - timedelta(days=count * (7 if unit == "week" else 1))
    return Days(first, today)


def _before_now(count: int, unit: str, setting: Setting) -> Days:
    today = setting.said
    if unit == "weekend":
        return calendar_days.weekend_of(today - timedelta(weeks=count))
    if unit == "month":
        middle = calendar_days.month_of(today, -count)
        return Days(
            calendar_days.month_of(today, -count - 1).first,
            middle.last,
            Precision.MONTH,
            vague=True,
        )
    years = count * (10 if unit == "decade" else 1)
    return calendar_days.year_of(today.year - years).guessed()


def number(words: str) -> int:
    """Return a count in figures or words; 0 for what is none."""
    plain = " ".join(words.lower().split())
    if plain.isdigit():
        return int(plain)
    return _SOME.get(plain.removeprefix("a ").strip(), 0) or _SOME.get(plain, 0)
