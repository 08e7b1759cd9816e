"""Forms as the browser extension reads them, and what of them memory may fill.

Nothing in here is to be trusted: a page says of itself what it likes. Lengths are bounded so
that no page can make the rest slow.
"""

import enum
from typing import Annotated

import msgspec

Words = Annotated[str, msgspec.Meta(max_length=400)]
Options = Annotated[tuple[tuple[Words, Words], ...], msgspec.Meta(max_length=400)]

MAX_FIELDS = 400


class FieldKind(enum.StrEnum):
    """What a field asks for, by the names of the WHATWG's autofill list where it has one."""

    NAME = "name"
    HONORIFIC_PREFIX = "honorific-prefix"
    GIVEN_NAME = "given-name"
    ADDITIONAL_NAME = "additional-name"
    FAMILY_NAME = "family-name"
    HONORIFIC_SUFFIX = "honorific-suffix"
    PHONETIC_NAME = "phonetic-name"
    NICKNAME = "nickname"
    EMAIL = "email"
    TEL = "tel"
    TEL_COUNTRY_CODE = "tel-country-code"
    TEL_NATIONAL = "tel-national"
    TEL_AREA_CODE = "tel-area-code"
    TEL_LOCAL = "tel-local"
    TEL_LOCAL_PREFIX = "tel-local-prefix"
    TEL_LOCAL_SUFFIX = "tel-local-suffix"
    TEL_EXTENSION = "tel-extension"
    ORGANIZATION = "organization"
    ORGANIZATION_TITLE = "organization-title"
    STREET_ADDRESS = "street-address"
    ADDRESS_LINE1 = "address-line1"
    ADDRESS_LINE2 = "address-line2"
    ADDRESS_LINE3 = "address-line3"
    STREET_NAME = "street-name"
    HOUSE_NUMBER = "house-number"
    APARTMENT = "apartment"
    FLOOR = "floor"
    BUILDING = "building"
    ADDRESS_EXTRA = "address-extra"
    ADDRESS_LEVEL1 = "address-level1"
    ADDRESS_LEVEL2 = "address-level2"
    ADDRESS_LEVEL3 = "address-level3"
    POSTAL_CODE = "postal-code"
    POSTAL_CITY = "postal-city"  # one field for both
    COUNTRY = "country"
    BDAY = "bday"
    BDAY_DAY = "bday-day"
    BDAY_MONTH = "bday-month"
    BDAY_YEAR = "bday-year"
    SEX = "sex"
    LANGUAGE = "language"
    NATIONALITY = "nationality"
    URL = "url"
    USERNAME = "username"
    VAT_NUMBER = "vat-number"
    ID_NUMBER = "id-number"
    LOOKUP = "lookup"  # looks an address up; what is typed is sent off at once
    SEARCH = "search"
    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    CARD = "card"
    PROMO = "promo"
    OTHER = "other"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its own attributes, what stands around it, and whether a person can see it.

    `form` is the place in `Page.forms`, -1 without one. `unseen` says why a person cannot see it
    ("hidden", "small", "away", "covered"). What was typed is never sent: `empty` is all of it.
    """

    id: int
    form: int = -1
    tag: Words = "input"
    type: Words = "text"
    name: Words = ""
    dom_id: Words = ""
    autocomplete: Words = ""
    label: Words = ""
    aria: Words = ""
    described: Words = ""
    group: Words = ""
    header: Words = ""
    placeholder: Words = ""
    title: Words = ""
    before: Words = ""
    after: Words = ""
    hints: Words = ""
    value: Words = ""  # of a radio button or a box to tick: what it stands for
    options: Options = ()  # (value, text)
    max_length: int = 0
    pattern: Words = ""
    input_mode: Words = ""
    required: bool = False
    editable: bool = True
    empty: bool = True
    unseen: Words = ""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    heading: Words = ""
    buttons: Annotated[tuple[Words, ...], msgspec.Meta(max_length=20)] = ()
    names: Words = ""
    method: Words = ""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """All fields of one frame in their order, with the forms they belong to."""

    origin: Words
    path: Words = ""
    title: Words = ""
    language: Words = ""
    forms: Annotated[tuple[Form, ...], msgspec.Meta(max_length=MAX_FIELDS)] = ()
    fields: Annotated[tuple[Field, ...], msgspec.Meta(max_length=MAX_FIELDS)] = ()


class Purpose(enum.StrEnum):
    """What a form is for."""

    LOGIN = "login"
    SIGN_UP = "sign-up"
    SEARCH = "search"
    NEWSLETTER = "newsletter"
    ADDRESS = "address"
    PAYMENT = "payment"
    APPLICATION = "application"
    CONTACT = "contact"
    OTHER = "other"
