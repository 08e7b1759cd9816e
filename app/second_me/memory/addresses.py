"""The parts of an address written in one line, as far as its words tell them apart."""

import re
from typing import Final

import msgspec

from second_me.core.countries import country

_STREET: Final = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|square|sq"
    r"|terrace|way|close|crescent|highway|hwy|parkway|alley|row|walk|gardens?|quay|hill"
    r"|rua|avenida|av|calle|via|viale|piazza|corso|rue|allée|chemin|ulica|ul"
)
_IS_STREET: Final = re.compile(
    rf"\b(?:{_STREET})\b\.?|\w(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|straat|gatan|vej)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?:\b(?:no\.?|number|nr\.?|№) ?(\d+[a-z]?(?:[-/]\d+)?)\b"
    r"|^(\d+[a-z]?(?:[-/]\d+[a-z]?)?)\b(?! ?(?:st|nd|rd|th)\b)"
    r"|\b(\d+[a-z]?(?:[-/]\d+[a-z]?)?)$)",
    re.IGNORECASE,
)
_APARTMENT: Final = re.compile(
    r"\b(?:apartment|apt\.?|flat|unit|suite|room|floor|fl\.?)\s?#?\w+|#\s?\w+"
    r"|\b\d+(?:st|nd|rd|th) floor\b",
    re.IGNORECASE,
)
_POST: Final = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4} ?[A-Z]{2}\b(?! \w)"
    r"|\d{5}(?:-\d{3,4})?|\d{4}-\d{3}|\d{3} ?\d{2}|\d{6}|\d{4}|\d{3}-\d{4})\b"
)
_REGION: Final = re.compile(
    r"\b(?:province|county|region|oblast|prefecture|canton|special administrative region)\b"
    r"|^[A-Z]{2}$",
    re.IGNORECASE,
)
_CITY: Final = re.compile(r"\b(?:city|municipality|town)\b", re.IGNORECASE)

_TWO: Final = 2


class Address(msgspec.Struct, kw_only=True):
    """An address in one line and its parts; empty where they are not said. `country` is two
    letters. A street holds no house number.
    """

    line: str
    street: str = ""
    house_number: str = ""
    apartment: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


def parse(text: str) -> Address:
    """Return the parts of an address such as "12 Rose Lane, Apt 3, Leeds LS1 4AP, UK"."""
    address = Address(line=" ".join(text.split()).strip(" ,.;"))
    left = [part.strip() for part in re.split(r"[,;\n]", address.line) if part.strip()]
    if left and (code := country(left[-1])):
        address.country = code
        left = left[:-1]
    left = _street(address, left)
    places = [part for part in (_without_code(address, part) for part in left) if part]
    _region_and_city(address, places)
    return address


def _street(address: Address, left: list[str]) -> list[str]:
    """Take street, house number and apartment out of the parts; return the others."""
    others = []
    for part in left:
        found = _APARTMENT.search(part)
        rest = part
        if found and not address.apartment and not _IS_STREET.search(found[0]):
            address.apartment = found[0]
            rest = part.replace(found[0], "").strip(" ,")
        if rest and not address.street and _IS_STREET.search(rest) and not _CITY.search(rest):
            _numbered(address, rest)
        elif address.street and not address.house_number and _only_number(rest):
            address.house_number = next(filter(None, _NUMBER.search(rest).groups()), rest)  # type: ignore[union-attr]
        elif rest:
            others.append(rest)
    return others


def _numbered(address: Address, part: str) -> None:
    number = _NUMBER.search(part)
    if number is None:
        address.street = part
        return
    address.house_number = next(filter(None, number.groups()), "")
    address.street = " ".join(part.replace(number[0], " ").split()).strip(" ,")


def _only_number(part: str) -> bool:
    found = _NUMBER.search(part)
    return found is not None and len(found[0]) == len(part)


def _without_code(address: Address, part: str) -> str:
    found = _POST.search(part)
    if found is None or address.postal_code:
        return part
    address.postal_code = found[0]
    return part.replace(found[0], " ").strip(" ,")


def _region_and_city(address: Address, places: list[str]) -> None:
    """Tell region and city apart: by their words, else the city comes first."""
    for place in places:
        if not address.region and _REGION.search(place) and len(places) > 1:
            address.region = place
        elif not address.city and _CITY.search(place):
            address.city = place
    plain = [one for one in places if one not in {address.region, address.city}]
    if not address.city and plain:
        # "Alfama, Lisbon, Lisboa": the last of several is the region, the one before it the city.
        address.city = plain[0] if address.region or len(plain) <= _TWO else plain[-2]
    if not address.region and len(plain) > 1 and plain[-1] != address.city:
        address.region = plain[-1]
