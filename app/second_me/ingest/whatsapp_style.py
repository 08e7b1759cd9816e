"""How one WhatsApp export writes the head of a message: its shape, dates and times.

The phone's language and system decide. A file has one style, so it is found once; a
line in another style is text that somebody pasted.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, product

import msgspec

from second_me.ingest.wall_clock import DAY, MINUTE

ORDERS = ("dmy", "mdy", "ymd")
_MARK = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]*"
_SPACE = "[ \u00a0\u202f\u2009]"
_WORD = r"[^\W\d_\u0900-\u0dff]"
_DATE = (
    rf"\d{{1,4}}{_MARK}(?:[./-]|\. |[年년] ?){_MARK}\d{{1,2}}"
    rf"{_MARK}(?:[./-]|\. |[月월] ?){_MARK}\d{{1,4}}(?:[.日일]|(?=\D))"
)
# AM or PM, as some language says it; in Indian scripts with marks that are no letters.
_HALF = rf"(?:(?:{_WORD}\.?{_SPACE}?){{1,8}}|[\u0900-\u0dff.]{{2,12}})"
_TIME = rf"(?:{_HALF})?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_SPACE}?{_HALF})?"
_AT = r"(?:à|às|a las|um|at|kl\.?|klo|om|ve|alle|в)"
_YEAR_MARK = r"\u0433\."  # Bulgarian
_JOIN = rf"{_MARK}(?:{_SPACE}{_YEAR_MARK})?[,،]?{_SPACE}*{_MARK}(?:{_AT}{_SPACE})?"
_DAYNAME = rf"(?:{_WORD}{{2,12}}\.?,?{_SPACE})"
_NUMBERS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()


_AM = frozenset(
    map(
        _letters,
        "AM a.m. ص صباحا 上午 午前 오전 π.μ. ÖÖ ق.ظ dop. de. SA пр.об. पूर्वाह्न পূর্বাহ্ণ a".split(),  # noqa: RUF001, SIM905
    )
)
_PM = frozenset(
    map(
        _letters,
        "PM p.m. م مساء 下午 午後 오후 μ.μ. ÖS ب.ظ odp. du. CH сл.об. अपराह्न অপরাহ্ণ p".split(),  # noqa: RUF001, SIM905
    )
)
_FIRST_YEAR = 2009  # the first export there can be
_YEARS = (1990, 2100)
_BUDDHIST = (2500, 2700, 543)


class Style(msgspec.Struct, frozen=True):
    """The shape of a message's head."""

    bracket: bool
    time_first: bool
    dayname: bool

    def pattern(self) -> re.Pattern[str]:
        """Return what matches a head; groups `date`, `time` and `rest`."""
        day, clock = rf"(?P<date>{_DATE})", rf"(?P<time>{_TIME})"
        first, second = (clock, day) if self.time_first else (day, clock)
        name = _DAYNAME if self.dayname else ""
        both = f"{name}{first}{_JOIN}{name if self.time_first else ''}{second}{_MARK}"
        if self.bracket:
            return re.compile(rf"{_MARK}\[{_MARK}{both}\]{_SPACE}?(?P<rest>.*)", re.DOTALL)
        return re.compile(rf"{_MARK}{both}{_SPACE}[-\u2013\u2014]{_SPACE}(?P<rest>.*)", re.DOTALL)


_STYLES = tuple(
    (style, style.pattern())
    for style in (Style(*flags) for flags in product((True, False), (False, True), (False, True)))
)


def find_style(lines: Iterable[str]) -> Style | None:
    """Return the style of the first line that is the head of a message."""
    for line in lines:
        for style, pattern in _STYLES:
            match = pattern.match(line)
            if match and time_of_day(match["time"]) and ": " in f"{match['rest']} ":
                return style
    return None


def time_of_day(text: str) -> tuple[int, bool] | None:
    """Return milliseconds since midnight and whether seconds were given; None if impossible."""
    hour, minute, *rest = (int(number) for number in _NUMBERS.findall(text))
    second = rest[0] if rest else 0
    half = _letters(text)
    if half:
        if half not in _AM and half not in _PM:
            return None
        if hour <= 12:  # noqa: PLR2004  (a few phones write 15:55 PM)
            hour = hour % 12 + (12 if half in _PM else 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    return hour * 60 * MINUTE + minute * MINUTE + second * 1000, bool(rest)


def day_start(text: str, order: str) -> int | None:
    """Return the local milliseconds at which a written date began; None if there is none such."""
    numbers = _NUMBERS.findall(text)
    first, second, third = (int(number) for number in numbers)
    if len(numbers[0]) > 2 or (order == "ymd" and len(numbers[2]) <= 2):  # noqa: PLR2004  (longer than a day is a year)
        year, month, day = first, second, third
    elif order == "mdy":
        month, day, year = first, second, third
    else:
        day, month, year = first, second, third
    return _day_start(year, month, day)


def _day_start(year: int, month: int, day: int) -> int | None:
    if year < 100:  # noqa: PLR2004
        year += 2000
    elif _BUDDHIST[0] <= year < _BUDDHIST[1]:
        year -= _BUDDHIST[2]
    if not _YEARS[0] <= year < _YEARS[1]:
        return None
    try:
        return (date(year, month, day) - date(1970, 1, 1)).days * DAY
    except ValueError:
        return None


class DateOrder(msgspec.Struct, frozen=True):
    """The order of day and month, and whether the file itself settled it."""

    order: str
    sure: bool


def find_order(dates: Iterable[str], now: int, *, american: bool) -> DateOrder:
    """Find the order in which all of a file's dates make the most sense.

    `dates` stand in file order, neighbours differing. What counts, in turn: impossible
    dates, dates before there were exports or after `now`, steps back in time. If that
    leaves two orders, the one with the shorter span is taken, then `american` decides.
    """
    written = tuple(dates)
    scores = {order: _score(written, order, now) for order in ORDERS}
    orders = ["mdy", "dmy"] if american else ["dmy", "mdy"]
    if all(sum(scores[order][:2]) > len(written) / 4 for order in orders):
        orders.append("ymd")  # a year of two digits in front is rare: only if nothing else fits
    ranked = sorted(orders, key=lambda order: scores[order])
    best = ranked[0]
    rivals = [
        order
        for order in ranked[1:]
        if scores[order][:3] == scores[best][:3] and _days(written, order) != _days(written, best)
    ]
    return DateOrder(best, not rivals)


def _days(written: tuple[str, ...], order: str) -> list[int | None]:
    return [day_start(text, order) for text in written]


def _score(written: tuple[str, ...], order: str, now: int) -> tuple[int, int, int, int]:
    days = list(_possible(written, order))
    earliest = (date(_FIRST_YEAR, 1, 1) - date(1970, 1, 1)).days * DAY
    odd = sum(not earliest <= day <= now + DAY for day in days)
    back = sum(later < earlier for earlier, later in pairwise(days))
    span = max(days) - min(days) if days else 0
    return len(written) - len(days), odd, back, span


def _possible(written: tuple[str, ...], order: str) -> Iterator[int]:
    for text in written:
        day = day_start(text, order)
        if day is not None:
            yield day
