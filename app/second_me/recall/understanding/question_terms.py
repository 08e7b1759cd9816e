"""The words of a question to look for: those that say what it is about."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec

from second_me.core.terms import STOP_WORDS, stem
from second_me.core.terms import words as words_of
from second_me.recall.understanding.tokens import Token, word_set

_EMPTY: Final = STOP_WORDS | word_set(
    "since between within per via regarding according based likely specifically approximately ago"
)
"""Words that say nothing of the matter in a question."""

_OF_TIME: Final = word_set(
    """
    last this next past previous ago early late mid middle beginning end start week weeks weekend
    month months year years day days decade quarter a an one two three four five six seven eight
    nine ten eleven twelve couple few several some the recently lately yesterday today tomorrow
    tonight
    """
)
"""Words that name a time for the asker: what was written then does not hold them."""


_LONGEST: Final = 64
"""Longer runs are keys and noise, not words."""


class Terms(msgspec.Struct, frozen=True):
    """Words, their stems, and the stems without names and times."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: tuple[str, ...]


def question_terms(
    tokens: Sequence[Token],
    asks: Collection[int],
    dated: Collection[int],
    named: Collection[int],
    empty: frozenset[str] = frozenset(),
) -> Terms:
    """Return what to look for, each word once; all are at places among the words.

    `asks` are those that only ask, `dated` those of times, `named` those of known people, which
    stay even if they are common words. `empty` are words of another language that say nothing.
    """
    words = [
        (word, place)
        for word, place in _words(tokens, asks, dated, named)
        if place in named or not {tokens[place].low, word} & empty
    ]
    if not words and not dated:
        words = [
            (word, place) for place, token in enumerate(tokens) for word in words_of(token.text)
        ]
    stems = {word: stem(word) for word, _ in words}
    content = [stems[word] for word, place in words if place not in named and place not in dated]
    return Terms(tuple(stems), tuple(dict.fromkeys(stems.values())), tuple(dict.fromkeys(content)))


def _words(
    tokens: Sequence[Token],
    asks: Collection[int],
    dated: Collection[int],
    named: Collection[int],
) -> Iterator[tuple[str, int]]:
    for place, token in enumerate(tokens):
        if place in asks or (place in dated and token.low in _OF_TIME):
            continue
        if token.low in _EMPTY and place not in named:
            continue
        whole = token.text.isascii() and token.text.isalnum()
        for word in (token.low,) if whole else words_of(token.text):
            if len(word) <= _LONGEST and (place in named or word not in _EMPTY):
                yield word, place
