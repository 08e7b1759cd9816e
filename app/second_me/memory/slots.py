"""Identity slots: what of a person a fact tells where that has a name, and its value made plain.

Values of one slot can be compared and their history shown. A phone number is kept as it was
written, without spaces and marks: which country it belongs to cannot be told by simple rules.
"""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from second_me.memory.slot_values import MONTH, centimetres, digits, iso_date, kilograms, plain

Normalise = Callable[[str], str]


class Slot(msgspec.Struct, frozen=True):
    """What a fact says about its subject. `value` is empty where it could not be made plain."""

    name: str
    value: str


SINGLE: Final = frozenset(
    {
        "name",
        "birth_date",
        "birth_place",
        "nationality",
        "home",
        "marital_status",
        "employer",
        "height",
        "weight",
        "shoe_size",
        "clothing_size",
    }
)
"""Slots that hold one value at a time; others may hold several side by side."""

LASTING: Final = frozenset({"birth_date", "birth_place"})
"""Slots whose value never changes: two values contradict each other."""

MEASURED: Final = frozenset({"height", "weight", "shoe_size", "clothing_size"})
"""Slots where a later value takes the place of an earlier one without any word of a change."""

_DATE: Final = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH})\.?,?"
    rf"(?: \d{{4}})?|(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,?(?: \d{{4}})?)"
)
_REST: Final = r"([^.;!?]{2,120})"
_PLACE: Final = r"((?:\w[^,.;!?]*,\s?){0,4}\w[^,.;!?]{1,60})"


def slot_of(text: str, kind: str = "") -> Slot | None:
    """Return the slot that a fact's statement tells, or None if it is none that has a name."""
    for name, pattern, normalise in _SLOTS:
        found = pattern.search(text)
        if found is None or (name in _ONLY_OF and kind and kind not in _ONLY_OF[name]):
            continue
        value = normalise(found[found.lastindex or 0].strip(" .,'\"“”"))
        favourite = "favourite" if name == "favourite" else ""
        return Slot(f"favourite {plain(found[1])}" if favourite else name, value)
    return None


def contains(first: str, second: str) -> bool:
    """Say whether one plain value is the other with something left out, as "Lisbon" of "Alfama,
    Lisbon".
    """
    ours, theirs = set(re.findall(r"\w+", first)), set(re.findall(r"\w+", second))
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _slot(
    name: str, pattern: str, normalise: Normalise = plain
) -> tuple[str, re.Pattern[str], Normalise]:
    return name, re.compile(pattern, re.IGNORECASE), normalise


_NUMBER: Final = r"(\+?\d[\d ()./-]{5,18}\d)"
_SLOTS: Final = (
    _slot("email", r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)", str.casefold),
    _slot("birth_date", rf"\b(?:born (?:on )?|birthday (?:is|falls) (?:on )?|birth ?date (?:is )?"
                        rf"|date of birth (?:is )?)({_DATE})", iso_date),
    _slot("birth_place",
          rf"\b(?:born (?:and raised )?in|birth ?place is|place of birth is) {_PLACE}"),
    _slot("passport", r"\bpassport (?:number|no\.?) (?:is )?([A-Z0-9]{6,12})\b", str.upper),
    _slot("driving_licence",
          r"\bdriv(?:ing|er'?s) licen[cs]e (?:number|no\.?) (?:is )?([A-Z0-9-]{5,20})\b",
          str.upper),
    _slot("identity_card",
          r"\b(?:id(?:entity)? (?:card )?(?:number|no\.?)|national id) (?:is )?([A-Z0-9-]{6,20})\b",
          str.upper),
    _slot("phone",
          rf"\b(?:phone|mobile|cell|telephone|number|reach\w*|call\w*)\b[^\d+]{{0,40}}{_NUMBER}",
          digits),
    _slot("height", r"\b(?:height is|is|stands) (\d(?:[.,]\d+)? ?m\b|\d{3} ?cm"
                    r"|\d ?(?:'|ft|feet|foot) ?\d{0,2})(?: tall)?", centimetres),
    _slot("weight", r"\b(?:weighs|weight is|weighing) (?:now |about )?"
                    r"(\d{2,3}(?:[.,]\d)? ?(?:kg|kilos?|kilograms?|lbs?|pounds?))", kilograms),
    _slot("shoe_size", r"\bshoe size (?:is )?(?:an? )?((?:EU |UK |US )?\d{1,2}(?:[.,]\d)?)"),
    _slot("clothing_size", r"\b(?:wears (?:a )?size|(?:clothing|shirt|dress|t-shirt) size is)"
                           r" (X{0,3}[SML]|\d{1,2})\b", str.upper),
    _slot("nationality",
          r"\b(?:nationality is|citizen of|is a national of) (?:the )?(\w[\w ]{2,30})"),
    _slot("name", rf"\b(?:full |legal |real )?name is {_REST}"),
    _slot("nickname", r"\b(?:nickname is|goes by|is called) ([A-Z][\w' -]{1,30})"),
    _slot("marital_status", r"\b(?:is|got|is now) (married|single|divorced|engaged|widowed)\b"),
    _slot("home", rf"\b(?:home address is|address is|lives (?:in|at|on)|living (?:in|at)"
                  rf"|resides (?:in|at)|moved (?:in)?to|has moved to|relocated to) {_PLACE}"),
    _slot("employer", rf"\b(?:works (?:at|for)|is employed (?:at|by)|job at|joined) {_PLACE}"),
    _slot("occupation", r"\b(?:works as|job is|is employed as|profession is|occupation is) "
                        r"(?:an? )?(\w[\w -]{2,50})"),
    _slot("education",
          rf"\b(?:studie[sd]|studying|graduated (?:from|in)|majored in|degree in) {_REST}"),
    _slot("favourite", rf"\bfavou?rite ([\w ]{{2,30}}?) (?:is|are) {_REST}"),
)  # fmt: skip

_ONLY_OF: Final = {
    "employer": frozenset({"work", "identity", "other", "event"}),
    "home": frozenset({"place", "identity", "other", "event"}),
}
"""Kinds of facts that a pattern as loose as these is believed of."""
