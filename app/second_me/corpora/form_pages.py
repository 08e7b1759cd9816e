"""Stored pages whose fields are marked with what they ask for, read by the extension's own reader.

DuckDuckGo's test pages (Apache-2.0) and Mozilla's (MPL-2.0).
"""

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.forms import FieldKind, Page
from second_me.core.paths import packaged
from second_me.corpora.browser import reading_script, stored_page_reader

Kinds = frozenset[FieldKind]
Chosen = Callable[[str], bool]

_DUCKDUCKGO: Final = {
    "emailAddress": {FieldKind.EMAIL},
    "username OR emailAddress": {FieldKind.EMAIL, FieldKind.USERNAME},
    "username": {FieldKind.USERNAME},
    "phone": {FieldKind.TEL},
    "firstName": {FieldKind.GIVEN_NAME},
    "middleName": {FieldKind.ADDITIONAL_NAME},
    "lastName": {FieldKind.FAMILY_NAME},
    "fullName": {FieldKind.NAME},
    "addressStreet": {FieldKind.STREET_ADDRESS},
    "addressStreet2": {FieldKind.ADDRESS_LINE2},
    "addressCity": {FieldKind.ADDRESS_LEVEL2},
    "addressProvince": {FieldKind.ADDRESS_LEVEL1},
    "addressPostalCode": {FieldKind.POSTAL_CODE},
    "addressCountryCode": {FieldKind.COUNTRY, FieldKind.TEL_COUNTRY_CODE},
    "birthday": {FieldKind.BDAY},
    "birthdayDay": {FieldKind.BDAY_DAY},
    "birthdayMonth": {FieldKind.BDAY_MONTH},
    "birthdayYear": {FieldKind.BDAY_YEAR},
    "cardName": {FieldKind.CARD},
    "cardNumber": {FieldKind.CARD},
    "cardSecurityCode": {FieldKind.CARD},
    "expiration": {FieldKind.CARD},
    "expirationMonth": {FieldKind.CARD},
    "expirationYear": {FieldKind.CARD},
    "password": {FieldKind.PASSWORD},
    "password.new": {FieldKind.PASSWORD},
    "password.current": {FieldKind.PASSWORD},
    "totp": {FieldKind.CODE},
    "unknown": {FieldKind.OTHER},
}
_MOZILLA: Final = {
    "address-housenumber": FieldKind.HOUSE_NUMBER,
    "address-streetname": FieldKind.STREET_NAME,
    "street": FieldKind.STREET_ADDRESS,
    "country-name": FieldKind.COUNTRY,
    "stair": FieldKind.BUILDING,
    "block": FieldKind.BUILDING,
    "address-extra-housesuffix": FieldKind.ADDRESS_EXTRA,
    "reference-point": FieldKind.ADDRESS_EXTRA,
    "address-level4": FieldKind.ADDRESS_LEVEL3,
    "address-lookup": FieldKind.LOOKUP,
    "postal-code-lookup": FieldKind.LOOKUP,
    "postal-code-or-suburb": FieldKind.LOOKUP,
    "postal-code-and-city": FieldKind.POSTAL_CITY,
    "phonetic-given-name": FieldKind.PHONETIC_NAME,
    "phonetic-family-name": FieldKind.PHONETIC_NAME,
    "loginname": FieldKind.USERNAME,
    "new-password": FieldKind.PASSWORD,
}
_TYPED: Final = {"password": FieldKind.PASSWORD, "search": FieldKind.SEARCH}
_SITE: Final = re.compile(
    r"^(?:(?:QA|GEN)_)?(?:[A-Z]{2}_)?(?:(?:www|shop|store|secure|checkout|account|my|m)\.)?([^.]*)"
)
_PARTS: Final = 5
_SAME: Final = {
    FieldKind.TEL_NATIONAL: FieldKind.TEL,
    FieldKind.ADDRESS_LINE1: FieldKind.STREET_ADDRESS,
    FieldKind.APARTMENT: FieldKind.ADDRESS_LINE2,
}


class MarkedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page with the kinds of its fields, by their place, as people marked them. Several kinds:
    each of them is right. `whole`: what is not marked asks for nothing that was looked for;
    otherwise nothing is known of it.
    """

    name: str
    page: Page
    kinds: dict[int, Kinds]
    whole: bool

    def marks(self, place: int) -> Kinds | None:
        """Return the right kinds of a field, None if nothing is known of it. A street's name is
        asked for with its number where that has no field.
        """
        field = self.page.fields[place]
        found = self.kinds.get(place)
        if found is None:
            typed = _TYPED.get(field.type)
            return frozenset({typed or FieldKind.OTHER}) if typed or self.whole else None
        if found == {FieldKind.USERNAME} and field.type == "email":
            return found | {FieldKind.EMAIL}  # such a field takes nothing else
        if found == {FieldKind.STREET_NAME} and not self._numbered(field.form):
            return frozenset({FieldKind.STREET_ADDRESS})
        return found

    def _numbered(self, form: int) -> bool:
        return any(
            FieldKind.HOUSE_NUMBER in kinds
            for place, kinds in self.kinds.items()
            if self.page.fields[place].form == form
        )


class _Read(msgspec.Struct, frozen=True):
    page: Page | None
    marks: dict[int, str]


def duckduckgo(folder: Path, chosen: Chosen = lambda _: True) -> Iterator[MarkedPage]:
    """Read DuckDuckGo's pages, those whose names are chosen."""
    yield from _read(folder, chosen, "data-manual-scoring", whole=False)


def mozilla(folder: Path, chosen: Chosen = lambda _: True) -> Iterator[MarkedPage]:
    """Read Mozilla's pages, those whose names are chosen: of `training` or `generated`."""
    yield from _read(folder, chosen, "data-moz-autofill-type", whole=True)


def held_back(name: str) -> bool:
    """Return whether a page is kept from training: all pages of a shop, or none."""
    return _hashed(name) % _PARTS == 0


def fold_of(name: str, folds: int) -> int:
    """Return in which of several parts a page is that is trained on, all of a shop in the same."""
    return _hashed(name) // _PARTS % folds


def same_value(kind: FieldKind) -> FieldKind:
    """Return the one of all kinds of fields that the same value goes into."""
    return _SAME.get(kind, kind)


def _hashed(name: str) -> int:
    found = _SITE.match(Path(name).stem)
    return zlib.crc32((found[1] if found else name).encode())


def _read(folder: Path, chosen: Chosen, attribute: str, *, whole: bool) -> Iterator[MarkedPage]:
    script = reading_script(packaged("resources") / "extension") + _SCRIPT
    with stored_page_reader() as browser:
        for file in sorted(folder.glob("*.html")):
            if not chosen(file.name):
                continue
            browser.get(file.absolute().as_uri())
            read = msgspec.json.decode(browser.execute_script(script, attribute), type=_Read)
            if read.page is not None:
                kinds = {
                    place: _kinds(read.marks[field.id])
                    for place, field in enumerate(read.page.fields)
                    if field.id in read.marks
                }
                yield MarkedPage(name=file.name, page=read.page, kinds=kinds, whole=whole)


def _kinds(mark: str) -> Kinds:
    if mark in _DUCKDUCKGO:
        return frozenset(_DUCKDUCKGO[mark])
    if mark.startswith("cc-"):
        return frozenset({FieldKind.CARD})
    return frozenset({_MOZILLA.get(mark) or FieldKind(mark)})


_SCRIPT: Final = """
const page = globalThis.secondMeReader.page();
const marks = {};
for (const [number, field] of globalThis.secondMeReader.fields) {
  const mark = field.getAttribute(arguments[0]);
  if (mark !== null) marks[number] = mark;
}
return JSON.stringify({page, marks});
"""
