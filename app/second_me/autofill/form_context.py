"""What a field asks for beside the others of its form: what it says by itself may be half of it.

Who logs in is known by another name than their own; a street without a field for its number is
asked for with it; what can only be part of an address or a name is nothing of them alone.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from second_me.autofill.words import plain
from second_me.core.forms import Field, FieldKind, Purpose


class Meant(msgspec.Struct, frozen=True):
    """What a field asks for. `confidence` is a chance, 0 to 1; `sure`: it is enough to fill it."""

    kind: FieldKind
    confidence: float
    sure: bool = False


_LOGS_IN: Final = frozenset(
    {
        FieldKind.EMAIL,
        FieldKind.TEL,
        FieldKind.NAME,
        FieldKind.GIVEN_NAME,
        FieldKind.NICKNAME,
        FieldKind.ID_NUMBER,
    }
)
_WITH_NUMBER: Final = frozenset({FieldKind.STREET_ADDRESS, FieldKind.ADDRESS_LINE1})
_STREET: Final = _WITH_NUMBER | {FieldKind.STREET_NAME}
_PLACES: Final = _STREET | {FieldKind.POSTAL_CODE, FieldKind.POSTAL_CITY}
_OF_A_PLACE: Final = frozenset({FieldKind.APARTMENT, FieldKind.FLOOR, FieldKind.BUILDING})
_OF_A_NAME: Final = frozenset({FieldKind.HONORIFIC_PREFIX, FieldKind.HONORIFIC_SUFFIX})
_NAMES: Final = frozenset({FieldKind.NAME, FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME})
_REACHED: Final = _PLACES | {FieldKind.EMAIL, FieldKind.TEL}
_OF_A_CARD: Final = frozenset({FieldKind.BDAY_MONTH, FieldKind.BDAY_YEAR})
_DIAL: Final = re.compile(r"\+\s?\d{1,4}\b")
_CODES: Final = frozenset({"code", "prefix", "vorwahl", "prefisso", "prefijo", "indicatif", "dial"})
_WHOLE: Final = frozenset({"number", "nummer", "numero"})
_SEARCHES: Final = frozenset(
    {"search", "lookup", "find", "seek", "suche", "suchen", "recherche", "rechercher", "buscar",
     "busca", "cerca", "zoek", "zoeken", "sog", "sok", "hae", "szukaj", "hledat", "kereses",
     "търсене", "поиск", "αναζητηση"}
)  # fmt: skip
_OF_BIRTH: Final = (
    "birth", "dob", "bday", "geburt", "naissance", "naiss", "nacimiento", "nascita", "nascimento",
    "geboorte", "fodsel", "fodelse", "syntyma", "urodz", "naroz", "szulet", "naster", "рожд",
    "γεννησ", "dogum",
)  # fmt: skip
_BEFORE, _AFTER = 3, 3
"""Fields before and behind one that belong to the same address or name."""
_ALONE: Final = 0.6
"""What the family's name is worth where nothing asks for a given one: it may be the whole name."""


def in_form(fields: Sequence[Field], meant: Sequence[Meant], purpose: Purpose) -> list[Meant]:
    """Return what the fields of one form ask for, given what each says by itself."""
    kinds = {one.kind for one in meant}
    settled = list(meant)
    for place, one in enumerate(meant):
        near = {
            other.kind
            for step, other in enumerate(meant[max(0, place - _BEFORE) : place + _AFTER + 1])
            if step + max(0, place - _BEFORE) != place
        }
        earlier = {other.kind for other in meant[max(0, place - _BEFORE) : place]}
        for rule in _RULES:
            found = rule(_Here(fields[place], one, kinds, near, earlier, purpose))
            if found is not None:
                settled[place] = found
                break
    return settled


class _Here(msgspec.Struct, frozen=True):
    """One field: the kinds in its form, those near it, and those near it that come before it."""

    field: Field
    meant: Meant
    kinds: set[FieldKind]
    near: set[FieldKind]
    earlier: set[FieldKind]
    purpose: Purpose

    def as_(self, kind: FieldKind) -> Meant:
        return Meant(kind, self.meant.confidence)


def _login(here: _Here) -> Meant | None:
    logs_in = here.purpose is Purpose.LOGIN and here.meant.kind in _LOGS_IN
    return here.as_(FieldKind.USERNAME) if logs_in else None


def _second_line(here: _Here) -> Meant | None:
    said = plain(here.field.label or here.field.placeholder or here.field.aria or here.field.name)
    second = said.endswith(" 2") and here.meant.kind in _STREET and bool(here.earlier & _STREET)
    return here.as_(FieldKind.ADDRESS_LINE2) if second else None


def _street(here: _Here) -> Meant | None:
    numbered = FieldKind.HOUSE_NUMBER in here.near
    if here.meant.kind is FieldKind.STREET_NAME:
        return None if numbered else here.as_(FieldKind.ADDRESS_LINE1)
    if here.meant.kind in _WITH_NUMBER and numbered and FieldKind.STREET_NAME not in here.near:
        return Meant(FieldKind.STREET_NAME, here.meant.confidence * _ALONE)
    return None


def _dial(here: _Here) -> Meant | None:
    """A list of countries with their dialling codes asks for one of those, and what is called a
    code or a prefix does not ask for a whole number.
    """
    kind, options = here.meant.kind, here.field.options
    dials = sum(bool(_DIAL.search(text) or _DIAL.search(value)) for value, text in options)
    if kind is FieldKind.COUNTRY and 2 * dials > len(options):
        return here.as_(FieldKind.TEL_COUNTRY_CODE)
    if kind is FieldKind.TEL:
        said = plain(f"{here.field.label} {here.field.name} {here.field.dom_id}").split()
        if _CODES & set(said) and not _WHOLE & set(said):
            return Meant(kind, here.meant.confidence * _ALONE)
    return None


def _part_of_address(here: _Here) -> Meant | None:
    if here.meant.kind is FieldKind.HOUSE_NUMBER and not here.near & _STREET:
        return here.as_(FieldKind.OTHER)
    if here.meant.kind in _OF_A_PLACE and not here.kinds & _PLACES:
        return here.as_(FieldKind.OTHER)
    return None


def _card(here: _Here) -> Meant | None:
    beside = FieldKind.CARD in here.near
    expiry = here.meant.kind in _OF_A_CARD and beside
    if here.meant.kind in _NAMES and (
        (here.purpose is Purpose.PAYMENT and not here.kinds & _PLACES)
        or (beside and not here.near & _REACHED)
    ):
        return here.as_(FieldKind.CARD)
    return here.as_(FieldKind.CARD) if expiry and FieldKind.BDAY_DAY not in here.near else None


def _birth(here: _Here) -> Meant | None:
    """A month and a year without a day are a card's, save where they speak of birth."""
    if here.meant.kind not in _OF_A_CARD or FieldKind.BDAY_DAY in here.near:
        return None
    said = plain(f"{here.field.label} {here.field.group} {here.field.name} {here.field.dom_id}")
    if any(word in said for word in _OF_BIRTH):
        return None
    return Meant(here.meant.kind, here.meant.confidence * _ALONE)


def _lookup(here: _Here) -> Meant | None:
    """What is typed into a field that searches for an address is sent off at once."""
    said = plain(here.field.label or here.field.placeholder).split()
    searches = here.meant.kind in _PLACES and bool(_SEARCHES & set(said))
    return here.as_(FieldKind.LOOKUP) if searches else None


def _name(here: _Here) -> Meant | None:
    kind = here.meant.kind
    if kind in _OF_A_NAME and not here.kinds & _NAMES:
        return here.as_(FieldKind.OTHER)
    family, given = FieldKind.FAMILY_NAME in here.near, FieldKind.GIVEN_NAME in here.near
    if kind is FieldKind.NAME and family and not given:
        return here.as_(FieldKind.GIVEN_NAME)
    if kind is FieldKind.FAMILY_NAME and not here.kinds & (_NAMES - {kind}):
        return Meant(kind, here.meant.confidence * _ALONE)
    return None


_RULES: Final[tuple[Callable[[_Here], Meant | None], ...]] = (
    _login,
    _second_line,
    _street,
    _dial,
    _part_of_address,
    _card,
    _birth,
    _lookup,
    _name,
)
