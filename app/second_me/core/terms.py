"""The words of a text that say what it is about."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")

_NAME: Final = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w\u2019'-]+")

_LONGEST: Final = 64
"""Longer runs are keys, hashes and noise, not words."""

STOP_WORDS: Final = frozenset(
    """
    a about after again all also am an and any anything are as ask at be because been before
    being both but by can could d did do does doing don done during each else ever every for
    from further get gets getting give given go goes going gone got had has have having he her
    here hers herself him himself his how however i if in into is it its itself just know let
    ll m many me might mine more most much must my myself no nor not of off on once one only or
    other our ours ourselves out over own please quite re really s said same say says shall she
    should so some someone something such t tell than that the their theirs them themselves
    then there these they thing things this those through to too under until up upon us ve very
    was we were what whatever when where whether which while who whoever whom whose why will
    with would yes yet you your yours yourself yourselves
    """.split()  # noqa: SIM905  (a list of 150 strings is not read by anybody)
)
"""English words that carry no topic. "May" is not among them: it is a month too."""

_SUFFIXES: Final = (
    ("iest", "y"),
    ("ies", "y"),
    ("ied", "y"),
    ("ier", "y"),
    ("sses", "ss"),
    ("ingly", ""),
    ("edly", ""),
    ("ings", ""),
    ("ing", ""),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("es", ""),
    ("ily", "y"),
    ("ly", ""),
    ("ss", "ss"),
    ("s", ""),
)
_SHORTEST_STEM: Final = 3


def words(text: str) -> list[str]:
    """Return all words of `text` in lower case, in order."""
    return [word for word in _WORD.findall(text.lower()) if len(word) <= _LONGEST]


def terms(text: str) -> list[str]:
    """Return the distinct words that carry the topic, in order; all words if none does."""
    found = list(dict.fromkeys(words(text)))
    return [word for word in found if word not in STOP_WORDS] or found


def topical(text: str) -> list[str]:
    """Return the distinct words that carry a topic, in order; there may be none."""
    return [word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS]


def exact(text: str) -> frozenset[str]:
    """Return the stems of the words that may not be made up: those with figures, and names."""
    named = {word for name in _NAME.findall(text) for word in topical(name)}
    figures = {word for word in words(text) if any(map(str.isdigit, word))}
    return frozenset(stem(word) for word in named | figures)


def stem(word: str) -> str:
    """Return `word` without its English ending, so that "moved" and "moving" meet.

    Rougher than Porter's: it serves to compare words with each other, never to be shown.
    """
    for suffix, ending in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(ending) >= _SHORTEST_STEM:
            return _trim(word[: len(word) - len(suffix)] + ending)
    return _trim(word)


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words that carry a topic."""
    return frozenset(stem(word) for word in topical(text))


def _trim(word: str) -> str:
    """Drop a final "e" and half of a doubled consonant: "planned" to "plan", "moved" to "mov"."""
    if len(word) > _SHORTEST_STEM and word[-1] == "e":
        return word[:-1]
    doubled = word[-1:] == word[-2:-1] and word[-1:].isalpha()  # 2022 is not 202
    if len(word) > _SHORTEST_STEM and doubled and word[-1] not in "aeiouls":
        return word[:-1]
    return word
