"""Noun phrases as questions have them, found without knowing parts of speech."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from second_me.core.terms import STOP_WORDS
from second_me.recall.understanding.clauses import AUXILIARIES, QUESTION_WORDS
from second_me.recall.understanding.not_names import NOT_NAMES
from second_me.recall.understanding.tokens import Token, word_set

_ENDS: Final = (
    STOP_WORDS
    | AUXILIARIES
    | QUESTION_WORDS
    | word_set(
        "ago another between toward towards per recently currently usually since within regarding"
    )
) - {"own", "other", "more", "most", "one"}
_ARTICLES: Final = word_set(
    "the a an my our his her their your all some this that these those every any"
)
_LEADS: Final = 3
_MOST_WORDS: Final = 7
_LONG_ENOUGH: Final = 4


class Noun(msgspec.Struct, frozen=True):
    """The head of a noun phrase, empty for none, and where the phrase starts and ends."""

    head: str
    start: int
    end: int


def noun_at(tokens: Sequence[Token], start: int, quoted: Collection[int]) -> Noun:
    """Return the noun phrase at a place; `quoted` are places where none may go on."""
    place = start
    while place < len(tokens) and place - start < _MOST_WORDS:
        token = tokens[place]
        if token.low in _ENDS and not token.hyphened:
            break
        if place in quoted or (place > start and _breaks(tokens, place)):
            break
        place += 1
    return Noun(tokens[place - 1].low if place > start else "", start, place)


def past_owner(tokens: Sequence[Token], start: int) -> int:
    """Return the place behind "the", "my", or "Anna's"."""
    for place in range(start, min(start + _LEADS, len(tokens))):
        if tokens[place].possessive:
            return place + 1
    while word(tokens, start) in _ARTICLES:
        start += 1
    return start


def word(tokens: Sequence[Token], place: int) -> str:
    """Return the folded word at a place, empty outside the text."""
    return tokens[place].low if 0 <= place < len(tokens) else ""


def _breaks(tokens: Sequence[Token], place: int) -> bool:
    """Say whether a phrase that has begun ends before a place: at a comma, a name, a verb."""
    token, last = tokens[place], tokens[place - 1]
    name = token.capital and not last.capital and token.low not in NOT_NAMES
    if token.broken or last.possessive or name:
        return True
    verb = token.low.endswith("ed") and len(token.low) > _LONG_ENOUGH
    return verb and not token.hyphened and not last.low.endswith("ly")
