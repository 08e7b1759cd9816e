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

    `low` is folded: lower case, no accents, no possessive ending; `key` has no marks within
    either ("obrien"), as names are looked up. `initial`: a sentence starts
    with it. `broken`: a comma, bracket, quote or the like stands between it and the word before.
    `hyphened`: just a hyphen does.
    """

    text: str
    low: str
    key: str
    start: int
    end: int
    capital: bool
    possessive: bool
    initial: bool
    broken: bool
    hyphened: bool


def bounded(text: str) -> str:
    """Return the text, or the two ends of a very long one."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}\n{text[-half:]}"


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order."""
    tokens: list[Token] = []
    last, before = 0, ""
    for found in _WORD.finditer(text):
        start, end = found.span()
        word, possessive = found[0], False
        if not word.isalnum():
            word, possessive = _without_ending(word)
        between = text[last:start]
        if between == " ":
            initial = broken = not tokens
        else:
            initial, broken = _gap(between, before)
        low = fold(word)
        tokens.append(
            Token(
                word,
                low,
                low.replace("'", ""),
                start,
                end,
                word[0].isupper(),
                possessive,
                initial or not tokens,
                broken or not tokens,
                between == "-",
            )
        )
        last, before = start + len(word), low
    return tokens


def _without_ending(word: str) -> tuple[str, bool]:
    """Return a word without a possessive ending or a closing mark, and whether it had the first."""
    if ending := _POSSESSIVE.search(word):
        return word[: ending.start()], True
    return word.rstrip("'\u2019\u02bc"), False


def _gap(between: str, before: str) -> tuple[bool, bool]:
    """Say whether what stands between two words ends a sentence, and whether it parts them."""
    marks = set(between)
    if not marks.isdisjoint(_ENDS) and not (between.rstrip() == "." and _is_short(before)):
        return True, True
    return False, not marks.isdisjoint(_BREAKS - _ENDS)


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
