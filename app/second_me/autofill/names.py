"""Names in the order and parts that a field wants."""

import re
from typing import Final

from second_me.autofill.words import kinds_in, plain
from second_me.core.forms import Field, FieldKind
from second_me.core.profile import Profile

_FAMILY_FIRST: Final = frozenset({"ja", "zh", "ko", "hu", "vi"})
_UNSPACED: Final = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+$")
_LETTER_ONLY: Final = 1


def full_names(profile: Profile, field: Field, language: str) -> tuple[str, ...]:
    """Return ways to write the whole name, the best for this field first."""
    whole = profile.of("name")
    given, family = profile.of("given_name"), profile.of("family_name")
    if given is None or family is None:
        return (whole.value,) if whole else ()
    between = "" if _UNSPACED.match(given.value + family.value) else " "
    western = f"{given.value}{between}{family.value}"
    reverse = f"{family.value}{between}{given.value}"
    spoken = whole.value if whole else western
    if _asks_family_first(field):
        comma = ", " if "," in field.label + field.placeholder else between
        return (f"{family.value}{comma}{given.value}",)
    if language[:2] in _FAMILY_FIRST:
        return (reverse, western)
    return (spoken, western)


def initials(value: str, field: Field) -> tuple[str, ...]:
    """Return a name, or its first letter where that is all that there is room for."""
    said = plain(f"{field.label} {field.placeholder} {field.name}")
    if field.max_length == _LETTER_ONLY or re.search(r"\binitial\b", said):
        return (value[:1], f"{value[:1]}.")
    return (value,)


def _asks_family_first(field: Field) -> bool:
    """Say whether a label names the family's name before the given one ("Last, first")."""
    said = plain(field.label or field.aria or field.placeholder or field.before)
    first = _place(said, FieldKind.FAMILY_NAME)
    return first >= 0 and _place(said, FieldKind.GIVEN_NAME) > first


def _place(said: str, kind: FieldKind) -> int:
    words = said.split()
    for start in range(len(words)):
        for length in (2, 1):
            part = " ".join(words[start : start + length])
            if any(one is kind and long == len(part) for one, long in kinds_in(part)):
                return start
    return -1
