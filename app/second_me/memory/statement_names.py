"""Names in a fact's statement, and of what they are: a person, a place, an organisation, an event
or a thing. A statement is short and in plain English, so the words around a name tell.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

PERSON: Final = "person"
PLACE: Final = "place"
ORGANISATION: Final = "organisation"
EVENT: Final = "event"
THING: Final = "thing"

KINDS: Final = (PERSON, PLACE, ORGANISATION, EVENT, THING)

_PART: Final = r"[A-Z][\w\u2019'&-]*[\w&]|[A-Z]\b"
_NAME: Final = re.compile(
    rf"(?<![\w@#/.\u2019'-])(?:{_PART})"
    rf"(?: (?:(?:of|de|da|del|di|du|la|le|van|von|the) )?(?:{_PART}|\d{{1,4}}\b))*"
)
_ENDING: Final = re.compile(r"['\u2019]s?$")
_PAIR: Final = re.compile(r"\b(?:with|and|met|called|told|saw|visited|from|for|to|by) $")

_NO_NAMES: Final = frozenset(
    """
    i he she they we it you the this that these those a an and but so also my his her their our
    who what when where why how there here no not yes mr mrs ms dr am pm ok tv pc id ai phd mba
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays
    thursdays fridays saturdays sundays christmas easter english spanish french german chinese
    italian japanese american british european dutch portuguese russian korean indian mexican
    """.split()  # noqa: SIM905  (a list of sixty strings is not read by anybody)
)
_LEADS: Final = frozenset("The A An My His Her Their Our In On At".split())  # noqa: SIM905

_ORGANISATIONS: Final = re.compile(
    r"\b(?:University|College|School|Academy|Institute|Hospital|Clinic|Bank|Inc|Ltd|LLC|GmbH|Corp"
    r"|Company|Group|Securities|Technolog(?:y|ies)|Studios?|Labs?|Agency|Association|Society|Club"
    r"|Foundation|Council|Ministry|Department|Church|Team|Partners|Airlines?|Railway|Press)\b"
)
_PLACES: Final = re.compile(
    r"\b(?:Street|Road|Avenue|Lane|Square|Park|Lake|River|Mountains?|Beach|Island|City|County"
    r"|District|Province|Village|Valley|Bay|Station|Airport|Hotel|Restaurant|Caf[eé]|Bar|Museum"
    r"|Gallery|Theat(?:er|re)|Library|Mall|Market|Plaza|Tower|Center|Centre|Garden|Gym)\b"
)
_EVENTS: Final = re.compile(
    r"\b(?:Festival|Conference|Marathon|Summit|Olympics|Concert|Exhibition|Expo|Fair|Wedding"
    r"|Workshop|Championships?|Cup|Gala|Ceremony|Retreat|Camp|Parade|Award|Day|Tournament|Meetup)\b"
)
_TO_PLACE: Final = re.compile(
    r"\b(?:in|to|near|from|around|through|via|outside|across|visit(?:s|ed|ing)?) $", re.IGNORECASE
)
_AT: Final = re.compile(
    r"\b(?:(?:works?|worked|working|employed|intern\w*|job|position|role)(?: \w+){0,4} (?:at|for)"
    r"|(?:stud\w+|graduated|degree|enrolled|diploma)(?: \w+){0,4} (?:at|from)"
    r"|joined|volunteer\w* (?:at|for)|founded|co-founded|hired by|employed by|member of)"
    r"(?: the)? $",
    re.IGNORECASE,
)
_THINGS: Final = re.compile(
    r"\b(?:reads?|reading|watch(?:es|ed|ing)?|play(?:s|ed|ing)?|bought|owns?|drives?|called"
    r"|book|novel|film|movie|series|game|album|song|app|software|car|camera|named) $",
    re.IGNORECASE,
)
_WITH: Final = re.compile(
    r"\b(?:with|met|married|dating|friends?|knows?|called|told|thanks to|by|and"
    r"|colleagues?|boss|client|mentor|neighbou?r|doctor|teacher|sister|brother|mother|father"
    r"|cousin|aunt|uncle|wife|husband|partner|daughter|son) $",
    re.IGNORECASE,
)
_MOST_PARTS: Final = 6
_PERSON_PARTS: Final = 3


class Named(msgspec.Struct, frozen=True):
    """A name at characters `start` to `end` of a statement; `kind` is empty where nothing tells."""

    name: str
    kind: str
    start: int
    end: int


def named(text: str) -> Iterator[Named]:
    """Yield the names of a statement in order."""
    for found in _NAME.finditer(text):
        start, name = found.start(), found[0]
        lead, _, rest = name.partition(" ")
        if rest and lead in _LEADS:
            start, name = start + len(lead) + 1, rest
        name = _ENDING.sub("", name)
        parts = name.split()
        if len(parts) > _MOST_PARTS or any(
            part.casefold() in _NO_NAMES for part in (parts[0], parts[-1])
        ):
            continue
        yield Named(name, _kind(text[:start], name), start, start + len(name))


def _kind(before: str, name: str) -> str:
    for kind, words in ((EVENT, _EVENTS), (ORGANISATION, _ORGANISATIONS), (PLACE, _PLACES)):
        if words.search(name):
            return kind
    if _AT.search(before):
        return ORGANISATION
    if _THINGS.search(before):
        return THING
    if _TO_PLACE.search(before):
        return PLACE
    if _WITH.search(before) and len(name.split()) <= _PERSON_PARTS:
        return PERSON
    return ""
