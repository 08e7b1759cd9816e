"""The value of a profile that a field wants, written as that field takes it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from second_me.autofill import addresses, dates, names, own_slots, telephones
from second_me.autofill.choices import option_for
from second_me.autofill.regions import spellings
from second_me.core.countries import country, name_of
from second_me.core.forms import Field, FieldKind
from second_me.core.profile import Profile, SlotValue

_PLAIN: Final = {
    FieldKind.EMAIL: "email",
    FieldKind.ORGANIZATION: "employer",
    FieldKind.ORGANIZATION_TITLE: "occupation",
    FieldKind.NICKNAME: "nickname",
    FieldKind.HONORIFIC_PREFIX: "honorific_prefix",
    FieldKind.HONORIFIC_SUFFIX: "honorific_suffix",
    FieldKind.GIVEN_NAME: "given_name",
    FieldKind.ADDITIONAL_NAME: "additional_name",
    FieldKind.FAMILY_NAME: "family_name",
    FieldKind.NAME: "name",
    FieldKind.SEX: "sex",
    FieldKind.NATIONALITY: "nationality",
    FieldKind.LANGUAGE: "language",
    FieldKind.URL: "website",
    FieldKind.VAT_NUMBER: "vat",
}
_TEL: Final = frozenset(kind for kind in FieldKind if kind.startswith("tel"))
_BDAY: Final = frozenset(kind for kind in FieldKind if kind.startswith("bday"))
_REPEATS: Final = re.compile(r"[*+]|\{\d*,\d*\}")
_REPEATED_GROUP: Final = re.compile(r"\)(?:[*+?]|\{)")
_BRANCH: Final = re.compile(r"(?<!\()\?|\|")
_MOST_REPEATS, _MOST_BRANCHES = 2, 8
"""No group repeated, few repetitions and choices: what any page writes must not keep us busy."""
_HOME: Final = "home"
_LABELLED: Final = ("", _HOME, "work", "mobile")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A value as it would stand in a field. `shown` is what a person reads: for a list the text
    of the option. `of` are the slots' values that it is made from.
    """

    value: str
    shown: str
    label: str
    of: tuple[SlotValue, ...]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a field stands: the kinds beside it in its form, the page's language and country."""

    mates: frozenset[FieldKind]
    language: str = ""
    country: str = ""


def slot_of(kind: FieldKind) -> tuple[str, ...]:
    """Return the slots that a kind of field is filled from; none if memory has no slot for it."""
    if kind in addresses.KINDS:
        return addresses.slots_of(kind)
    if kind in _TEL:
        return ("phone",)
    if kind in _BDAY:
        return ("birth_date",)
    return (_PLAIN[kind],) if kind in _PLAIN else ()


def values_for(kind: FieldKind, field: Field, profile: Profile, setting: Setting) -> list[Written]:
    """Return what of a profile a field may be filled with, the surest first; nothing that the
    field would not take.
    """
    found: dict[str, Written] = {}
    for label, of, ways in _candidates(kind, field, profile, setting):
        value = _fitting(kind, field, ways, addresses.home_country(profile))
        if value is not None and value not in found:
            found[value] = Written(value=value, shown=_shown(field, value), label=label, of=of)
    return list(found.values())


def values_named(field: Field, profile: Profile, setting: Setting) -> list[Written]:
    """Return what of a profile a field may be filled with that no browser knows but that names a
    slot by its own words.
    """
    slot = own_slots.slot_for(field)
    found: dict[str, Written] = {}
    for label, of, ways in own_slots.candidates(slot, field, profile, setting.language):
        value = _fitting(FieldKind.OTHER, field, ways, "")
        if slot and value is not None and value not in found:
            found[value] = Written(value=value, shown=_shown(field, value), label=label, of=of)
    return list(found.values())


def _candidates(
    kind: FieldKind, field: Field, profile: Profile, setting: Setting
) -> Iterator[tuple[str, tuple[SlotValue, ...], tuple[str, ...]]]:
    """Yield label, slots and spellings of each value that a profile holds for a kind."""
    slots = slot_of(kind)
    if kind in addresses.KINDS:
        yield from _of_addresses(kind, field, profile, setting)
        return
    if kind is FieldKind.NAME:
        of = tuple(filter(None, (profile.of(one) for one in ("name", "given_name", "family_name"))))
        yield "", of[:1], names.full_names(profile, field, setting.language)
        return
    where = setting.country or addresses.home_country(profile)
    for one in profile.values:
        if one.slot not in slots:
            continue
        ways: tuple[str, ...] = (one.value,)
        if kind in _TEL:
            ways = telephones.written(one.value, kind, field, setting.mates, where)
        elif kind in _BDAY:
            day = _day(one.value)
            ways = dates.written(day, kind, field, where) if day else ()
        elif kind in {FieldKind.GIVEN_NAME, FieldKind.ADDITIONAL_NAME}:
            ways = names.initials(one.value, field)
        elif kind is FieldKind.NATIONALITY:
            ways = tuple(filter(None, (one.value, name_of(country(one.value)))))
        yield one.label, (one,), ways


def _of_addresses(
    kind: FieldKind, field: Field, profile: Profile, setting: Setting
) -> Iterator[tuple[str, tuple[SlotValue, ...], tuple[str, ...]]]:
    told = {one.label for one in profile.values if one.slot in {"home", "city", "country"}}
    for label in sorted(told, key=lambda one: _LABELLED.index(one) if one in _LABELLED else 9):
        parts = {one.slot: one for one in reversed(profile.values) if one.label == label}
        ways = addresses.written(kind, field, setting.mates, parts.get)
        if kind is FieldKind.ADDRESS_LEVEL1 and ways:
            where = parts["country"].value if "country" in parts else ""
            ways = spellings(ways[0], where)
        of = tuple(parts[slot] for slot in slot_of(kind) if slot in parts)
        if ways and of:
            yield label or _HOME, of, ways


def _fitting(kind: FieldKind, field: Field, ways: tuple[str, ...], where: str) -> str | None:
    """Return the first spelling that the field takes."""
    if field.tag == "select":
        return option_for(kind, field, ways, where)
    return next((one for one in ways if _takes(field, one)), None)


def _takes(field: Field, value: str) -> bool:
    if not value or (field.max_length and len(value) > field.max_length):
        return False
    if field.type == "number" and not value.replace(".", "", 1).isdecimal():
        return False
    if not field.pattern or not _quick(field.pattern):
        return True
    try:
        return re.fullmatch(field.pattern, value) is not None
    except (re.error, OverflowError):
        return True  # JavaScript's own notation: the page will say so itself


def _quick(pattern: str) -> bool:
    """Say whether a pattern takes no long time for any value."""
    return (
        not _REPEATED_GROUP.search(pattern)
        and "\\1" not in pattern
        and len(_REPEATS.findall(pattern)) <= _MOST_REPEATS
        and len(_BRANCH.findall(pattern)) <= _MOST_BRANCHES
    )


def _shown(field: Field, value: str) -> str:
    return next((text for one, text in field.options if one == value and text), value)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
