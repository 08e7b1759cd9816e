"""Words as numbers: how texts are read for the index of words, and questions with them.

A code is a hash of 32 bits of a word's stem. Of 200,000 different stems about five share
theirs with another, which costs a search nothing that could be measured; in turn no word is
kept in memory beside the events.
"""

import re
import unicodedata
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.terms import STOP_WORDS, stem

NO_CODE: Final = 0
"""What stands for a word that carries no topic."""

FIRST_PERSON: Final = 1
"""The same for I, my, we and our."""

TOPICAL: Final = 2
"""The codes of other words are not below it."""

Codes = NDArray[np.uint32]

_FIRST_PERSON: Final = frozenset(("i", "my", "we", "our"))
_LONGEST: Final = 64
_ASCII: Final = bytes(
    ord(chr(byte).lower()) if chr(byte).isascii() and chr(byte).isalnum() else 32
    for byte in range(256)
)
"""Letters to lower case, all but letters and figures to spaces: thrice as quick as a regex."""

_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]+"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese are written without spaces."""


class Read(msgspec.Struct, frozen=True):
    """Texts as codes: how many words each has, and the codes of all, one text after another."""

    lengths: NDArray[np.int64]
    codes: Codes

    def topical(self) -> NDArray[np.int64]:
        """Return how many words of each text carry a topic."""
        return self._count(self.codes >= TOPICAL)

    def in_first_person(self) -> NDArray[np.bool_]:
        """Return which texts hold a word for the one who tells, or a letter that looks like it."""
        return self._count(self.codes == FIRST_PERSON) > 0

    def _count(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return how many words of each text are marked."""
        before = np.concatenate(([0], np.cumsum(marked)))
        ends = np.cumsum(self.lengths)
        counts: NDArray[np.int64] = before[ends] - before[ends - self.lengths]
        return counts

    def chosen(self, kept: NDArray[np.bool_]) -> "Read":
        """Return the texts that are set in `kept`."""
        return Read(self.lengths[kept], self.codes[np.repeat(kept, self.lengths)])


class TermReader:
    """Reads texts. It remembers the words it met, so make a new one for each big reading."""

    def __init__(self) -> None:
        self._known = _Known()

    def read(self, texts: Iterable[str]) -> Read:
        """Return the codes of the texts; those of words without a topic are below `TOPICAL`."""
        codes = array("I")
        ends = [0]
        look_up = self._known.__getitem__
        for text in texts:
            codes.extend(map(look_up, _tokens(text)))
            ends.append(len(codes))
        edges = np.asarray(ends, dtype=np.int64)
        lengths = edges[1:] - edges[:-1]
        return Read(lengths, np.array(codes, dtype=np.uint32))


def codes_of(stems: Sequence[str]) -> list[Codes]:
    """Return the codes of each stem (of `core.terms.stem`): one, or several for a run of a
    script without spaces, which texts are looked through for by pairs of letters.
    """
    return [_codes(_fold(text)) for text in stems]


class _Known(dict[str | bytes, int]):
    """Words, as `_tokens` gives them, with their codes, worked out when first met."""

    def __missing__(self, token: str | bytes) -> int:
        word = token.decode() if isinstance(token, bytes) else token
        if word in _FIRST_PERSON:
            code = FIRST_PERSON
        elif word in STOP_WORDS or len(word) > _LONGEST:
            code = NO_CODE
        else:
            code = _hash(_fold(stem(word)))
        self[token] = code
        return code


def _tokens(text: str) -> list[str] | list[bytes]:
    """Return the words of a text in lower case, as `core.terms.words` does; runs of scripts
    without spaces come as pairs of letters.
    """
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).split()
    found: list[str] = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if _UNSPACED.search(text) is None:
        return found
    return [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> list[str]:
    """Cut a word at its runs of a script without spaces, and these into overlapping pairs."""
    pieces: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > end:
            pieces.append(word[end : run.start()])
        letters = run.group()
        pieces += [letters[at : at + 2] for at in range(max(len(letters) - 1, 1))]
        end = run.end()
    if end < len(word):
        pieces.append(word[end:])
    return pieces


def _codes(folded: str) -> Codes:
    if folded.isascii() or _UNSPACED.search(folded) is None:
        return np.asarray([_hash(folded)], dtype=np.uint32)
    return np.unique(np.asarray([_hash(piece) for piece in _pieces(folded)], dtype=np.uint32))


def _fold(word: str) -> str:
    """Drop accents, so that "cafe" finds "café"."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _hash(word: str) -> int:
    return max(zlib.crc32(word.encode("utf-8", "replace")), TOPICAL)
