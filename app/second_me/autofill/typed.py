"""What a person typed into a form tells of them: whole names, addresses and numbers from parts."""

from collections.abc import Mapping
from typing import Final

import msgspec

from second_me.autofill.tokens import profile_of
from second_me.autofill.understanding import NEVER, Understood
from second_me.core.forms import Field, FieldKind, Page, Purpose

_WHOLE: Final = {
    FieldKind.NAME: "name",
    FieldKind.EMAIL: "email",
    FieldKind.TEL: "phone",
    FieldKind.TEL_NATIONAL: "phone",
    FieldKind.BDAY: "birth_date",
    FieldKind.ORGANIZATION: "employer",
    FieldKind.ORGANIZATION_TITLE: "occupation",
    FieldKind.NICKNAME: "nickname",
    FieldKind.SEX: "sex",
    FieldKind.NATIONALITY: "nationality",
    FieldKind.LANGUAGE: "language",
    FieldKind.URL: "website",
    FieldKind.VAT_NUMBER: "vat",
}
_STREETS: Final = (
    FieldKind.STREET_ADDRESS,
    FieldKind.ADDRESS_LINE1,
    FieldKind.STREET_NAME,
)
_OF_AN_ADDRESS: Final = frozenset(
    {
        *_STREETS,
        FieldKind.HOUSE_NUMBER,
        FieldKind.APARTMENT,
        FieldKind.ADDRESS_LINE2,
        FieldKind.POSTAL_CODE,
        FieldKind.POSTAL_CITY,
        FieldKind.ADDRESS_LEVEL2,
        FieldKind.COUNTRY,
    }
)
_OF_A_NAME: Final = frozenset({FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME})
_OF_A_DAY: Final = (FieldKind.BDAY_YEAR, FieldKind.BDAY_MONTH, FieldKind.BDAY_DAY)
_TELLING: Final = (
    frozenset(_WHOLE)
    | _OF_AN_ADDRESS
    | _OF_A_NAME
    | frozenset(_OF_A_DAY)
    | {FieldKind.TEL_COUNTRY_CODE}
)
_UNTOLD: Final = frozenset({Purpose.LOGIN, Purpose.PAYMENT, Purpose.SEARCH})


class Told(msgspec.Struct, frozen=True):
    """A value for a slot, as it was typed."""

    slot: str
    value: str
    label: str = ""


def learnable(page: Page, understood: Understood) -> tuple[int, ...]:
    """Return the numbers of the fields that memory has a place for: no secret ones, none that
    nobody sees, none of a login or a payment.
    """
    return tuple(
        field.id
        for field, meant in zip(page.fields, understood.fields, strict=True)
        if meant.kind in _TELLING
        and meant.kind not in NEVER
        and meant.sure
        and not field.unseen
        and not field.empty
        and understood.purposes[field.form] not in _UNTOLD
    )


def told(page: Page, understood: Understood, typed: Mapping[int, str]) -> tuple[Told, ...]:
    """Return what typed values tell, form by form."""
    may = frozenset(learnable(page, understood))
    forms: dict[tuple[int, str], dict[FieldKind, str]] = {}
    for field, meant in zip(page.fields, understood.fields, strict=True):
        value = _spoken(field, typed.get(field.id, "")).strip()
        if value and field.id in may:
            label = profile_of(field.autocomplete)
            forms.setdefault((field.form, label), {}).setdefault(meant.kind, value)
    found = (one for (_, label), values in forms.items() for one in _of_form(values, label))
    return tuple(dict.fromkeys(found))


def _of_form(values: Mapping[FieldKind, str], label: str) -> list[Told]:
    found = [
        Told(slot, values[kind], label if slot in {"phone", "email"} else "")
        for kind, slot in _WHOLE.items()
        if kind in values and slot != "phone"
    ]
    number = values.get(FieldKind.TEL) or values.get(FieldKind.TEL_NATIONAL)
    if number:
        code = values.get(FieldKind.TEL_COUNTRY_CODE, "")
        dial = "".join(letter for letter in code if letter.isdigit())
        whole = f"+{dial} {number.lstrip('0')}" if dial and not number.startswith("+") else number
        found.append(Told("phone", whole, label))
    if values.keys() >= _OF_A_NAME and FieldKind.NAME not in values:
        name = f"{values[FieldKind.GIVEN_NAME]} {values[FieldKind.FAMILY_NAME]}"
        found.append(Told("name", name))
    if all(kind in values for kind in _OF_A_DAY):
        found.append(Told("birth_date", "-".join(values[kind].zfill(2) for kind in _OF_A_DAY)))
    address = _address(values)
    if address:
        found.append(Told("workplace" if label == "work" else "home", address))
    return found


def _address(values: Mapping[FieldKind, str]) -> str:
    """Return an address on one line, if there is a street and a town."""
    street = next((values[kind] for kind in _STREETS if kind in values), "")
    code, city = values.get(FieldKind.POSTAL_CODE, ""), values.get(FieldKind.ADDRESS_LEVEL2, "")
    town = values.get(FieldKind.POSTAL_CITY, "") or f"{code} {city}".strip()
    if not street or not town:
        return ""
    line = f"{street} {values.get(FieldKind.HOUSE_NUMBER, '')}".strip()
    flat = values.get(FieldKind.APARTMENT) or values.get(FieldKind.ADDRESS_LINE2, "")
    parts = (line.replace("\n", ", "), flat, town, values.get(FieldKind.COUNTRY, ""))
    return ", ".join(filter(None, parts))


def _spoken(field: Field, value: str) -> str:
    """Return what a person reads where they choose from a list."""
    return next((text for one, text in field.options if one == value and text), value)
