"""Puts the date beside what people say of time: "yesterday" becomes "yesterday (7 May 2023)".

A small model cannot count days. So that it never has to, every text is given the dates
before the model reads it, when it learns as when it is asked. The words themselves stay.
Only English is read; other languages pass unchanged.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core import calendar_days
from second_me.core.calendar_days import MONTHS, WEEKDAYS, Days

NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve"),
        start=1,
    )
} | {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}  # fmt: skip
_COUNT: Final = r"(?P<count>\d{1,2}|a couple of|an?|" + "|".join(list(NUMBERS)[:12]) + ")"
_DAY: Final = "(?P<day>" + "|".join(WEEKDAYS) + ")"
_FEW: Final = "(?:a few|several|some)"
_FEWEST, _MOST = 2, 6
"""What "a few" means, in days or weeks."""

_ABOUT: Final = 4
"""Days by which "two weeks ago" may be off."""


class Said(msgspec.Struct, frozen=True):
    """What words for time mean: as it is written for the model, and as days."""

    words: str
    days: Days


def day(when: date) -> str:
    """Return a date as it is written for model and person alike: 7 May 2023."""
    return f"{when.day} {month(when)}"


def month(when: date) -> str:
    """Return the month of a date: May 2023."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def annotate(text: str, said: date) -> str:
    """Return `text`, said on the day `said`, with dates in brackets after its words for time."""
    return _ANY.sub(lambda found: _with_date(found, said), text)


def resolve(words: str, said: date) -> str:
    """Return the date that `words` mean on the day `said`; nothing if they name no time."""
    meant = _meant(words.strip(), said)
    return meant.words if meant else ""


def days_said(text: str, start: int, said: date) -> tuple[Days, int] | None:
    """Return the days meant by the words for time at `start` of `text`, said on the day `said`,
    and where the words end; None if there are none.
    """
    found = _ANY.match(text, start)
    meant = _meant(found[0], said) if found else None
    return (meant.days, found.end()) if found and meant else None


def _meant(words: str, said: date) -> Said | None:
    for pattern, meaning in _RULES:
        found = pattern.fullmatch(words)
        if found:
            return _safely(meaning, found, said)
    return None


def _with_date(found: re.Match[str], said: date) -> str:
    words = found.group(0)
    meant = resolve(words, said)
    return f"{words} ({meant})" if meant else words


_Meaning = Callable[[re.Match[str], date], Said]


def _safely(meaning: _Meaning, found: re.Match[str], said: date) -> Said | None:
    try:
        return meaning(found, said)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None


def _on(when: date) -> Said:
    return Said(day(when), calendar_days.one_day(when))


def _shifted(days: int) -> _Meaning:
    return lambda _found, said: _on(said + timedelta(days=days))


def _around(words: str, days: Callable[[date], Days]) -> _Meaning:
    return lambda _found, said: Said(f"{words} {day(said)}", days(said))


def _few(days: int) -> Callable[[date], Days]:
    """Return a few times so many days before."""

    def before(said: date) -> Days:
        first, last = (said - timedelta(days=days * count) for count in (_MOST, _FEWEST))
        return Days(first, last, vague=True)

    return before


def _week(away: int) -> Callable[[date], Days]:
    return lambda said: calendar_days.week_of(said + timedelta(weeks=away))


def _weekend(away: int) -> Callable[[date], Days]:
    return lambda said: calendar_days.weekend_of(said + timedelta(weeks=away))


def _count(found: re.Match[str]) -> int:
    words = found["count"].lower()
    return int(words) if words.isdigit() else NUMBERS[words]


def _days(sign: int) -> _Meaning:
    return lambda found, said: _on(said + timedelta(days=sign * _count(found)))


def _weeks(sign: int) -> _Meaning:
    def meaning(found: re.Match[str], said: date) -> Said:
        when = said + timedelta(weeks=sign * _count(found))
        return Said(f"around {day(when)}", calendar_days.around(when, _ABOUT))

    return meaning


def _months(sign: int) -> _Meaning:
    return lambda found, said: _month_away(said, sign * _count(found))


def _month_of(away: int) -> _Meaning:
    return lambda _found, said: _month_away(said, away)


def _month_away(said: date, away: int) -> Said:
    days = calendar_days.month_of(said, away)
    return Said(month(days.first), days)


def _years(sign: int) -> _Meaning:
    return lambda found, said: _year(said.year + sign * _count(found))


def _year_of(away: int) -> _Meaning:
    return lambda _found, said: _year(said.year + away)


def _year(number: int) -> Said:
    return Said(str(number), calendar_days.year_of(number))


def _weekday(found: re.Match[str]) -> int:
    return WEEKDAYS.index(found["day"].lower())


def _last_weekday(found: re.Match[str], said: date) -> Said:
    return _on(calendar_days.last_weekday(_weekday(found), said))


def _next_weekday(found: re.Match[str], said: date) -> Said:
    return _on(calendar_days.next_weekday(_weekday(found), said))


def _this_weekend(_found: re.Match[str], said: date) -> Said:
    days = calendar_days.weekend_of(said)
    return Said(f"the weekend of {day(days.first)}", days)


def _rule(pattern: str, meaning: _Meaning) -> tuple[re.Pattern[str], _Meaning]:
    return re.compile(pattern, re.IGNORECASE), meaning


_AGO: Final = r"(?:ago|back|earlier)"
_RULES: Final = (
    _rule("the day before yesterday", _shifted(-2)),
    _rule("the day after tomorrow", _shifted(2)),
    _rule("yesterday(?: morning| afternoon| evening| night)?", _shifted(-1)),
    _rule("tomorrow(?: morning| afternoon| evening| night)?", _shifted(1)),
    _rule("last night", _shifted(-1)),
    _rule("today|tonight|this morning|this afternoon|this evening", _shifted(0)),
    _rule(f"{_COUNT} days? {_AGO}", _days(-1)),
    _rule(f"in {_COUNT} days?", _days(1)),
    _rule(f"{_COUNT} weeks? {_AGO}", _weeks(-1)),
    _rule(f"in {_COUNT} weeks?", _weeks(1)),
    _rule(f"{_COUNT} months? {_AGO}", _months(-1)),
    _rule(f"in {_COUNT} months?", _months(1)),
    _rule(f"{_COUNT} years? {_AGO}", _years(-1)),
    _rule(f"in {_COUNT} years?", _years(1)),
    _rule(f"{_FEW} days {_AGO}|the other day", _around("a few days before", _few(1))),
    _rule(f"{_FEW} weeks {_AGO}", _around("a few weeks before", _few(7))),
    _rule("last weekend|(?:the|this) past weekend", _around("the weekend before", _weekend(-1))),
    _rule("last week|(?:the|this) past week", _around("the week before", _week(-1))),
    _rule("last month|(?:the|this) past month", _month_of(-1)),
    _rule("last year", _year_of(-1)),
    _rule("this weekend", _this_weekend),
    _rule("this week", _around("the week of", _week(0))),
    _rule("this month", _month_of(0)),
    _rule("this year", _year_of(0)),
    _rule("next weekend", _around("the weekend after", _weekend(1))),
    _rule("next week", _around("the week after", _week(1))),
    _rule("next month", _month_of(1)),
    _rule("next year", _year_of(1)),
    _rule(f"last {_DAY}", _last_weekday),
    _rule(f"(?:next|this coming) {_DAY}", _next_weekday),
)

_ANY: Final = re.compile(
    r"\b(?:"
    + "|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, _ in _RULES)
    + r")\b(?! \()",
    re.IGNORECASE,
)
