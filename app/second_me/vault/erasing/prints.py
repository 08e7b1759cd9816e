"""Fingerprints of words on their way out: what the search of every page looks for.

A fingerprint is a keyed rolling hash of a few neighbouring bytes (Karp and Rabin, 1987): of 16
bytes of a text, of 8 bytes within a long word as an index of words would keep it, or of a whole
name. It can be looked for at every place of a page, also where a text was cut into pieces, and
the words themselves need not be kept to look for them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.terms import words

Hashes = NDArray[np.uint64]
Prints = Mapping[int, Hashes]
"""Sorted hashes by the number of bytes that each is made of."""

TEXT: Final = 16
WORD: Final = 8
SHORTEST_NAME: Final = 6
"""Shorter names turn up by chance in numbers and within other words."""

MOST: Final = 200_000
"""Fingerprints of texts kept for one erasure: all places of a few, some of each of very many."""

FEWEST_EACH: Final = 4
MOST_WORDS: Final = 50_000

_BITS: Final = 22
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_LOWER: Final = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))  # noqa: PLR2004


class Printer:
    """Makes and finds fingerprints under one secret."""

    def __init__(self, secret: bytes) -> None:
        seed = hashlib.blake2b(b"erasing prints", key=secret, digest_size=8).digest()
        self._base = int.from_bytes(seed, "big") | 1
        self._sieves: dict[int, tuple[Hashes, NDArray[np.bool_]]] = {}

    def take(
        self, texts: Iterable[str], names: Iterable[str] = (), raw: Iterable[bytes] = ()
    ) -> Prints:
        """Return fingerprints of texts, of names as a whole, and of bytes that are no text."""
        pieces = [_plain(text) for text in texts] + [bytes(one).translate(_LOWER) for one in raw]
        pieces = [piece for piece in pieces if piece]
        long_words = {word for piece in pieces for word in _long_words(piece)}
        found = {
            TEXT: self._spread(pieces),
            WORD: self._all(sorted(long_words)[:MOST_WORDS] + _short(pieces), WORD),
        }
        for name in map(_plain, names):
            if len(name) >= SHORTEST_NAME and len(name) not in found:
                found[len(name)] = self._all([name], len(name))
            elif len(name) in found:
                found[len(name)] = np.union1d(found[len(name)], self._all([name], len(name)))
        return {width: prints for width, prints in found.items() if len(prints)}

    def find(self, data: bytes, prints: Prints) -> Prints:
        """Return which of the fingerprints turn up anywhere in `data`."""
        found: dict[int, Hashes] = {}
        ladder = self._ladder(data.translate(_LOWER), max(prints, default=0))
        for width, wanted in prints.items():
            hashes = self._runs(ladder, width)
            near = hashes[self._sieve(width, wanted)[_places(hashes)]]
            places = np.searchsorted(wanted, near)
            places[places == len(wanted)] = 0
            hits = near[wanted[places] == near]
            if len(hits):
                found[width] = np.unique(hits)
        return found

    def pieces(self, data: bytes, prints: Prints) -> set[bytes]:
        """Return the bytes themselves, in lower case, that fingerprints are found of."""
        lower = data.translate(_LOWER)
        found: set[bytes] = set()
        for width, wanted in prints.items():
            hashes = self._rolling(lower, width)
            found |= {lower[at : at + width] for at in np.flatnonzero(np.isin(hashes, wanted))}
        return found

    def _spread(self, pieces: list[bytes]) -> Hashes:
        """Return hashes of texts, all of them or evenly chosen ones."""
        total = sum(len(piece) for piece in pieces)
        step = max(1, -(-total // MOST))
        chosen = []
        for piece in pieces:
            hashes = self._rolling(piece, TEXT)
            fewest = max(1, len(hashes) // FEWEST_EACH)
            chosen.append(hashes[:: min(step, fewest)])
        return np.unique(np.concatenate(chosen)) if chosen else np.zeros(0, np.uint64)

    def _all(self, pieces: list[bytes], width: int) -> Hashes:
        if not pieces:
            return np.zeros(0, np.uint64)
        return np.unique(np.concatenate([self._rolling(piece, width) for piece in pieces]))

    def _rolling(self, data: bytes, width: int) -> Hashes:
        """Return the hash of each run of `width` bytes."""
        return self._runs(self._ladder(data, width), width)

    def _ladder(self, data: bytes, widest: int) -> list[Hashes]:
        """Return the hashes of runs of 1, 2, 4 … bytes, as far as runs of `widest` need them."""
        ladder = [np.frombuffer(data, np.uint8).astype(np.uint64) + np.uint64(1)]
        size = 1
        while 2 * size <= min(widest, len(data)):
            ladder.append(self._join(ladder[-1], ladder[-1], size, size))
            size *= 2
        return ladder

    def _runs(self, ladder: list[Hashes], width: int) -> Hashes:
        """Return the hash of each run of `width` bytes, put together from runs of powers of two."""
        if len(ladder[0]) < width:
            return np.zeros(0, np.uint64)
        made: Hashes | None = None
        done = 0
        for step, power in enumerate(ladder):
            size = 1 << step
            if width & size:
                made = power if made is None else self._join(made, power, done, size)
                done += size
        assert made is not None
        return made * _SPREAD

    def _sieve(self, width: int, wanted: Hashes) -> NDArray[np.bool_]:
        """Return which places fingerprints fall on; the last ones asked for are kept."""
        known = self._sieves.get(width)
        if known is None or known[0] is not wanted:
            sieve = np.zeros(1 << _BITS, dtype=np.bool_)
            sieve[_places(wanted)] = True
            self._sieves[width] = known = (wanted, sieve)
        return known[1]

    def _join(self, first: Hashes, second: Hashes, size: int, more: int) -> Hashes:
        """Return hashes of runs of `size` bytes followed by runs of `more` bytes."""
        count = min(len(first), len(second) - size)
        factor = np.uint64(pow(self._base, more, 1 << 64))
        joined: Hashes = first[:count] * factor + second[size : size + count]
        return joined


def count(prints: Prints) -> int:
    """Return how many fingerprints there are."""
    return sum(len(one) for one in prints.values())


def without(prints: Prints, others: Prints) -> Prints:
    """Return the fingerprints that are not among the others."""
    left = {
        width: np.setdiff1d(one, others[width]) if width in others else one
        for width, one in prints.items()
    }
    return {width: one for width, one in left.items() if len(one)}


def together(first: Prints, second: Prints) -> Prints:
    """Return both."""
    widths = dict.fromkeys((*first, *second))
    none = np.zeros(0, np.uint64)
    return {width: np.union1d(first.get(width, none), second.get(width, none)) for width in widths}


def folded(text: str) -> bytes:
    """Return a text as it is looked for: its bytes in lower case."""
    return _plain(text)


def _places(hashes: Hashes) -> NDArray[np.int64]:
    return (hashes >> np.uint64(64 - _BITS)).view(np.int64)  # small: no need of a copy


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(_LOWER)


def _long_words(piece: bytes) -> Iterator[bytes]:
    for word in words(piece.decode("utf-8", "ignore")):
        encoded = word.encode()
        if len(encoded) >= WORD and word.isalnum():
            yield encoded


def _short(pieces: list[bytes]) -> list[bytes]:
    """Return the texts that are too short for a fingerprint of a text."""
    return [piece for piece in pieces if WORD <= len(piece) < TEXT]
