"""Whether one fact is wanted or many, from one place or several, the latest or the first."""

import re
from collections.abc import Sequence
from typing import Final

from second_me.recall.understanding.asked import Order
from second_me.recall.understanding.tokens import Token, word_set

_ALL: Final = word_set(
    """
    all every everything everyone everybody each various different several
    """
)
_COMPARES: Final = re.compile(
    r"\b(?:more|less|fewer|older|younger|earlier|later|sooner|better|bigger|cheaper|longer|shorter"
    r"|higher|lower|\w+er)\s+than\b|\bcompared?\b|\bcomparison\b|\bdifferen(?:ce|t from)\b"
    r"|\bin common\b|\bboth\b.{1,80}?\band\b|\bcombined\b|\bin total\b|\baltogether\b|\btotal\b"
    r"|\bpercentage\b|\baverage\b",
    re.IGNORECASE,
)
_CHOICE: Final = re.compile(r"\bor\b", re.IGNORECASE)
_SINCE_WHEN: Final = re.compile(
    r"\bhow (?:many|much|long)\b.{0,120}?\b(?:between|since|before|after|until|when|passed)\b",
    re.IGNORECASE,
)
_WHO: Final = re.compile(
    r"\b(?:person|people|man|woman|friend|one|someone|guy|girl|boy)\s+(?:who|that|whom)\b",
    re.IGNORECASE,
)
_LATEST: Final = re.compile(
    r"\b(?:now|currently|current|latest|newest|most recent(?:ly)?|nowadays|these days"
    r"|at the moment|right now|recently|last time|last one|as of today|still|lately)\b",
    re.IGNORECASE,
)
_FIRST: Final = re.compile(
    r"\b(?:first|earliest|originally|initially|original|initial|at first|oldest|very beginning)\b"
    r"(?!\s+(?:name|names|aid|floor|class|grade|language|hand|lady|quarter|half))",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"\b(?:my|our|the|his|her|their|['\u2019]s)\s+last\s+(?P<what>\w+)", re.IGNORECASE
)
_LAST_DID: Final = re.compile(
    r"\b(?:when|where|what|who)\b.{0,60}?\blast\b\s*(?!\w*day|week|month|year|night|weekend)(?:\w+|$|\?)",
    re.IGNORECASE,
)
_NO_THING: Final = word_set(
    """
    name names week weekend month year night day days weeks months years summer winter spring
    fall autumn decade
    """
)


def order(text: str) -> Order | None:
    """Return whether the latest or the first of something is asked for."""
    if _FIRST.search(text):
        return Order.FIRST
    if _LATEST.search(text):
        return Order.LATEST
    if (found := _LAST.search(text)) and found["what"].lower() not in _NO_THING:
        return Order.LATEST
    return None


def says_all(tokens: Sequence[Token]) -> bool:
    """Say whether it asks for all of something."""
    return any(token.low in _ALL for token in tokens)


def compares(text: str) -> bool:
    """Say whether it compares, sums up or chooses between things."""
    return _COMPARES.search(text) is not None or _SINCE_WHEN.search(text) is not None


def describes_somebody(text: str) -> bool:
    """Say whether somebody is named only by what they did: "the person who"."""
    return _WHO.search(text) is not None
