"""Values of identity slots made plain, so that the same value written two ways compares equal."""

import re
from datetime import date
from typing import Final

from second_me.core.calendar_days import MONTHS

MONTH: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
"""A pattern for a month's name or its first three letters."""

_METRES: Final = 3
_POUND: Final = 0.45359237
_FOOT: Final = 30.48
_INCH: Final = 2.54
_ANY_LEAP_YEAR: Final = 2000
_SEXES: Final = {
    "female": {"f", "female", "woman", "girl", "w"},
    "male": {"m", "male", "man", "boy"},
}


def spelled(text: str) -> str:
    """Return words as they are written, with single spaces and no article before them."""
    said = " ".join(text.split()).strip(" .,;:")
    return re.sub(r"^(?:an?|the) ", "", said, flags=re.IGNORECASE)


def lower(text: str) -> str:
    """Return words in lower case."""
    return spelled(text).casefold()


def upper(text: str) -> str:
    """Return a number or a size in capitals, without blanks at its ends."""
    return spelled(text).upper()


def sex(text: str) -> str:
    """Return "female", "male" or "other" as far as a word says so."""
    said = lower(text)
    for whole, words in _SEXES.items():
        if said in words:
            return whole
    return "other" if said else ""


def iso_date(text: str) -> str:
    """Return a date as YYYY-MM-DD, or --MM-DD where no year is said; empty if it is none."""
    numbers = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text.strip())
    without = re.fullmatch(r"--(\d{2})-(\d{2})", text.strip())
    if without:
        return _checked(0, int(without[1]), int(without[2]))
    if numbers:
        return _checked(*(int(part) for part in numbers.groups()))
    month = re.search(rf"({MONTH})", text, re.IGNORECASE)
    day = re.search(r"(?<!\d)(\d{1,2})(?!\d)", text)
    if not month or not day:
        return ""
    which = next(
        number
        for number, name in enumerate(MONTHS, start=1)
        if name.casefold().startswith(month[1].casefold()[:3])
    )
    year = re.search(r"\d{4}", text)
    return _checked(int(year[0]) if year else 0, which, int(day[1]))


def _checked(year: int, month: int, day: int) -> str:
    try:
        found = date(year or _ANY_LEAP_YEAR, month, day)
    except ValueError:
        return ""
    return found.isoformat() if year else f"--{found:%m-%d}"


def centimetres(text: str) -> str:
    """Return a height given in metres, centimetres or feet and inches as "178 cm"."""
    feet = re.search(r"(\d)\s*(?:'|ft|feet|foot)\s*(\d{1,2})?", text)
    if feet:
        return f"{round(int(feet[1]) * _FOOT + int(feet[2] or 0) * _INCH)} cm"
    number = _number(text)
    return f"{round(number * 100 if number < _METRES else number)} cm"


def kilograms(text: str) -> str:
    """Return a weight given in kilograms or pounds as "71 kg" or "71.5 kg"."""
    pounds = re.search(r"lb|pound", text, re.IGNORECASE)
    number = _number(text) * (_POUND if pounds else 1)
    return f"{number:.1f}".removesuffix(".0") + " kg"


def _number(text: str) -> float:
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else 0.0
