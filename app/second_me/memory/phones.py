"""Telephone numbers by the plan of their country (the library phonenumbers), made comparable."""

import re
from typing import Final

import phonenumbers

_FEWEST: Final = 5
_SAME: Final = frozenset(
    {
        phonenumbers.MatchType.EXACT_MATCH,
        phonenumbers.MatchType.NSN_MATCH,
    }
)


def plain_phone(text: str, country: str = "") -> str:
    """Return a number as E.164 ("+4917012345678") where its country is known, from the number
    itself or as the two letters given; else its digits as they were written.
    """
    written = digits(text)
    abroad = f"+{written[2:]}" if written.startswith("00") else written
    number = _parsed(abroad, country or None)
    if number is None:
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(text: str) -> bool:
    """Say whether digits can be a telephone number at all."""
    count = sum(map(str.isdigit, text))
    return _FEWEST <= count <= 15  # noqa: PLR2004  (the most that E.164 allows)


def same_phone(first: str, second: str) -> bool:
    """Say whether two plain numbers are one, be the country said in both, one or neither."""
    if first.lstrip("+") == second.lstrip("+"):
        return True
    return phonenumbers.is_number_match(first, second) in _SAME


def country_of(number: str) -> str:
    """Return the two letters of the country of an E.164 number; "" if it names none."""
    parsed = _parsed(number, None)
    return phonenumbers.region_code_for_number(parsed) or "" if parsed is not None else ""


def digits(text: str) -> str:
    """Return a number as it was written, without spaces and marks."""
    kept = re.sub(r"[^\d+]", "", text)
    return kept[:1] + kept[1:].replace("+", "")


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if not text.startswith("+") and region is None:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
