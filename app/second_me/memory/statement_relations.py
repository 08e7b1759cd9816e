"""How a fact's statement relates what it names: "Anna works at Acme", "Tom moved to Lisbon".

Each pattern stands between two names. Who is whose is read by `kinship`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from second_me.memory.statement_names import EVENT, ORGANISATION, PERSON, PLACE, THING, Named


class Related(msgspec.Struct, frozen=True):
    """`predicate` of `object`, and what kind of thing that has to be."""

    predicate: str
    name: str
    kind: str


_BETWEEN: Final = r"(?:[\w\u2019'-]+[ ,]+){0,6}?"
_SOME: Final = r"(?:the |a |an |their |his |her |local |new )?"


def _pattern(words: str) -> re.Pattern[str]:
    """Return what has to stand right before a name: the words, and a few that say more."""
    return re.compile(rf"\b(?:{words}) {_SOME}$", re.IGNORECASE)


_PATTERNS: Final = (
    ("works at", ORGANISATION, _pattern(
        rf"(?:works?|worked|working|employed|interns?|interned|interning|job|position|role"
        rf"|engineer|manager|director|analyst|consultant|teacher|nurse|doctor|researcher)"
        rf" {_BETWEEN}(?:at|for)|joined|hired by|employed by|starts? at|started at|employer is")),
    ("studied at", ORGANISATION, _pattern(
        rf"(?:stud(?:y|ies|ied|ying)|graduated|degree|enrolled|majored|educated|student|diploma)"
        rf" {_BETWEEN}(?:at|from|in)|graduated from|attends|attended")),
    ("runs", ORGANISATION, _pattern(
        r"(?:founded|founder of|runs|owner of|co-founded|set up|leads|heads|manages|ceo of"
        r"|opened)")),
    ("belongs to", ORGANISATION, _pattern(
        r"(?:members? of|belongs? to|plays? for|volunteer\w* (?:at|with|for)|active in)")),
    ("born in", PLACE, _pattern(rf"(?:born|was born|grew up|raised|native) {_BETWEEN}(?:in|of)"
             rf"|birth ?place is|place of birth is")),
    ("lives in", PLACE, _pattern(
        rf"(?:lives?|lived|living|resid(?:es|ed|ing)|settled|home|house|apartment|flat"
        rf"|based) {_BETWEEN}(?:in|at|near|on)|moved (?:\w+ )?(?:in)?to|relocated to"
        rf"|(?:home )?address is|home is")),
    ("visited", PLACE, _pattern(
        rf"(?:visit(?:s|ed|ing)?|(?:travell?ed|travels?|went|goes|flew|drove|trip|vacation\w*"
        rf"|holiday\w*|journey|tour|hik\w+|camp\w+) {_BETWEEN}(?:to|in|around|through))")),
    ("took part in", EVENT, _pattern(
        r"(?:attend(?:s|ed|ing)|took part in|participat\w+ in|performed at|spoke at|ran"
        r"|competed in|went to|won|volunteer\w* at|completed|finished|presented at)")),
    ("married to", PERSON, _pattern(r"(?:married to|married|is engaged to|engaged to)")),
    ("dating", PERSON, _pattern(r"(?:dating|in a relationship with|is seeing)")),
    ("knows", PERSON, _pattern(
        rf"(?:met|knows?|friends? with|meets|works? with|worked with|collaborat\w+ with"
        rf"|talk(?:s|ed) (?:to|with)|spent {_BETWEEN}with|went {_BETWEEN}with|travell?\w* "
        rf"{_BETWEEN}with)")),
    ("owns", THING, _pattern(r"(?:owns?|bought|purchased|drives?|got|has a|has an|adopted)")),
    ("likes", THING, _pattern(
        rf"(?:likes?|loves?|enjoys?|fan of|favou?rite {_BETWEEN}(?:is|are)|reads?|reading|watch\w*"
        rf"|listens? to|plays?|collects?)")),
)  # fmt: skip

_FITS: Final = {
    ORGANISATION: {ORGANISATION, "", PLACE},
    PLACE: {PLACE, ""},
    EVENT: {EVENT},
    PERSON: {PERSON},
    THING: {THING, ""},
}
"""What a name may look like to be the object of a relation that asks for a kind."""


def related(text: str, names: Sequence[Named], subject: str) -> Iterator[Related]:
    """Yield what a statement relates its subject to, each name once, in order."""
    for one in names:
        if one.name == subject:
            continue
        before = text[: one.start]
        for predicate, kind, pattern in _PATTERNS:
            if one.kind in _FITS[kind] and pattern.search(before):
                yield Related(predicate, one.name, kind)
                break
