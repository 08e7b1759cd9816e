"""What each field of a page asks for, how sure that is, and what each form is for."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from second_me.autofill.classifier import Classifier
from second_me.autofill.form_context import Meant, in_form
from second_me.autofill.purposes import purpose_of
from second_me.autofill.tokens import token_of
from second_me.autofill.words import kinds_in, plain
from second_me.core.forms import Field, FieldKind, Form, Page, Purpose

NEVER: Final = frozenset(
    {
        FieldKind.PASSWORD,
        FieldKind.CARD,
        FieldKind.CODE,
        FieldKind.SEARCH,
        FieldKind.PROMO,
        FieldKind.LOOKUP,
    }
)
"""What is never filled, whatever memory holds."""

FILLABLE: Final = frozenset(
    {
        FieldKind.NAME,
        FieldKind.HONORIFIC_PREFIX,
        FieldKind.GIVEN_NAME,
        FieldKind.ADDITIONAL_NAME,
        FieldKind.FAMILY_NAME,
        FieldKind.HONORIFIC_SUFFIX,
        FieldKind.EMAIL,
        FieldKind.TEL,
        FieldKind.TEL_COUNTRY_CODE,
        FieldKind.TEL_NATIONAL,
        FieldKind.TEL_AREA_CODE,
        FieldKind.TEL_LOCAL,
        FieldKind.TEL_LOCAL_PREFIX,
        FieldKind.TEL_LOCAL_SUFFIX,
        FieldKind.TEL_EXTENSION,
        FieldKind.ORGANIZATION,
        FieldKind.ORGANIZATION_TITLE,
        FieldKind.STREET_ADDRESS,
        FieldKind.ADDRESS_LINE1,
        FieldKind.ADDRESS_LINE2,
        FieldKind.STREET_NAME,
        FieldKind.HOUSE_NUMBER,
        FieldKind.APARTMENT,
        FieldKind.ADDRESS_LEVEL1,
        FieldKind.ADDRESS_LEVEL2,
        FieldKind.POSTAL_CODE,
        FieldKind.POSTAL_CITY,
        FieldKind.COUNTRY,
        FieldKind.BDAY,
        FieldKind.BDAY_DAY,
        FieldKind.BDAY_MONTH,
        FieldKind.BDAY_YEAR,
    }
)
"""What memory can fill by a slot: names, contact, address, birth date, organisation."""

_SECRET_TYPES: Final = {"password": FieldKind.PASSWORD, "search": FieldKind.SEARCH}
_GUARDED: Final = frozenset(
    {FieldKind.CARD, FieldKind.CODE, FieldKind.PASSWORD, FieldKind.USERNAME}
)
_TICKED: Final = frozenset({"checkbox", "radio"})
_CERTAIN: Final = 0.99
_ALIKE: Final = (
    frozenset({FieldKind.TEL, FieldKind.TEL_NATIONAL}),
    frozenset({FieldKind.STREET_ADDRESS, FieldKind.ADDRESS_LINE1, FieldKind.STREET_NAME}),
    frozenset({FieldKind.ADDRESS_LINE2, FieldKind.APARTMENT}),
)
"""Kinds that the form around a field tells apart, and that get the same value: as sure as all of
them together.
"""
_AGREED: Final = 0.5
_DISAGREED: Final = 0.9
_EITHER: Final = 0.5
_SPOKEN: Final = 0.8
_NAMED: Final = 0.9
_REACHED: Final = frozenset({FieldKind.EMAIL, FieldKind.TEL, FieldKind.USERNAME})
"""Of which a field may take either: then it is the person who says which."""
_NAMES: Final = frozenset({FieldKind.NAME, FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME})


class Understood(msgspec.Struct, frozen=True):
    """A page's fields and forms, in their order. Fields in no form are taken as one form, last."""

    fields: tuple[Meant, ...]
    purposes: tuple[Purpose, ...]


def understand(page: Page, classifier: Classifier) -> Understood:
    """Tell what all fields of a page ask for."""
    chances = classifier.chances(page.fields)
    fields = [
        _meant(field, row, classifier.kinds)
        for field, row in zip(page.fields, chances, strict=True)
    ]
    purposes = []
    for number, form in (*enumerate(page.forms), (-1, Form(heading=page.title))):
        places = [place for place, field in enumerate(page.fields) if field.form == number]
        purpose = purpose_of(
            form,
            [page.fields[place] for place in places],
            [fields[place].kind for place in places],
        )
        purposes.append(purpose)
        settled = in_form(
            [page.fields[place] for place in places], [fields[place] for place in places], purpose
        )
        for place, meant in zip(places, settled, strict=True):
            fields[place] = meant
    told = (
        msgspec.structs.replace(one, sure=_sure(field, one, classifier))
        for field, one in zip(page.fields, fields, strict=True)
    )
    return Understood(tuple(told), tuple(purposes))


def _sure(field: Field, meant: Meant, classifier: Classifier) -> bool:
    """Say whether a field is taken for its kind: by what is known of the kind, or since its whole
    label is a known name of it and nothing speaks against that.
    """
    by_name = meant.confidence >= _NAMED and _spoken(field) is meant.kind
    return by_name or meant.confidence >= classifier.sure_from(meant.kind)


def _meant(
    field: Field, chances: np.ndarray[tuple[int], np.dtype[np.float32]], kinds: Sequence[FieldKind]
) -> Meant:
    if field.type in _SECRET_TYPES:
        return Meant(_SECRET_TYPES[field.type], 1.0)
    guarded = guard(field)
    if guarded is not None:
        return Meant(guarded, _CERTAIN)
    kind = kinds[int(chances.argmax())]
    alike = next((group for group in _ALIKE if kind in group), frozenset({kind}))
    together = sum(float(chances[kinds.index(one)]) for one in alike)
    confidence = _agreed(field, kind, together)
    spoken = _spoken(field)
    known = spoken is kind and kind not in _REACHED | {FieldKind.NAME}
    other_name = spoken is not FieldKind.NAME and {spoken, kind} <= _NAMES
    if confidence < _SPOKEN and (known or other_name):
        kind, confidence = spoken, _SPOKEN
    token = token_of(field.autocomplete)
    if token is not None and token in NEVER:
        return Meant(token, 1.0)
    if field.type in _TICKED and kind not in {FieldKind.HONORIFIC_PREFIX, FieldKind.SEX}:
        return Meant(FieldKind.OTHER, _CERTAIN)
    if token is not None and token in kinds and kind != token:
        # A page that names a field is believed, unless all that stands on it says otherwise.
        believed = float(chances[kinds.index(token)])
        return Meant(token, 1 - confidence / 2) if believed > 1 - _CERTAIN else Meant(
            kind, confidence
        )  # fmt: skip
    return Meant(kind, confidence)


def _agreed(field: Field, kind: FieldKind, chance: float) -> float:
    """Return how sure a kind is, given a chance and what the words on the field say by
    themselves: the longest phrase of the first text that says anything.
    """
    for text in (field.label, field.aria, field.placeholder, field.name, field.dom_id):
        said = list(kinds_in(plain(text)))
        if said:
            if kind in _REACHED and len(_REACHED & {one for one, _ in said}) > 1:
                return chance * _EITHER
            longest = max(length for _, length in said)
            agrees = kind in {one for one, length in said if length == longest}
            return 1 - (1 - chance) * _AGREED if agrees else chance * _DISAGREED
    return chance


def _spoken(field: Field) -> FieldKind:
    """Return the one kind that a whole label is a known name of."""
    label = plain(field.label or field.aria or field.placeholder or field.header)
    named = {kind for kind, length in kinds_in(label) if length >= len(label) > 0}
    return named.pop() if len(named) == 1 else FieldKind.OTHER


def guard(field: Field) -> FieldKind | None:
    """Return what a field must not be taken for anything else than, by plain words on it: a card,
    a code, a password, the name that one logs in with.
    """
    for text in (field.label, field.aria, field.placeholder, field.name, field.dom_id):
        said = sorted(kinds_in(plain(text)), key=lambda one: -one[1])
        if not said:
            continue
        longest = {kind for kind, length in said if length == said[0][1]}
        if longest <= _GUARDED:
            return min(longest)
    return None
