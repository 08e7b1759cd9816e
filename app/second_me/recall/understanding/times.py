"""When: the times of a question put together, with the side on which the asked lies."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from second_me.core import calendar_days
from second_me.core.calendar_days import Days
from second_me.core.clock import Precision, Timestamp
from second_me.recall.understanding.asked import EARLIEST, LATEST, Side, When
from second_me.recall.understanding.languages import Language, points_in
from second_me.recall.understanding.relative_times import number
from second_me.recall.understanding.time_points import Point, points, reread
from second_me.recall.understanding.time_reading import Setting
from second_me.recall.understanding.tokens import Token

Stretch = tuple[int, int]
"""Start and end in the text."""


class Times(msgspec.Struct, frozen=True):
    """The times found, and which stretches of the text name them."""

    whens: tuple[When, ...] = ()
    stretches: tuple[Stretch, ...] = ()


_EPOCH: Final = date(1970, 1, 1).toordinal()
_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

_JOINS: Final = re.compile(
    r"\s*(?:-|\u2013|\u2014|to|until|till|through|thru|and)\s*(?:the\s+)?(?:on\s+)?", re.IGNORECASE
)
_ABOUT: Final = 3
"""Days by which "three weeks before" may be off."""

_LEAD: Final = 24
"""Characters before a time that are looked at for the words that say its side."""

_SIDE: Final = re.compile(
    r"\b(?P<word>before|prior\s+to|ahead\s+of|until|till|by|up\s+to|after|following|since|starting"
    r"|between|from)\s+(?:(?:the|on|in|about|around|at)\s+)*$",
    re.IGNORECASE,
)
_ONWARD: Final = re.compile(r"\s+(?:on|onwards?|and\s+later)\b(?!\s+[a-z])", re.IGNORECASE)
_AWAY: Final = re.compile(
    r"(?P<count>\d{1,3}|[a-z]+)\s+(?P<unit>day|night|week|weekend|month|year)s?\s+"
    r"(?P<side>before|prior\s+to|after|following)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_BEFORE: Final = frozenset({"before", "prior to", "ahead of"})
_UNTIL: Final = frozenset({"until", "till", "by", "up to"})
_AFTER: Final = frozenset({"after", "following"})
_SINCE: Final = frozenset({"since", "starting"})
_RANKS: Final = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}


def times(
    text: str,
    tokens: Sequence[Token],
    setting: Setting,
    utc_offset_minutes: int,
    *,
    quoted: Collection[int] = (),
    language: Language | None = None,
) -> Times:
    """Return the times that a text names, as spans of universal time; `quoted` words name none."""
    found = points(text, tokens, setting, quoted)
    if language:
        foreign = points_in(language, text, setting)
        own = [one for one in found if not any(_overlap(one, other) for other in foreign)]
        found = sorted((*own, *foreign), key=lambda point: point.start)
    whens: list[When] = []
    stretches: list[Stretch] = []
    place = 0
    while place < len(found):
        merged = _merged(text, tokens, found[place : place + 2])
        whens.append(_when(text, merged, utc_offset_minutes))
        stretches.append((merged.start, merged.end))
        place += merged.taken
    return Times(tuple(whens), tuple(stretches))


def _overlap(one: Point, other: Point) -> bool:
    return one.start < other.end and other.start < one.end


def main(whens: Sequence[When]) -> When | None:
    """Return the time that says most: the most precise, of those a sure one before a guess."""
    return min(whens, key=lambda when: (_RANKS[when.precision], when.vague), default=None)


class _Merged(msgspec.Struct, frozen=True, kw_only=True):
    """One time made of one or two points."""

    start: int
    end: int
    first: int
    last: int
    precision: Precision
    word: str = ""
    vague: bool = False
    year_said: bool = True
    taken: int = 1


def _merged(text: str, tokens: Sequence[Token], found: Sequence[Point]) -> _Merged:
    """Return the first of the times, put together with the next if they belong together."""
    point = found[0]
    word = _word_before(text, point)
    if len(found) > 1:
        gap = text[point.end : found[1].start]
        if _joins(gap, word, found[:2]):
            return _range(point, found[1])
        if again := _counted_from(text, tokens, gap, found):
            merged = _single(again, found[1].end, taken=2)
            return msgspec.structs.replace(merged, vague=merged.vague and not _is_day(again))
    away = _AWAY.search(text, max(point.start - _LEAD, 0), point.start)
    if away and (moved := _moved_away(away, point)):
        return msgspec.structs.replace(_single(moved, point.end), start=away.start())
    if word == "from" and _ONWARD.match(text, point.end):
        word = "since"
    return msgspec.structs.replace(_single(point, point.end), word=word)


def _counted_from(
    text: str, tokens: Sequence[Token], gap: str, found: Sequence[Point]
) -> Point | None:
    """Return "last weekend" of "last weekend before 10 April", counted from there."""
    between = _SIDE.fullmatch(gap.lstrip())
    word = " ".join(between["word"].lower().split()) if between else ""
    if word not in _BEFORE | _AFTER:
        return None
    days = found[1].days
    return reread(found[0], tokens, text, days.first if word in _BEFORE else days.last)


def _is_day(point: Point) -> bool:
    return point.days.first == point.days.last


def _word_before(text: str, point: Point) -> str:
    """Return the word that says on which side of a time it is, empty if none does."""
    found = _SIDE.search(text, max(point.start - _LEAD, 0), point.start)
    return " ".join(found["word"].lower().split()) if found else ""


def _joins(gap: str, word: str, found: Sequence[Point]) -> bool:
    """Say whether what stands between two times makes one stretch of them; two of a kind with
    "and" between do so, too.
    """
    if _JOINS.fullmatch(gap) is None or word in _BEFORE | _UNTIL | _AFTER:
        return False
    alike = len({(point.days.precision, point.days.vague) for point in found}) == 1
    return word in {"between", "from"} or alike


def _range(point: Point, behind: Point) -> _Merged:
    days = point.days
    if days.first > behind.days.last and point.in_year is not None:
        days = point.in_year(behind.days.first.year - 1)
    first, _ = _local(days, point)
    _, last = _local(behind.days, behind)
    precision = max(days.precision, behind.days.precision, key=lambda known: _RANKS[known])
    return _Merged(
        start=point.start,
        end=behind.end,
        first=min(first, last - _DAY),
        last=last,
        precision=precision,
        vague=days.vague or behind.days.vague,
        year_said=behind.in_year is None,
        taken=2,
    )


def _single(point: Point, end: int, taken: int = 1) -> _Merged:
    first, last = _local(point.days, point)
    return _Merged(
        start=point.start,
        end=end,
        first=first,
        last=last,
        precision=point.days.precision,
        vague=point.days.vague,
        year_said=point.in_year is None,
        taken=taken,
    )


def _moved_away(away: re.Match[str], point: Point) -> Point | None:
    """Return "two days before", "the week after" a time; None if no count is said."""
    count = 1 if away["count"].lower() == "the" else number(away["count"])
    if not count:
        return None
    sign = -1 if " ".join(away["side"].lower().split()) in _BEFORE else 1
    start = point.days.first if sign < 0 else point.days.last
    try:
        days = _shifted(start, away["unit"].lower(), sign * count)
    except (ValueError, OverflowError):
        return None
    return msgspec.structs.replace(point, days=days, hours=None)


def _shifted(start: date, unit: str, count: int) -> Days:
    if unit in {"day", "night"}:
        return calendar_days.one_day(start + timedelta(days=count))
    if unit == "month":
        return calendar_days.month_of(start, count)
    if unit == "year":
        return calendar_days.year_of(start.year + count)
    if unit == "weekend":
        return calendar_days.weekend_of(start + timedelta(weeks=count))
    if abs(count) == 1:
        return calendar_days.between(start + timedelta(days=count), start + timedelta(weeks=count))
    return calendar_days.around(start + timedelta(weeks=count), _ABOUT)


def _local(days: Days, point: Point) -> Stretch:
    """Return first and one-past-last millisecond of the days, or of the hours in them."""
    first = (days.first.toordinal() - _EPOCH) * _DAY
    if point.hours and days.first == days.last:
        return first + point.hours[0] * _HOUR, first + point.hours[1] * _HOUR
    return first, (days.last.toordinal() + 1 - _EPOCH) * _DAY


def _when(text: str, merged: _Merged, utc_offset_minutes: int) -> When:
    shift = utc_offset_minutes * _MINUTE
    span = (Timestamp(merged.first - shift), Timestamp(merged.last - shift))
    side, window = Side.IN, span
    if merged.word in _BEFORE:
        side, window = Side.BEFORE, (EARLIEST, span[0])
    elif merged.word in _UNTIL:
        side, window = Side.BEFORE, (EARLIEST, span[1])
    elif merged.word in _AFTER:
        side, window = Side.AFTER, (span[1], LATEST)
    elif merged.word in _SINCE:
        side, window = Side.AFTER, (span[0], LATEST)
    return When(
        span=span,
        window=window,
        precision=merged.precision,
        side=side,
        words=text[merged.start : merged.end],
        vague=merged.vague,
        year_said=merged.year_said,
    )
