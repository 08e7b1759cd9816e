"""Dates as a field wants them: its own pattern where it tells one, else its country's."""

import re
from datetime import date
from typing import Final

from second_me.core.forms import Field, FieldKind

_LETTERS: Final = {
    "d": "d", "t": "d", "j": "d", "g": "d", "д": "d", "η": "d", "ν": "d",
    "m": "m", "м": "m", "μ": "m", "k": "m", "h": "m",
    "y": "y", "a": "y", "г": "y", "ε": "y", "å": "y", "r": "y", "é": "y", "v": "y",
}  # fmt: skip
"""What a day, a month and a year are called by in patterns: TT.MM.JJJJ, jj/mm/aaaa, gg/aa/yyyy."""
_PATTERN: Final = re.compile(
    r"(?<!\w)([^\W\d_]{1,4})([./\- ]{1,2})([^\W\d_]{1,4})\2([^\W\d_]{1,4})"
)
_YEAR_FIRST: Final = frozenset({"JP", "CN", "KR", "TW", "HU", "SE", "LT", "CA", "ZA"})
_MONTH_FIRST: Final = frozenset({"US", "PH"})
_SLASHES: Final = frozenset(
    {"GB", "FR", "ES", "IT", "PT", "BR", "GR", "IE", "AU", "NZ", "IN", "MX"}
)
_DASHES: Final = frozenset({"NL", "DK"})
_MARKS: Final = (".", "/", "-", " ", "")
_SHORT: Final = 2
_LONG: Final = 4


def written(day: date, kind: FieldKind, field: Field, country: str) -> tuple[str, ...]:
    """Return ways to write a date or its part, the best for this field first."""
    if kind is FieldKind.BDAY_DAY:
        return _number(day.day, field)
    if kind is FieldKind.BDAY_MONTH:
        return _number(day.month, field)
    if kind is FieldKind.BDAY_YEAR:
        year = f"{day.year:04d}"
        return (year[-2:],) if field.max_length == _SHORT else (year, year[-2:])
    if field.type == "date":
        return (day.isoformat(),)
    if field.type == "month":
        return (f"{day:%Y-%m}",)
    told = _told(field)
    return (_by(told, day),) if told else _usual(day, country)


def _number(number: int, field: Field) -> tuple[str, ...]:
    plain, padded = str(number), f"{number:02d}"
    said = f"{field.placeholder} {field.label}".casefold()
    first_padded = re.search(r"\b(dd|mm|tt|jj)\b", said) is not None
    return (padded, plain) if first_padded else (plain, padded)


def _told(field: Field) -> tuple[str, str, str, str, tuple[int, int, int]] | None:
    """Return the parts of a pattern that stands on a field, their separator and lengths."""
    for text in (field.placeholder, field.label, field.aria, field.described, field.title,
                 field.after, field.before):  # fmt: skip
        for found in _PATTERN.finditer(text.casefold()):
            groups = (found[1], found[3], found[4])
            if any(len(set(group)) != 1 for group in groups):
                continue
            parts = _parts(groups)
            if parts is not None:
                lengths = (len(groups[0]), len(groups[1]), len(groups[2]))
                return (*parts, found[2], lengths)
    return None


def _parts(groups: tuple[str, str, str]) -> tuple[str, str, str] | None:
    """Return which of day, month and year each group of letters stands for."""
    long = [place for place, group in enumerate(groups) if len(group) == _LONG]
    said = [_LETTERS.get(group[0], "") for group in groups]
    if len(long) == 1:
        said[long[0]] = "y"
    rest = [place for place in range(3) if place not in long]
    if len(long) == 1 and {said[place] for place in rest} == {"y", "d"}:  # Turkish gg.aa.yyyy
        said = ["m" if one == "y" and place in rest else one for place, one in enumerate(said)]
    return (said[0], said[1], said[2]) if sorted(said) == ["d", "m", "y"] else None


def _by(told: tuple[str, str, str, str, tuple[int, int, int]], day: date) -> str:
    first, second, third, between, lengths = told
    values = {"d": day.day, "m": day.month, "y": day.year}
    parts = []
    for part, length in zip((first, second, third), lengths, strict=True):
        if part == "y":
            parts.append(f"{day.year:04d}"[-2 if length == _SHORT else -4 :])
        else:
            parts.append(f"{values[part]:0{max(length, 1)}d}"[:2])
    return between.join(parts)


def _usual(day: date, country: str) -> tuple[str, ...]:
    """Return a date as it is written in a country, and with other marks between its parts for
    fields that take no other; its parts are never put in another order.
    """
    year, month, number = f"{day.year:04d}", f"{day.month:02d}", f"{day.day:02d}"
    if country in _YEAR_FIRST or not country:
        parts, between = (year, month, number), "-"
    elif country in _MONTH_FIRST:
        parts, between = (month, number, year), "/"
    else:
        parts = (number, month, year)
        between = "/" if country in _SLASHES else "-" if country in _DASHES else "."
    marks = dict.fromkeys((between, *_MARKS))
    return (*(mark.join(parts) for mark in marks), day.isoformat())
