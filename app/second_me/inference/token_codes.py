"""Late interaction: a memory's words one by one, each as one bit a dimension.

One vector for a whole text blurs what it says beside its topic. Here each word of the question
looks for its like among the words of a memory, in their context, and the best likenesses are added
up (Khattab and Zaharia, ColBERT, 2020), each by how much the word counts.
Words of a memory are kept as the signs of their numbers: 16 bytes a word.
"""

import string
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.terms import STOP_WORDS

DIMS: Final = 128
"""Numbers, and bits, of a word."""

BYTES: Final = DIMS // 8

_NO_TOPIC: Final = frozenset(string.punctuation) | {"…", "’", "‘", "“", "”", "–", "—"}  # noqa: RUF001
_SPECIAL: Final = frozenset({"[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"})

Codes = NDArray[np.uint8]


class TokenVectors(msgspec.Struct, frozen=True):
    """The tokens of one question: unit vectors (t, DIMS), and the word that each is of."""

    vectors: NDArray[np.float32]
    words: tuple[str, ...]


def left_out(vocabulary: Mapping[str, int]) -> NDArray[np.bool_]:
    """Return which tokens of a vocabulary say nothing of a memory: shape (ids,)."""
    found = np.zeros(max(vocabulary.values()) + 1, dtype=np.bool_)
    for word, number in vocabulary.items():
        plain = word.removeprefix("##")
        found[number] = word in _SPECIAL or word in STOP_WORDS or not set(plain) - _NO_TOPIC
    return found


def to_bits(vectors: NDArray[np.float32]) -> bytes:
    """Return the signs of (t, DIMS) numbers, `BYTES` a word."""
    return np.packbits(vectors > 0, axis=1).tobytes()


def likeness(
    question: NDArray[np.float32], weights: NDArray[np.float32], memories: Sequence[bytes]
) -> NDArray[np.float32]:
    """Return how well the words of each memory answer to those of a question, (n,), NaN for a
    memory without words. Of the question there are unit vectors (t, DIMS) and weights (t,).
    """
    lengths = np.asarray([len(code) // BYTES for code in memories], dtype=np.int64)
    found = np.full(len(memories), np.nan, dtype=np.float32)
    there = np.flatnonzero(lengths)
    if not len(there) or not len(weights):
        return found
    packed = np.frombuffer(b"".join(memories), dtype=np.uint8).reshape(-1, BYTES)
    # Signs are 2 bit - 1, so that the product is twice that with the bits less the sum.
    bits = np.unpackbits(packed, axis=1).astype(np.float32)
    scale = np.float32(1 / np.sqrt(DIMS))
    alike = (2 * (bits @ question.T) - question.sum(axis=1)) * scale
    starts = np.r_[0, np.cumsum(lengths[there])[:-1]]
    found[there] = np.maximum.reduceat(alike, starts, axis=0) @ weights
    return found
