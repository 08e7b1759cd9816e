"""Who is whose: "my sister Anna", "Tom's boss is Ms Lee", "Anna is my sister"."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

SPEAKER: Final = ""
"""Stands for whoever says it."""

RELATIONS: Final = {
    "mother": "mother mum mom mama mommy mummy",
    "father": "father dad papa daddy",
    "sister": "sister",
    "brother": "brother",
    "wife": "wife",
    "husband": "husband hubby",
    "partner": "partner spouse",
    "girlfriend": "girlfriend",
    "boyfriend": "boyfriend",
    "fiancé": "fiancé fiancée fiance fiancee",
    "son": "son",
    "daughter": "daughter",
    "aunt": "aunt",
    "uncle": "uncle",
    "cousin": "cousin",
    "niece": "niece",
    "nephew": "nephew",
    "grandmother": "grandmother grandma nana granny",
    "grandfather": "grandfather grandpa granddad",
    "friend": "friend bestie pal buddy mate",
    "boss": "boss manager supervisor",
    "colleague": "colleague coworker co-worker workmate teammate",
    "neighbour": "neighbour neighbor",
    "roommate": "roommate flatmate housemate",
    "doctor": "doctor",
    "dentist": "dentist",
    "therapist": "therapist",
    "teacher": "teacher tutor professor",
    "coach": "coach",
    "mentor": "mentor",
    "dog": "dog puppy",
    "cat": "cat kitten",
}
"""By the name that a relation is kept under, the words for it."""

PETS: Final = frozenset({"dog", "cat"})

RELATION_OF: Final = {word: name for name, words in RELATIONS.items() for word in words.split()}
"""By a word for a relation, the name that it is kept under."""

_KIN: Final = "|".join(sorted(map(re.escape, RELATION_OF), key=len, reverse=True))
_SOME: Final = (
    r"(?:(?:older|younger|little|big|elder|twin|best|old|good|dear|new|late|eldest) ){0,2}"
)
_NAME: Final = r"[A-Z][\w\u2019'-]*\w(?: [A-Z][\w\u2019'-]*\w)?"
_WHOSE: Final = rf"(?:(?P<my>[Mm]y|[Oo]ur)|(?P<of>{_NAME})['\u2019]s)"
_PATTERNS: Final = (
    re.compile(rf"\b{_WHOSE} {_SOME}(?P<kin>{_KIN})(?:,? (?:is |was )?(?:called |named )?|, )"
               rf"(?P<name>{_NAME})"),
    re.compile(rf"\b(?P<name>{_NAME})(?:,| is| was) {_WHOSE} {_SOME}(?P<kin>{_KIN})\b"),
)  # fmt: skip
_NO_NAME: Final = frozenset(
    """
    I I'm I've I'll He She They We It You The This That And But So Also Well Oh Hey Hi Yes No My
    His Her Their Our Not Just Still Then Now When If What Who How Why Where There Here Maybe
    January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter English Spanish French
    German Chinese Italian
    """.split()  # noqa: SIM905  (a list of sixty strings is not read by anybody)
)


class Kin(msgspec.Struct, frozen=True):
    """`name` is the `relation` of `whose`; it is said in characters `start` to `end`."""

    whose: str
    relation: str
    name: str
    start: int
    end: int


def kin(text: str) -> Iterator[Kin]:
    """Yield what a text says of who is whose, each pair once."""
    seen: set[tuple[str, str, str]] = set()
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            whose = SPEAKER if found["my"] else found["of"]
            relation, name = RELATION_OF[found["kin"]], found["name"]
            key = (whose, relation, name)
            names = {whose, name} - {SPEAKER}
            if key in seen or any(one.split()[0] in _NO_NAME for one in names) or whose == name:
                continue
            seen.add(key)
            yield Kin(*key, found.start(), found.end())
