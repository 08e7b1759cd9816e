"""Fields of somebody's profile found by name: "passport", "work phone", "Lena's birthday"."""

import re
from typing import Final

from second_me.autofill.values import slot_of
from second_me.autofill.words import kinds_in, phrases, plain
from second_me.core.clock import Timestamp
from second_me.core.profile import Profile
from second_me.core.protocol.fill import FillProfile, FillProfiles, ProfileField, ProfileFields
from second_me.memory.aliases import Aliases
from second_me.memory.profile import profile_of
from second_me.memory.slot_statements import slots_begun
from second_me.vault.session import Session

_SHORTEST: Final = 3
_MOST: Final = 5
_WHOSE: Final = re.compile(r"(?P<whose>.{2,60}?)['\u2019]s?\s+(?P<field>.+)")
_OF: Final = re.compile(r"(?P<field>.+?)\s+of\s+(?P<whose>.{2,60})")
_LABELS: Final = {
    "work": "work", "office": "work", "business": "work",
    "home": "home", "private": "home", "mobile": "mobile", "cell": "mobile",
}  # fmt: skip
_SHOWN_AS: Final = {"workplace": "home"}
_FORM_LABELS: Final = ("home", "work")


def find(session: Session, words: str, now: Timestamp) -> ProfileFields:
    """Return the fields that words name, the nearest first."""
    subject, field = _whose(session, words, now)
    field = plain(field)
    field = field.removeprefix("my ")
    if len(field) < _SHORTEST and not any(ord(letter) > 0x2FFF for letter in field):  # noqa: PLR2004
        return ProfileFields(fields=())
    label = _LABELS.get(field.split(" ", maxsplit=1)[0], "")
    slots = _slots(field) or (_slots(field.partition(" ")[2]) if label else ())
    if not slots:
        return ProfileFields(fields=())
    profile = profile_of(session, subject, now)
    found = [one for slot in slots for one in _fields(profile, slot, owner=not subject)]
    found.sort(key=lambda one: bool(label) and one.label != label)
    return ProfileFields(fields=tuple(dict.fromkeys(found))[:_MOST])


def profiles(session: Session, now: Timestamp) -> FillProfiles:
    """Return whose values forms can be filled with, the person first."""
    owner = Aliases.read(session).owner
    values = profile_of(session, "", now).values
    labels = tuple(one for one in _FORM_LABELS if any(value.label == one for value in values))
    known = [name for name, _ in session.facts.slot_subjects() if name not in {owner, "You"}]
    first = FillProfile(subject=owner, owner=True, labels=labels)
    return FillProfiles(profiles=(first, *(FillProfile(subject=name) for name in known)))


def _whose(session: Session, words: str, now: Timestamp) -> tuple[str, str]:
    """Return whose field is meant ("" for the person) and what the field is called."""
    said = " ".join(words.split())
    aliases = Aliases.read(session)
    for way in (_WHOSE, _OF):
        found = way.fullmatch(said)
        if found:
            name = found["whose"]
            whom = aliases.canonical(name)
            own = name.casefold() in _own_names(session, aliases.owner, now)
            if own or aliases.knows(name) or whom != name:
                return ("" if own or whom == aliases.owner else whom), found["field"]
    return "", said


def _own_names(session: Session, owner: str, now: Timestamp) -> set[str]:
    """Return what the person goes by, in small letters."""
    values = profile_of(session, "", now).values
    names = (one.value for one in values if one.slot in {"name", "given_name", "nickname"})
    return {owner.casefold(), *(name.casefold() for name in names)}


def _slots(field: str) -> tuple[str, ...]:
    """Return the slots that a name of a field stands for, in any language that forms have."""
    spoken = [
        slot
        for kind, length in sorted(kinds_in(field), key=lambda one: -one[1])
        if length >= len(field) > 0
        for slot in slot_of(kind)
    ]
    begun = [
        slot
        for kind, said in (phrases().items() if len(field) > _SHORTEST else ())
        if any(plain(one.removeprefix("=")).startswith(field) for one in said)
        for slot in slot_of(kind)
    ]
    named = field.replace(" ", "_")
    return tuple(dict.fromkeys((*slots_begun(field), *spoken, *begun, named)))


def _fields(profile: Profile, slot: str, *, owner: bool) -> list[ProfileField]:
    shown = _SHOWN_AS.get(slot, slot)
    return [
        ProfileField(
            subject=profile.subject,
            slot=one.slot,
            value=one.value,
            label=one.label,
            owner=owner,
            confirmed=one.confirmed and not one.disputed,
            facts=() if one.fact_id is None else (one.fact_id,),
        )
        for one in profile.values
        if one.slot == shown and (slot != "workplace" or one.label == "work")
    ]
