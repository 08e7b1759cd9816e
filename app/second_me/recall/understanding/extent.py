"""Whether one fact is wanted or many, from one place or several, the latest or the first."""

import re
from collections.abc import Sequence
from typing import Final

from second_me.recall.understanding.asked import Order
from second_me.recall.understanding.tokens import Token, word_set

_ALL: Final = word_set("all every everything everyone everybody each various different several")
_NOT_ALL: Final = word_set(
    """
    day night morning evening afternoon week weekend month year time the along monday tuesday
    wednesday thursday friday saturday sunday about right over
    """
)
_SUMS: Final = re.compile(
    r"\b(?:combined|in total|altogether|total|percentage|average|in common)\b"
    r"|\bboth\b.{1,80}?\band\b|\border of\b|\bfrom (?:earliest|first|oldest)\b",
    re.IGNORECASE,
)
_COMPARES: Final = re.compile(
    r"\b(?:more|less|fewer|\w{2,}er)\b.{0,40}?\bthan\b|\bcompar(?:ed|e|ison)\b"
    r"|\bdifferen(?:ce|t from)\b|\bbefore\s+or\s+after\b"
    r"|\b(?:which|who|what)\b.{0,80}?\b(?:first|last|earlier|later|more|most|better|\w{2,}er)\b"
    r".{0,80}?\bor\b",
    re.IGNORECASE,
)
_FROM_TO: Final = re.compile(
    r"\bhow (?:many|much|long)\b.{0,160}?"
    r"\b(?:between|when|passed|elapsed)\b",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r"\b(?:person|people|man|woman|friend|one|someone|guy|girl|boy|colleague)\s+(?:who|that|whom)\b",
    re.IGNORECASE,
)
_LATEST: Final = re.compile(
    r"\b(?:now|currently|current|latest|newest|most recent(?:ly)?|nowadays|these days"
    r"|at the moment|right now|as of today|still)\b",
    re.IGNORECASE,
)
_LATELY: Final = re.compile(r"\b(?:recently|lately|recent)\b", re.IGNORECASE)
_FIRST: Final = re.compile(
    r"\b(?:first|earliest|originally|initially|original|initial|oldest|very beginning)\b"
    r"(?![\s-]+(?:names?|aid|floor|class|grade|language|hand|lady|quarter|half|person|responders?"
    r"|impressions?|week|month|year|day|weekend)\b)",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"(?<!\bat )\blast\b(?!\s+(?:names?|(?:\w+\s+)?(?:days?|nights?|weeks?|weekends?|months?|years?"
    r"|decades?|hours?|quarter)|summer|winter|spring|fall|autumn|mon|tue|wed|thu|fri|sat|sun|jan"
    r"|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|christmas|easter|halloween|thanksgiving"
    r"|morning|evening|minute|straw)[a-z]*)",
    re.IGNORECASE,
)
_BOTH_ENDS: Final = re.compile(r"\bearliest to latest\b|\bfirst to last\b", re.IGNORECASE)


def order(text: str, *, dated: bool) -> Order | None:
    """Return whether the latest or the first of something is asked for.

    In a text that names a date "recent" counts from there, and says nothing of today.
    """
    if _BOTH_ENDS.search(text):
        return None
    if _FIRST.search(text):
        return Order.FIRST
    if _LATEST.search(text) or _LAST.search(text) or (not dated and _LATELY.search(text)):
        return Order.LATEST
    return None


def says_all(tokens: Sequence[Token]) -> bool:
    """Say whether it asks for all of something; "every day" and "all night" do not."""
    return any(
        token.low in _ALL and not (place + 1 < len(tokens) and tokens[place + 1].low in _NOT_ALL)
        for place, token in enumerate(tokens)
    )


def sums(text: str) -> bool:
    """Say whether it asks for something made of many: a total, an average, an order."""
    return _SUMS.search(text) is not None


def compares(text: str) -> bool:
    """Say whether two things must be known to answer: it compares them, or counts between."""
    return _COMPARES.search(text) is not None or _FROM_TO.search(text) is not None


def describes_somebody(text: str) -> bool:
    """Say whether somebody is named only by what they did: "the person who"."""
    return _WHO.search(text) is not None
