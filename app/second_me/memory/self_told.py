"""Identity slots that people tell in so many words: "my phone number is …", "I live in …".

Found by rule, so that what a form needs does not hang on a model. Only plain statements count:
nothing asked, denied, wished, ended or passing.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from second_me.core.records import Event
from second_me.core.sentences import asks, spans
from second_me.memory.fact_words import Facts, not_meant
from second_me.memory.kinship import RELATION_OF
from second_me.memory.quoted_words import unquoted
from second_me.memory.slot_values import MONTH
from second_me.memory.slots import Slot, located
from second_me.memory.subjects import statement

_ABOUT: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|so|and|by the way|btw|well|yes|also|please note)\b[,!.:]? *)*"
    r"(?:(?P<mine>I|I['\u2019]m|(?:my|our)(?! \w+['\u2019]s\b))\b"
    r"|(?:my|our) (?P<kin>[a-z]+)['\u2019]s\b"
    r"|(?P<name>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+){0,2}?)"
    r"(?:['\u2019]s\b| (?=(?:is|was|lives|works|wears|weighs|stands|joined|resides|moved)\b)))",
    re.IGNORECASE,
)
_TURNED: Final = re.compile(r"^I (live|work|weigh|wear|reside|stand)\b", re.IGNORECASE)
_RELATIVE: Final = re.compile(
    rf"(?:my|our) (?:\w+ )?(?P<kin>{'|'.join(map(re.escape, RELATION_OF))})\b,?"
    r"(?: (?P<name>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+){0,2}))?",
    re.IGNORECASE,
)
"""Whom a sentence that begins with "my" may be about: "my sister Anna lives in Brno"."""

_DOES: Final = re.compile(
    r"(?:my|our) (?:[\w-]+ ){1,5}?(?:lives?|lived|works?|worked|weighs?|wears?|stands|joined"
    r"|resides?|moved|studie[sd]|studying|graduated"
    r"|(?:is|was) (?:born|called|employed|married|\d))\b",
    re.IGNORECASE,
)
"""What is the person's has no address and no employer: "my company moved to Hull"."""

_TAIL: Final = re.compile(
    rf",? (?:(?:in|since|from|for|on) (?:about |early |late |the )?(?:(?:(?:{MONTH}) )?\d{{4}}"
    rf"|{MONTH}"
    r"|(?:spring|summer|autumn|fall|winter)(?: \d{4})?|\d+ \w+|last \w+)|now|these days"
    r"|at the moment|currently|and .+|but .+|because .+|so .+|with .+|where .+"
    r"|(?:I|we|s?he|they|it|who|which) .+)$",
    re.IGNORECASE,
)
_CAPITAL: Final = re.compile(r"^(?:the )?[A-Z\d]")
_NAMED: Final = frozenset({"home", "employer", "education", "birth_place", "name", "nickname"})
"""Slots whose value is a name: what is not written like one is something else."""

_REACHED: Final = frozenset({"email", "phone"})
_MY: Final = re.compile(r"(?:my|our)\b", re.IGNORECASE)

_LONGEST: Final = 200
_LONGEST_VALUE: Final = 8
"""Words of a value at most; an address may have more."""


class Told(msgspec.Struct, frozen=True):
    """A slot that a sentence tells. `whose` is a name or a word for a relative as it stands
    there, "" for whoever speaks; the sentence is characters `start` to `end` of the event.
    """

    whose: str
    slot: Slot
    start: int
    end: int


def told(event: Event) -> Iterator[Told]:
    """Yield the slots that an event's sentences tell."""
    said = unquoted(event.text)
    for start, end in spans(event.text):
        sentence = said[start:end].strip()
        if len(sentence) <= _LONGEST and not asks(sentence) and (one := _of(sentence)):
            whose, slot = one
            yield Told(whose, slot, start, end)


def _of(sentence: str) -> tuple[str, Slot] | None:
    about = _ABOUT.match(sentence)
    if about is None or not_meant(sentence):
        return None
    relative = ""
    if about["mine"] is not None:
        mine = sentence[about.start("mine") :]
        if of := _RELATIVE.match(mine):
            relative = of["name"] or of["kin"]
        elif _DOES.match(mine):
            return None
    found = located(_turned(sentence, about), "identity")
    if found is None:
        return None
    slot = Slot(found[0].name, _TAIL.sub("", _TAIL.sub("", found[0].value)))
    if slot.name in _REACHED and about["mine"] is not None and not _MY.match(about["mine"]):
        return None  # "I sent it to your address …"
    whose = relative or about["kin"] or about["name"] or ""
    return (whose, slot) if _plain(slot, sentence) else None


def _turned(sentence: str, about: re.Match[str]) -> str:
    """Return the sentence as said of somebody, where its speaker speaks of themselves."""
    if about["mine"] is None:
        return sentence
    rest = sentence[about.start("mine") :]
    turned = _TURNED.sub(lambda found: f"Somebody {found[1].lower()}s", rest)
    return turned if turned != rest else statement(rest, "Somebody", "")


def _plain(slot: Slot, sentence: str) -> bool:
    facts = Facts.of(sentence, "")
    if not slot.value or facts.denies or facts.ends or facts.for_now:
        return False
    if slot.name in _NAMED and not _CAPITAL.match(slot.value):
        return False
    return slot.name == "home" or len(slot.value.split()) <= _LONGEST_VALUE
