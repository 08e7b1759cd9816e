"""Measures in the unit that a field asks for: 178 cm, 1.78 m, 5 ft 10 in; 71 kg, 157 lb."""

import re
from typing import Final

from second_me.core.forms import Field

_VALUE: Final = re.compile(r"(\d+(?:\.\d+)?) (cm|kg)")
_POUND: Final = 0.45359237
_INCH: Final = 2.54
_FOOT: Final = 12
_COMMA: Final = frozenset({"de", "fr", "es", "it", "pt", "nl", "pl", "ru", "da", "sv", "fi", "cs"})
_UNITS: Final = {
    "cm": (
        ("cm", re.compile(r"\bcms?\b|centim|zentim|centím", re.IGNORECASE)),
        ("in", re.compile(r"\binch(?:es)?\b|\bin\)|\(in\b|/ ?in\b", re.IGNORECASE)),
        ("ft", re.compile(r"\bft\b|\bfeet\b|\bfoot\b", re.IGNORECASE)),
        ("m", re.compile(r"\bm\b|\bmet(?:er|re|ro)s?\b|\bmètres?\b", re.IGNORECASE)),
    ),
    "kg": (
        ("kg", re.compile(r"\bkgs?\b|\bkilo", re.IGNORECASE)),
        ("lb", re.compile(r"\blbs?\b|\bpounds?\b", re.IGNORECASE)),
    ),
}
"""The units that a measure may be asked for in, the one that settles it first."""


def written(value: str, field: Field, language: str = "") -> tuple[str, ...]:
    """Return ways to write a measure that is kept in centimetres or kilograms, the best for this
    field first; other values as they are.
    """
    found = _VALUE.fullmatch(value)
    if found is None:
        return (value,)
    number, unit = float(found[1]), found[2]
    asked = _asked(unit, field)
    bare = _number(number, unit, asked or unit)
    if field.type != "number" and language[:2] in _COMMA:
        bare = bare.replace(".", ",")
    plain = field.type == "number" or bool(asked)
    return (bare, value) if plain else (value, bare)


def _asked(unit: str, field: Field) -> str:
    for text in (field.label, field.placeholder, field.after, field.described, field.title):
        said = [name for name, words in _UNITS[unit] if words.search(text)]
        if {"ft", "in"} <= set(said):
            return "ft in"
        if said:
            return said[0]
    return ""


def _number(number: float, unit: str, asked: str) -> str:
    """Return a measure as a number of the unit asked for."""
    if unit == "kg":
        return _short(number / _POUND, 0) if asked == "lb" else _short(number, 1)
    inches = number / _INCH
    feet = int(round(inches) // _FOOT)
    return {
        "m": _short(number / 100, 2),
        "in": _short(inches, 0),
        "ft": _short(inches / _FOOT, 1),
        "ft in": f"{feet}'{round(inches) % _FOOT}\"",
    }.get(asked, _short(number, 0))


def _short(number: float, places: int) -> str:
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if places and places < 2 else text  # noqa: PLR2004
