"""The parts of a person's name: how they are addressed, given, middle and family names."""

import re
from typing import Final

import msgspec

_BEFORE: Final = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "fr",
        "herr",
        "frau",
        "mme",
        "mlle",
    }
)
_AFTER: Final = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "mba", "bsc", "msc", "dds", "rn"}
)
_OF_THE_FAMILY: Final = frozenset(
    {
        "van",
        "von",
        "de",
        "del",
        "della",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "bin",
        "ibn",
        "al",
        "ter",
        "zu",
        "af",
        "av",
        "st",
    }
)
_FAMILIES_FIRST: Final = frozenset(
    """
    wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song
    zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia
    ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin hao
    kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin
    """.split()  # noqa: SIM905  (a list of ninety strings is not read by anybody)
)
"""Chinese family names, which stand first where the rest is of their syllables too."""

_SYLLABLE: Final = (
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui"
    r"|un|uo|a|e|i|o|u)"
)
_CHINESE: Final = re.compile(rf"(?:{_SYLLABLE}){{1,2}}", re.IGNORECASE)
_PAIR: Final = 2


class NameParts(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of a name; empty where there is none."""

    honorific_prefix: str = ""
    given_name: str = ""
    additional_name: str = ""
    family_name: str = ""
    honorific_suffix: str = ""


def parts(name: str) -> NameParts:
    """Return the parts of a name: "Dr. Anna Maria van Dyk", "Novak, Anna", "Yu Xiaowen"."""
    family, comma, rest = name.partition(",")
    if comma and rest.strip() and _bare(rest.split()[0]) not in _AFTER:
        found = parts(f"{rest} {family}")
        return found if not family else msgspec.structs.replace(found, family_name=family.strip())
    words = name.replace(",", " ").split()
    before: list[str] = []
    after: list[str] = []
    while words and _bare(words[0]) in _BEFORE:
        before.append(words.pop(0))
    while words and _bare(words[-1]) in _AFTER:
        after.insert(0, words.pop())
    given, more, last = _own(words)
    return NameParts(
        honorific_prefix=" ".join(before),
        given_name=given,
        additional_name=more,
        family_name=last,
        honorific_suffix=" ".join(after),
    )


def _own(words: list[str]) -> tuple[str, str, str]:
    if len(words) < _PAIR:
        return " ".join(words), "", ""
    if len(words) == _PAIR and _family_first(*words):
        return words[1], "", words[0]
    at = next(
        (n for n in range(1, len(words)) if _bare(words[n]) in _OF_THE_FAMILY), len(words) - 1
    )
    return words[0], " ".join(words[1:at]), " ".join(words[at:])


def _family_first(first: str, second: str) -> bool:
    return first.casefold() in _FAMILIES_FIRST and bool(_CHINESE.fullmatch(second))


def _bare(word: str) -> str:
    return word.casefold().strip(".")
