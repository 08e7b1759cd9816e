"""Identity slots: what of a person a fact tells where that has a name, and its value made plain.

Values of one slot can be compared and their history shown. A value is kept as people write it,
in one form for each kind: numbers of telephones as E.164 where the country is known, dates as
YYYY-MM-DD, weights in kilograms, words with their capitals.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from second_me.memory.phones import is_phone, plain_phone, same_phone
from second_me.memory.slot_values import (
    MONTH,
    centimetres,
    iso_date,
    kilograms,
    lower,
    sex,
    spelled,
    upper,
)

Normalise = Callable[[str], str]


class Slot(msgspec.Struct, frozen=True):
    """What a fact says about its subject. `value` is empty where it could not be made plain."""

    name: str
    value: str


SINGLE: Final = frozenset(
    {
        "name",
        "sex",
        "birth_date",
        "birth_place",
        "blood_type",
        "home",
        "marital_status",
        "employer",
        "occupation",
        "height",
        "weight",
        "shoe_size",
        "clothing_size",
        "passport",
        "driving_licence",
        "identity_card",
    }
)
"""Slots that hold one value at a time; others may hold several side by side."""

LASTING: Final = frozenset({"birth_date", "birth_place", "blood_type"})
"""Slots whose value never changes: two values contradict each other."""

MEASURED: Final = frozenset(
    {"height", "weight", "shoe_size", "clothing_size", "passport", "driving_licence"}
)
"""Slots where a later value takes the place of an earlier one without any word of a change."""

_DATE: Final = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\.?,?"
    rf"(?: \d{{4}})?|(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?)"
)
_REST: Final = r"([^.;!?]{2,120})"
_PLACE: Final = r"((?:\w[^,.;!?]*,\s?){0,4}\w[^,.;!?]{1,60})"


def slot_of(text: str, kind: str = "") -> Slot | None:
    """Return the slot that a fact's statement tells, or None if it is none that has a name."""
    found = located(text, kind)
    return None if found is None else found[0]


def located(text: str, kind: str = "") -> tuple[Slot, int, int] | None:
    """Return the slot that a statement tells and where in it the value stands."""
    for name, pattern, normalise in _SLOTS:
        found = pattern.search(text)
        if found is None or (name in _ONLY_OF and kind and kind not in _ONLY_OF[name]):
            continue
        group = found.lastindex or 0
        value = normalise(found[group].strip(" .,'\"“”"))
        whole = f"favourite {lower(found[1])}" if name == "favourite" else name
        return Slot(whole, value), found.start(group), found.end(group)
    return None


def value_of(slot: str, text: str) -> str:
    """Return what somebody writes into a slot in its one form; empty if it cannot be that."""
    return _FORMS.get(slot, spelled)(text.strip())


def same(slot: str, first: str, second: str) -> bool:
    """Say whether two values of a slot are one: a number with and without its country, a place
    with and without its street, a name without its middle part.
    """
    if slot == "phone":
        return same_phone(first, second)
    if slot in _FORMS and slot not in _WORDS:
        return first.casefold() == second.casefold()
    return contains(first, second)


def contains(first: str, second: str) -> bool:
    """Say whether one value is the other with something left out, as "Lisbon" of "Alfama,
    Lisbon".
    """
    ours = set(re.findall(r"\w+", first.casefold()))
    theirs = set(re.findall(r"\w+", second.casefold()))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _slot(
    name: str, pattern: str, normalise: Normalise = spelled
) -> tuple[str, re.Pattern[str], Normalise]:
    return name, re.compile(pattern, re.IGNORECASE), normalise


def _phone(text: str) -> str:
    return plain_phone(text) if is_phone(text) else ""


_NUMBER: Final = r"(\+?\d[\d ()./-]{5,18}\d)"
_SLOTS: Final = (
    _slot("email", r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", lower),
    _slot("birth_date", rf"\b(?:born (?:on )?|birthday (?:is|falls) (?:on )?|birth ?date (?:is )?"
                        rf"|date of birth (?:is )?)({_DATE})", iso_date),
    _slot("birth_place",
          rf"\b(?:born (?:and raised )?in|birth ?place is|place of birth is)"
          rf" (?!(?:the |a )?(?:year|month|\d|{MONTH}|spring|summer|autumn|fall|winter)){_PLACE}"),
    _slot("passport", r"\bpassport (?:number|no\.?) (?:is )?([A-Z0-9]{6,12})\b", upper),
    _slot("driving_licence",
          r"\bdriv(?:ing|er'?s) licen[cs]e (?:number|no\.?) (?:is )?([A-Z0-9-]{5,20})\b", upper),
    _slot("identity_card",
          r"\b(?:id(?:entity)? (?:card )?(?:number|no\.?)|national id) (?:is )?([A-Z0-9-]{6,20})\b",
          upper),
    _slot("vat", r"\b(?:VAT|tax) (?:number|no\.?|id) (?:is )?([A-Z0-9-]{6,16})\b", upper),
    _slot("phone",
          rf"\b(?:phone|mobile|cell|telephone|whatsapp|(?:my|your|new|['\u2019]s) number|reach\w*"
          rf"|call\w*)\b[^\d+]{{0,40}}{_NUMBER}", _phone),
    _slot("height", r"\b(?:height is|is|stands) (\d(?:[.,]\d+)? ?m\b|\d{3} ?cm"
                    r"|\d ?(?:'|ft|feet|foot) ?\d{0,2})(?: tall)?", centimetres),
    _slot("weight", r"\b(?:weighs|weight is|weighing) (?:now |about )?"
                    r"(\d{2,3}(?:[.,]\d)? ?(?:kg|kilos?|kilograms?|lbs?|pounds?))", kilograms),
    _slot("shoe_size", r"\bshoe size (?:is )?(?:an? )?((?:EU |UK |US )?\d{1,2}(?:[.,]\d)?)",
          upper),
    _slot("clothing_size", r"\b(?:wears (?:a )?size|(?:clothing|shirt|dress|t-shirt) size is)"
                           r" (X{0,3}[SML]|\d{1,2})\b", upper),
    _slot("blood_type", r"\bblood (?:type|group) (?:is )?((?:AB|A|B|O)(?: ?[+-]| pos\w*| neg\w*)?)",
          upper),
    _slot("nationality",
          r"\b(?:nationality is|citizen of|is a national of) (?:the )?(\w[\w ]{2,30})"),
    _slot("name", rf"\b(?:full |legal |real )?name is {_REST}"),
    _slot("nickname", r"\b(?:nickname is|goes by|is called) ([A-Z][\w' -]{1,30})"),
    _slot("marital_status", r"\b(?:is|got|is now) (married|single(?! \w|-)|divorced|widowed"
          r"|engaged(?! (?:in|with|by|on)))\b", lower),
    _slot("home", rf"\b(?:home address is|address is|lives (?:in|at|on)|living (?:in|at)"
                  rf"|resides (?:in|at)|moved (?:in)?to|has moved to|relocated to) {_PLACE}"),
    _slot("employer", rf"\b(?:works (?:at|for)|is employed (?:at|by)|job at|joined) {_PLACE}"),
    _slot("occupation", r"\b(?:works as|job is|is employed as|profession is|occupation is) "
                        r"(?:an? )?(\w[\w -]{2,50})"),
    _slot("education",
          rf"\b(?:studie[sd]|studying|graduated (?:from|in)|majored in|degree in) {_REST}"),
    _slot("favourite", rf"\bfavou?rite ([\w ]{{2,30}}?) (?:is|are) {_REST}"),
)  # fmt: skip

_FORMS: Final[dict[str, Normalise]] = {name: normalise for name, _, normalise in _SLOTS} | {
    "sex": sex
}
_WORDS: Final = frozenset(name for name, form in _FORMS.items() if form is spelled)
"""Slots of which a value may be said in part."""

_ONLY_OF: Final = {
    "employer": frozenset({"work", "identity", "other", "event"}),
    "home": frozenset({"place", "identity", "other", "event"}),
}
"""Kinds of facts that a pattern as loose as these is believed of."""
