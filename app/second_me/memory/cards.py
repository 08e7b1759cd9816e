"""Cards: lines of a label and a value ("Phone: 555 123") that tell who somebody is.

A card is of whomever its name line names; without one it is the person's where its heading says
so ("My details"), and otherwise nobody's.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from second_me.core.records import Event, EventKind
from second_me.memory.kinship import RELATION_OF
from second_me.memory.slot_statements import slot_of_label
from second_me.memory.slots import value_of

_LINE: Final = re.compile(
    r"^[ \t*\u2022-]*(?P<label>[A-Za-z][A-Za-z'\u2019 _-]{1,28}?)[ \t]*[:\uff1a=][ \t]*"
    r"(?P<value>\S.{0,200}?)\s*$",
    re.MULTILINE,
)
_OF_THE_PERSON: Final = re.compile(
    r"\b(?:my|me|mine|personal|own) ?(?:details|data|info|information|profile|card|contact|id)?\b",
    re.IGNORECASE,
)
_PERSONAL: Final = frozenset(
    {"relation", "nickname", "sex", "birth_date", "birth_place", "occupation", "employer", "email"}
)
_FEWEST: Final = 2
"""Lines that make a card; one alone is a note."""

_APART: Final = 200
"""Characters between two lines of one card at most."""

_WORDS_OF_A_NAME: Final = 5


class Line(msgspec.Struct, frozen=True):
    """One line of a card: whose slot it tells, its value, and where it stands.

    `label` is "work", "home" or "mobile" where the line says so. `whose` is "" for the person.
    """

    whose: str
    slot: str
    value: str
    label: str
    start: int
    end: int


def lines(event: Event) -> Iterator[Line]:
    """Yield what the cards in an event tell."""
    for card in _cards(event.text):
        named = [one for one in card if one[0] == "name"]
        whose = named[0][1]["value"] if named else ""
        if named and not (_is_name(whose) and _of_a_person(event, card)):
            continue
        if not named and not _is_own(event, card[0][1].start()):
            continue
        for slot, found in card:
            value = _value(slot, found["value"])
            if value and not (slot == "name" and whose):
                label = _labelled(found["label"])
                yield Line(whose, slot, value, label, found.start("label"), found.end("value"))


def name_on(event: Event) -> str:
    """Return whose card an event is; "" if it is none."""
    return next((line.whose for line in lines(event) if line.whose), "")


def _cards(text: str) -> Iterator[list[tuple[str, re.Match[str]]]]:
    """Yield runs of lines whose labels are known; a second name begins another card."""
    card: list[tuple[str, re.Match[str]]] = []
    for found in _LINE.finditer(text):
        slot = slot_of_label(found["label"])
        if not slot:
            continue
        far = bool(card) and found.start() - card[-1][1].end() > _APART
        if far or (slot == "name" and any(known == "name" for known, _ in card)):
            if len(card) >= _FEWEST:
                yield card
            card = []
        card.append((slot, found))
    if len(card) >= _FEWEST:
        yield card


def _is_own(event: Event, start: int) -> bool:
    """Say whether a card without a name is under a heading that gives it to the person."""
    if event.kind not in {EventKind.NOTE, EventKind.DOCUMENT}:
        return False
    heading = event.text[:start].rstrip().rpartition("\n")[2]
    return bool(_OF_THE_PERSON.search(event.title) or _OF_THE_PERSON.search(heading))


def _of_a_person(event: Event, card: list[tuple[str, re.Match[str]]]) -> bool:
    """Say whether a card is somebody's: hotels have names, addresses and telephones too."""
    return event.kind is EventKind.RECORD or bool(_PERSONAL & {slot for slot, _ in card})


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _WORDS_OF_A_NAME and words[0][:1].isalpha() and not words[0].islower()


def _value(slot: str, text: str) -> str:
    if slot == "relation":
        return canonical_relation(text)
    return value_of(slot, text)


def canonical_relation(text: str) -> str:
    """Return the name that a relation is kept under: "Mum" is "mother", "Bestie" "friend"."""
    said = " ".join(re.sub(r"\(.*?\)", " ", text.casefold()).split())
    return RELATION_OF.get(said, said)


def _labelled(label: str) -> str:
    said = label.casefold()
    words = {
        "work": "work",
        "office": "work",
        "home": "home",
        "personal": "home",
        "mobile": "mobile",
    }
    return next((name for word, name in words.items() if word in said), "")
