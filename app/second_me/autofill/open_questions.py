"""Fields that no slot fills: what memory is asked for them, and how its answer fits into one.

A page can ask whatever it likes in these words. What comes of it is a draft that the person sees
before anything is filled, and is never ticked beforehand.
"""

import re
from typing import Final

from second_me.autofill.choices import option_for
from second_me.autofill.form_context import Meant
from second_me.autofill.understanding import NEVER
from second_me.autofill.words import kinds_in, plain
from second_me.core.forms import Field, FieldKind, Purpose

MOST: Final = 30
"""Questions that are asked for one form."""

_TYPES: Final = frozenset(
    {"text", "textarea", "number", "select-one", "url", "email", "tel", "date", "month"}
)
_SHUT: Final = frozenset({Purpose.LOGIN, Purpose.SEARCH, Purpose.NEWSLETTER, Purpose.PAYMENT})
_ASIDE: Final = re.compile(
    r"\((?:optional|required|if any|[^)]*characters[^)]*)\)|[*:]+\s*$", re.IGNORECASE
)
_PLEASE: Final = re.compile(
    r"^(?:please )?(?:enter|provide|state|specify|describe|tell us|give) ", re.IGNORECASE
)
_TO_ME: Final = (
    (re.compile(r"\b(?:are you|you are)\b", re.IGNORECASE), "am I"),
    (re.compile(r"\byour\b", re.IGNORECASE), "my"),
    (re.compile(r"\byours\b", re.IGNORECASE), "mine"),
    (re.compile(r"\byou\b", re.IGNORECASE), "I"),
)
_ASKS: Final = re.compile(
    r"^(?:who|whom|whose|what|when|where|which|why|how|do|does|did|are|is|was|were|have|has|had|can"
    r"|could|will|would)\b",
    re.IGNORECASE,
)
_NEVER: Final = NEVER | {FieldKind.USERNAME}
_ABOUT: Final = frozenset({FieldKind.OTHER, FieldKind.SEARCH, FieldKind.PROMO, FieldKind.CODE})
_CITED: Final = re.compile(r"\s*\[\d+\]")
_NUMBER: Final = re.compile(r"-?\d[\d,.]*\d|\d")
_LONGEST: Final = 200


def question_for(field: Field, meant: Meant, purpose: Purpose, subject: str = "") -> str:
    """Return what memory is to be asked for a field, as the person would ask it of themselves (or
    of `subject`); "" where nothing is: the field is the site's own matter, or says too little.
    """
    if purpose in _SHUT or meant.kind in _NEVER or field.type not in _TYPES:
        return ""
    said = _ASIDE.sub("", _words(field)).strip()
    if len(plain(said).split()) == 0 or len(said) > _LONGEST or _the_sites(said):
        return ""
    if said.endswith("?") or _ASKS.match(said):
        return _of(f"{said.rstrip('?')}?", subject)
    thing = _PLEASE.sub("", said)
    thing = re.sub(r"^(?:your|the|my) ", "", thing[:1].lower() + thing[1:], flags=re.IGNORECASE)
    return f"What is {_whose(subject)} {thing}?"


def value_of(field: Field, answer: str) -> str:
    """Return an answer as it fits into its field, "" if it does not."""
    said = _CITED.sub("", answer).strip()
    if field.tag == "select":
        ways = (said, *said.replace(",", " ").split())
        return option_for(FieldKind.OTHER, field, ways, "") or ""
    if field.type == "number":
        found = _NUMBER.search(said)
        said = found[0].replace(",", "") if found else ""
    elif not long(field):
        said = said.rstrip(".")
    return said if not field.max_length or len(said) <= field.max_length else ""


def long(field: Field) -> bool:
    """Say whether a field wants whole sentences."""
    return field.tag == "textarea"


def _words(field: Field) -> str:
    words = (field.label, field.aria, field.placeholder, field.header, field.title, field.before)
    return next(filter(None, words), "")


def _the_sites(said: str) -> bool:
    """Say whether all of a label is a word for what the site alone can know, as "quantity"."""
    label = plain(said)
    whole = {kind for kind, length in kinds_in(label) if length >= len(label)}
    return bool(whole & _ABOUT) or not any(map(str.isalpha, label))


def _of(question: str, subject: str) -> str:
    if subject:
        return f"{subject}: {question}"
    for pattern, mine in _TO_ME:
        question = pattern.sub(mine, question)
    return question


def _whose(subject: str) -> str:
    return f"{subject}'s" if subject else "my"
