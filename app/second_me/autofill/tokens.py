"""The `autocomplete` attribute, as the WHATWG's HTML standard defines it (section 4.10.18.7)."""

from typing import Final

from second_me.core.forms import FieldKind

_TOKENS: Final = {
    "name": FieldKind.NAME,
    "honorific-prefix": FieldKind.HONORIFIC_PREFIX,
    "given-name": FieldKind.GIVEN_NAME,
    "additional-name": FieldKind.ADDITIONAL_NAME,
    "family-name": FieldKind.FAMILY_NAME,
    "honorific-suffix": FieldKind.HONORIFIC_SUFFIX,
    "nickname": FieldKind.NICKNAME,
    "username": FieldKind.USERNAME,
    "new-password": FieldKind.PASSWORD,
    "current-password": FieldKind.PASSWORD,
    "one-time-code": FieldKind.CODE,
    "organization-title": FieldKind.ORGANIZATION_TITLE,
    "organization": FieldKind.ORGANIZATION,
    "street-address": FieldKind.STREET_ADDRESS,
    "address-line1": FieldKind.ADDRESS_LINE1,
    "address-line2": FieldKind.ADDRESS_LINE2,
    "address-line3": FieldKind.ADDRESS_LINE3,
    "address-level4": FieldKind.ADDRESS_LEVEL3,
    "address-level3": FieldKind.ADDRESS_LEVEL3,
    "address-level2": FieldKind.ADDRESS_LEVEL2,
    "address-level1": FieldKind.ADDRESS_LEVEL1,
    "country": FieldKind.COUNTRY,
    "country-name": FieldKind.COUNTRY,
    "postal-code": FieldKind.POSTAL_CODE,
    "cc-name": FieldKind.CARD,
    "cc-given-name": FieldKind.CARD,
    "cc-additional-name": FieldKind.CARD,
    "cc-family-name": FieldKind.CARD,
    "cc-number": FieldKind.CARD,
    "cc-exp": FieldKind.CARD,
    "cc-exp-month": FieldKind.CARD,
    "cc-exp-year": FieldKind.CARD,
    "cc-csc": FieldKind.CARD,
    "cc-type": FieldKind.CARD,
    "transaction-currency": FieldKind.OTHER,
    "transaction-amount": FieldKind.OTHER,
    "language": FieldKind.LANGUAGE,
    "bday": FieldKind.BDAY,
    "bday-day": FieldKind.BDAY_DAY,
    "bday-month": FieldKind.BDAY_MONTH,
    "bday-year": FieldKind.BDAY_YEAR,
    "sex": FieldKind.SEX,
    "url": FieldKind.URL,
    "photo": FieldKind.OTHER,
    "tel": FieldKind.TEL,
    "tel-country-code": FieldKind.TEL_COUNTRY_CODE,
    "tel-national": FieldKind.TEL_NATIONAL,
    "tel-area-code": FieldKind.TEL_AREA_CODE,
    "tel-local": FieldKind.TEL_LOCAL,
    "tel-local-prefix": FieldKind.TEL_LOCAL_PREFIX,
    "tel-local-suffix": FieldKind.TEL_LOCAL_SUFFIX,
    "tel-extension": FieldKind.TEL_EXTENSION,
    "email": FieldKind.EMAIL,
    "impp": FieldKind.OTHER,
}
TOKENS: Final = frozenset(_TOKENS)
_AT_THE_END: Final = frozenset({"webauthn"})


def token_of(autocomplete: str) -> FieldKind | None:
    """Return the kind that an `autocomplete` attribute names: its field name is the last word,
    behind "section-…", "shipping", "billing", "home", "work" and the like.
    """
    words = [word for word in autocomplete.casefold().split() if word not in _AT_THE_END]
    return _TOKENS.get(words[-1]) if words else None


def profile_of(autocomplete: str) -> str:
    """Return "work" or "home" where the attribute asks for one of them, else ""."""
    return next((word for word in autocomplete.casefold().split() if word in {"home", "work"}), "")
