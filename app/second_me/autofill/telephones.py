"""Telephone numbers as a field wants them: international, national, or one part of several."""

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat

from second_me.core.forms import Field, FieldKind

_NORTH_AMERICA: Final = 1
_SPLIT: Final = (3, 6)
_MATES: Final = frozenset(
    {
        FieldKind.TEL_COUNTRY_CODE,
        FieldKind.TEL_AREA_CODE,
        FieldKind.TEL_LOCAL,
        FieldKind.TEL_LOCAL_PREFIX,
    }
)


def written(
    number: str, kind: FieldKind, field: Field, mates: frozenset[FieldKind], country: str
) -> tuple[str, ...]:
    """Return ways to write a number (E.164, or digits as given), the best first; none where a
    part is asked for that cannot be told. `country` is the form's, by its two letters.
    """
    parsed = _parse(number, country)
    if parsed is None:
        return (number,) if kind in {FieldKind.TEL, FieldKind.TEL_NATIONAL} else ()
    whole = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    bare = phonenumbers.national_significant_number(parsed)
    if kind is FieldKind.TEL_COUNTRY_CODE:
        code = str(parsed.country_code)
        return (f"+{code}", code, f"00{code}")
    if kind is FieldKind.TEL_EXTENSION:
        return (parsed.extension,) if parsed.extension else ()
    area = phonenumbers.length_of_geographical_area_code(parsed)
    if kind is FieldKind.TEL and not mates & _MATES:
        return _whole(parsed, whole, bare, field, country)
    if kind in {FieldKind.TEL, FieldKind.TEL_NATIONAL} and FieldKind.TEL_AREA_CODE not in mates:
        return (bare, _digits(_national(parsed)))
    return _part(kind, bare, area, parsed.country_code or 0)


def country_of(number: str) -> str:
    """Return the country of a number in E.164, as two letters; "" if it has none."""
    parsed = _parse(number, "")
    return (phonenumbers.region_code_for_number(parsed) or "") if parsed else ""


def _whole(
    parsed: phonenumbers.PhoneNumber, whole: str, bare: str, field: Field, country: str
) -> tuple[str, ...]:
    national = _national(parsed)
    local = phonenumbers.region_code_for_number(parsed) == country
    spaced = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    if "+" in field.placeholder or (not local and "+" not in field.pattern):
        return (whole, spaced, _digits(whole))
    if local and field.placeholder:
        return (national, _digits(national), whole, bare)
    return (whole, _digits(national), bare, national) if not local else (
        _digits(national), national, bare, whole,
    )  # fmt: skip


def _part(kind: FieldKind, bare: str, area: int, country_code: int) -> tuple[str, ...]:
    cut = area or (_SPLIT[0] if country_code == _NORTH_AMERICA else 0)
    if not cut:
        return ()
    middle = cut + 3
    parts = {
        FieldKind.TEL_AREA_CODE: bare[:cut],
        FieldKind.TEL: bare[cut:],
        FieldKind.TEL_NATIONAL: bare[cut:],
        FieldKind.TEL_LOCAL: bare[cut:],
        FieldKind.TEL_LOCAL_PREFIX: bare[cut:middle],
        FieldKind.TEL_LOCAL_SUFFIX: bare[middle:],
    }
    return (parts[kind],) if parts.get(kind) else ()


def _parse(number: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


def _national(parsed: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter.isdigit())
