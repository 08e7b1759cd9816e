"""The words by which forms ask: plain forms of labels and names, and which kind they speak of."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from second_me.core.forms import FieldKind

_SPOKEN: Final = {"cc": FieldKind.CARD}
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")
_NOT_WORD: Final = re.compile(r"[^\w]+|_+")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_MOST_WORDS: Final = 5


def plain(text: str) -> str:
    """Return words in small letters without marks, parted by single spaces; names of code are
    parted too ("billingFirst_name" -> "billing first name").
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", _CAMEL.sub(" ", text))
        if not unicodedata.combining(letter)
    )
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


@cache
def phrases() -> dict[FieldKind, tuple[str, ...]]:
    """Return the phrases of each kind as they are written in `words.txt`."""
    found: dict[FieldKind, tuple[str, ...]] = {}
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        kind, _, rest = line.partition(":")
        found[_SPOKEN.get(kind) or FieldKind(kind)] = tuple(one.strip() for one in rest.split(","))
    return found


def kinds_in(text: str) -> Iterator[tuple[FieldKind, int]]:
    """Yield each kind that a plain text speaks of, with the length of the words that say so."""
    whole, parts, unspaced = _by_phrase()
    yield from ((kind, len(text)) for kind in whole.get(text, ()))
    words = text.split()
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            yield from ((kind, len(phrase)) for kind in parts.get(phrase, ()))
    if _UNSPACED.search(text):
        for phrase, kinds in unspaced.items():
            if phrase in text:
                yield from ((kind, 2 * len(phrase)) for kind in kinds)


_Kinds = dict[str, tuple[FieldKind, ...]]


@cache
def _by_phrase() -> tuple[_Kinds, _Kinds, _Kinds]:
    """Return kinds by phrases that are a whole label, parts of one, and parts without spaces."""
    tables: tuple[_Kinds, _Kinds, _Kinds] = ({}, {}, {})
    for kind, said in phrases().items():
        for phrase in said:
            words = plain(phrase.removeprefix("="))
            place = 0 if phrase.startswith("=") else 2 if _UNSPACED.search(words) else 1
            tables[place][words] = (*tables[place].get(words, ()), kind)
    return tables
