"""The times that a question names, each for itself: "7 May", "last summer", "early 2022"."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core import calendar_days
from second_me.core.calendar_days import SEASONS, WEEKDAYS, Days
from second_me.core.clock import Precision
from second_me.core.said_times import NUMBERS
from second_me.recall.understanding import dates, relative_times
from second_me.recall.understanding.holidays import HOLIDAYS
from second_me.recall.understanding.time_reading import (
    PARTS,
    Hours,
    InYear,
    Look,
    Reading,
    Setting,
)
from second_me.recall.understanding.tokens import Token, word_set


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A time named from `start` to `end` of the text; `in_year` where no year was said."""

    start: int
    end: int
    days: Days
    hours: Hours | None = None
    in_year: InYear | None = None
    year: int = 0


_Reader = Callable[[Look], Reading | None]

_EDGE: Final = re.compile(
    r"(?P<edge>early|late|mid|middle|beginning|start|end|(?:first|second|latter)\s+half)"
    r"(?:\s+(?:in|of))?(?:\s+|-)(?:the\s+)?"
    r"(?:(?P<unit>week|month|year)\b)?",
    re.IGNORECASE,
)
_PART_BEFORE: Final = re.compile(
    r"(?P<part>morning|afternoon|evening|night)\s+(?:of|on)\s+(?:the\s+)?", re.IGNORECASE
)
_PART_BEHIND: Final = re.compile(
    r",?\s+(?:(?:in|at|during)\s+(?:the\s+)?)?(?P<part>morning|noon|afternoon|evening|night)\b",
    re.IGNORECASE,
)
_EDGES: Final = {
    "early": (0.0, 0.4),
    "beginning": (0.0, 0.3),
    "start": (0.0, 0.3),
    "mid": (0.3, 0.7),
    "middle": (0.3, 0.7),
    "late": (0.6, 1.0),
    "end": (0.7, 1.0),
    "first half": (0.0, 0.5),
    "second half": (0.5, 1.0),
    "latter half": (0.5, 1.0),
}
MOST: Final = 16
"""Times that are looked for in one question; a list of more says little."""

_UNIT_OF: Final = re.compile(r"(?P<unit>week|weekend)\s+of\s+(?:the\s+)?", re.IGNORECASE)


def points(
    text: str, tokens: Sequence[Token], setting: Setting, quoted: Collection[int]
) -> list[Point]:
    """Return the times that the text names, in order, none within another; none at the places of
    quoted words.
    """
    found: list[Point] = []
    reached = 0
    for place, token in enumerate(tokens):
        if len(found) == MOST:
            break
        if token.start < reached or place in quoted:
            continue
        if point := _point(Look(text, tokens, place, setting)):
            found.append(point)
            reached = point.end
    return _in_the_year_said(found)


def read(look: Look) -> Reading | None:
    """Read the time that begins at a place, if one does."""
    low = look.tokens[look.place].low
    for reader in _READERS.get(low) or (_FIGURES if low[0].isdecimal() else ()):
        try:
            reading = reader(look)
        except (ValueError, OverflowError):  # a day that is not, before the year 1, after 9999
            continue
        if reading:
            return reading
    return None


def reread(point: Point, tokens: Sequence[Token], text: str, said: date) -> Point | None:
    """Return what a time that counts from the asking time means if it counts from `said`."""
    if point.year or point.in_year:
        return None
    place = next(place for place, token in enumerate(tokens) if token.start == point.start)
    return _point(Look(text, tokens, place, Setting(said=said)))


def _point(look: Look) -> Point | None:
    reading = read(look)
    if reading is None:
        return None
    end, hours = reading.end, reading.hours
    if hours is None and reading.days.first == reading.days.last:
        behind = _PART_BEHIND.match(look.text, end)
        if behind:
            end, hours = behind.end(), PARTS[behind["part"].lower()]
    return Point(
        start=look.start,
        end=end,
        days=reading.days,
        hours=hours,
        in_year=reading.in_year,
        year=reading.year,
    )


def _in_the_year_said(found: list[Point]) -> list[Point]:
    """Take the one year that the text says for the times in it that are without one."""
    years = {point.year for point in found if point.year}
    if len(years) != 1:
        return found
    (year,) = years
    return [_in_year(point, year) for point in found]


def _in_year(point: Point, year: int) -> Point:
    if point.in_year is None:
        return point
    try:
        days = point.in_year(year)
    except (ValueError, OverflowError):
        return point
    return msgspec.structs.replace(point, days=days, in_year=None, year=year)


def _edge(look: Look) -> Reading | None:
    """Read "early May", "mid-2022", "the end of last year"."""
    found = _EDGE.match(look.text, look.start)
    if not found:
        return None
    edge = _EDGES[" ".join(found["edge"].lower().split())]
    if found["unit"]:
        this = {"week": calendar_days.week_of, "month": calendar_days.month_of}
        days = this.get(found["unit"].lower(), _year_of)(look.setting.said)
        return Reading(_share(days, edge), found.end())
    inner = look.at(found.end())
    reading = read(inner) if inner and inner.start == found.end() else None
    if reading is None or reading.days.first == reading.days.last:
        return None
    in_year = reading.in_year
    return msgspec.structs.replace(
        reading,
        days=_share(reading.days, edge),
        in_year=(lambda year: _share(in_year(year), edge)) if in_year else None,
    )


def _part(look: Look) -> Reading | None:
    """Read "the morning of 14 July"."""
    found = _PART_BEFORE.match(look.text, look.start)
    inner = look.at(found.end()) if found else None
    if not found or not inner or inner.start != found.end():
        return None
    reading = read(inner)
    if reading is None or reading.days.first != reading.days.last:
        return None
    return msgspec.structs.replace(reading, hours=PARTS[found["part"].lower()])


def _week_of(look: Look) -> Reading | None:
    """Read "the week of 5 May"."""
    found = _UNIT_OF.match(look.text, look.start)
    inner = look.at(found.end()) if found else None
    if not found or not inner or inner.start != found.end():
        return None
    reading = read(inner)
    if reading is None or reading.days.first != reading.days.last:
        return None
    whole = calendar_days.week_of if found["unit"].lower() == "week" else calendar_days.weekend_of
    return msgspec.structs.replace(reading, days=whole(reading.days.first), in_year=None)


def _year_of(when: date) -> Days:
    return calendar_days.year_of(when.year)


def _share(days: Days, edge: tuple[float, float]) -> Days:
    """Return the part of a stretch that lies between two shares of its length."""
    length = (days.last - days.first).days
    first, last = (days.first + timedelta(days=round(length * share)) for share in edge)
    precision = Precision.MONTH if days.precision is Precision.YEAR else Precision.DAY
    return Days(first, last, precision)


def _readers() -> dict[str, tuple[_Reader, ...]]:
    """Return which readers may take the words that begin with a word."""
    table: dict[str, list[_Reader]] = {}

    def add(words: Iterable[str], *readers: _Reader) -> None:
        for word in words:
            table.setdefault(word, []).extend(readers)

    add((_first_word(edge) for edge in _EDGES), _edge)
    add(PARTS, _part)
    add(("week", "weekend"), _week_of)
    add((_first_word(name) for name in HOLIDAYS), dates.holiday)
    add(dates.MONTH_NUMBERS, dates.month)
    add(SEASONS, dates.season)
    add(dates.DECADES, dates.decade_word)
    add(("q1", "q2", "q3", "q4", "first", "second", "third", "fourth"), dates.quarter)
    add(("last", "this", "next", "previous"), relative_times.named, relative_times.past)
    add(("the", "these"), relative_times.past)
    add(
        word_set("the yesterday last today tonight this tomorrow in next other some several a an"),
        relative_times.said,
    )
    add(NUMBERS, relative_times.said, relative_times.ago)
    add(("a", "few", "couple", "several", "some", "decades", "years"), relative_times.ago)
    add(("recently", "lately", "these", "nowadays"), relative_times.lately)
    add(WEEKDAYS, relative_times.weekday)
    return {word: tuple(dict.fromkeys(readers)) for word, readers in table.items()}


def _first_word(name: str) -> str:
    return name.split(maxsplit=1)[0].removesuffix("'s").rstrip(".")


_FIGURES: Final[tuple[_Reader, ...]] = (
    relative_times.said,
    relative_times.ago,
    dates.with_figures,
)
_READERS: Final = _readers()
