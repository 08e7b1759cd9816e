"""A question cut into words, once, with what each looks like where it stands."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

import msgspec

LONGEST: Final = 2_000
"""Characters that are read; of a longer text its two ends, where people put what they ask."""

_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019\u02bc`][^\W_]+)*['\u2019\u02bc]?")
_POSSESSIVE: Final = re.compile(r"(?:['\u2019\u02bc`]s|(?<=s)['\u2019\u02bc])$", re.IGNORECASE)
_APOSTROPHES: Final = str.maketrans("\u2019\u02bc`", "'''")
_ENDS: Final = frozenset(".!?\n:;\u2026\u3002\uff1f\uff01")
_SHORT: Final = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "jr", "sr", "vs", "approx"})
_BREAKS: Final = _ENDS | frozenset(',()[]{}"\u201c\u201d\u00ab\u00bb\u2013\u2014')


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word.

    `low` is folded: lower case, no accents, no possessive ending. `initial`: a sentence starts
    with it. `broken`: a comma, bracket, quote or the like stands between it and the word before.
    `hyphened`: just a hyphen does.
    """

    text: str
    low: str
    start: int
    end: int
    capital: bool
    possessive: bool
    initial: bool
    broken: bool
    hyphened: bool

    @property
    def key(self) -> str:
        """Return the word as names are looked up: "O'Brien" is "obrien"."""
        return self.low.replace("'", "")


def bounded(text: str) -> str:
    """Return the text, or the two ends of a very long one."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}\n{text[-half:]}"


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order."""
    tokens: list[Token] = []
    last = 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        between = text[last:start]
        word = found[0]
        possessive = False
        ends = any(mark in _ENDS for mark in between)
        if ends and between.rstrip() == "." and _is_short(tokens[-1].low if tokens else ""):
            ends, between = False, " "
        if ending := _POSSESSIVE.search(word):
            word, possessive = word[: ending.start()], True
        elif word[-1] in "'\u2019\u02bc":
            word = word[:-1]
        tokens.append(
            Token(
                word,
                fold(word),
                start,
                end,
                word[0].isupper(),
                possessive,
                not tokens or ends,
                not tokens or any(mark in _BREAKS for mark in between),
                between == "-",
            )
        )
        last = start + len(word)
    return tokens


def _is_short(low: str) -> bool:
    """Say whether a stop behind a word ends no sentence: "Dr. Zhao", "J. K. Rowling"."""
    return low in _SHORT or (len(low) == 1 and low != "i")


def fold(word: str) -> str:
    """Return a word without case and accents."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_APOSTROPHES)
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def joined(tokens: Sequence[Token]) -> str:
    """Return words with a blank between, as names are looked up."""
    return " ".join(token.key for token in tokens)


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string as a set."""
    return frozenset(words.split())
