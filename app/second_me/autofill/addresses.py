"""Addresses put together from their parts as a form cuts them, in their country's order."""

from collections.abc import Callable
from typing import Final

from second_me.autofill.telephones import country_of
from second_me.core.countries import country, name_of
from second_me.core.forms import Field, FieldKind
from second_me.core.profile import Profile, SlotValue

_NUMBER_FIRST: Final = frozenset(
    {"US", "GB", "IE", "CA", "AU", "NZ", "FR", "IN", "ZA", "SG", "HK", "LU", "MT", "KE", "NG", "PH"}
)
_COMMA: Final = frozenset({"ES", "IT", "PT", "BR"})
_BESIDE: Final = frozenset(
    {FieldKind.ADDRESS_LINE2, FieldKind.APARTMENT, FieldKind.FLOOR, FieldKind.BUILDING}
)

_SLOTS: Final = {
    FieldKind.STREET_NAME: ("street",),
    FieldKind.HOUSE_NUMBER: ("house_number",),
    FieldKind.APARTMENT: ("apartment",),
    FieldKind.ADDRESS_LINE2: ("apartment",),
    FieldKind.ADDRESS_LEVEL1: ("region",),
    FieldKind.ADDRESS_LEVEL2: ("city",),
    FieldKind.POSTAL_CODE: ("postal_code",),
    FieldKind.POSTAL_CITY: ("postal_code", "city"),
    FieldKind.COUNTRY: ("country",),
    FieldKind.STREET_ADDRESS: ("street", "house_number"),
    FieldKind.ADDRESS_LINE1: ("street", "house_number"),
}
KINDS: Final = frozenset(_SLOTS)


def slots_of(kind: FieldKind) -> tuple[str, ...]:
    """Return the slots that a field of an address is filled from."""
    return _SLOTS[kind]


def written(
    kind: FieldKind,
    field: Field,
    mates: frozenset[FieldKind],
    of: Callable[[str], SlotValue | None],
) -> tuple[str, ...]:
    """Return ways to write what a field wants of an address, the best first. `of` gives the
    value of a slot of that one address.
    """

    def part(slot: str) -> str:
        found = of(slot)
        return found.value if found else ""

    where = country(part("country")) or part("country").upper()
    if kind is FieldKind.COUNTRY:
        return tuple(filter(None, (name_of(where), where)))
    if kind is FieldKind.POSTAL_CITY:
        code, city = part("postal_code"), part("city")
        return (f"{code} {city}",) if code and city else ()
    if kind in {FieldKind.STREET_ADDRESS, FieldKind.ADDRESS_LINE1}:
        return _street(kind, field, mates, part, where)
    if kind is FieldKind.POSTAL_CODE:
        code = part("postal_code")
        return tuple(dict.fromkeys(filter(None, (code, code.replace(" ", "").replace("-", "")))))
    value = part(_SLOTS[kind][0])
    return (value,) if value else ()


def home_country(profile: Profile) -> str:
    """Return where somebody lives, as two letters: by their address, else by their number."""
    home = profile.of("country", "home") or profile.of("country")
    if home is not None:
        return country(home.value) or home.value.upper()
    phone = profile.of("phone")
    return country_of(phone.value) if phone else ""


def _street(
    kind: FieldKind,
    field: Field,
    mates: frozenset[FieldKind],
    part: Callable[[str], str],
    where: str,
) -> tuple[str, ...]:
    street, number, apartment = part("street"), part("house_number"), part("apartment")
    if not street:
        return ()
    line = street if FieldKind.HOUSE_NUMBER in mates else _line(street, number, where)
    whole = kind is FieldKind.STREET_ADDRESS or not mates & _BESIDE
    if not apartment or not whole or mates & _BESIDE:
        return (line,)
    between = "\n" if field.tag == "textarea" else ", "
    return (f"{line}{between}{apartment}", line)


def _line(street: str, number: str, where: str) -> str:
    if not number:
        return street
    if where in _NUMBER_FIRST:
        return f"{number} {street}"
    return f"{street}{', ' if where in _COMMA else ' '}{number}"
