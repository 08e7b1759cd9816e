"""Made-up vectors that lie as those of real sentences do, the same for the same seed.

Each is a mixture of the vectors of three plain sentences, embedded by the real model, and some
noise. Vectors that are noise alone have no neighbourhoods, and an index that looks only into
the nearest cells would be judged by what never happens.
"""

from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.inference.embedder import Embedder
from second_me.inference.token_codes import BYTES

SENTENCES: Final = 2048

WORDS: Final = 20
"""So many words, or pieces of them, say something in each text."""

_PARTS: Final = 3
_NOISE: Final = 0.8
"""Length of the noise beside a mixture of length one: the ten nearest of some thousand lie about
as near as with sentences of real talks, and as many dimensions matter.
"""

_WHO: Final = (
    "My sister",
    "Our neighbour",
    "The dentist",
    "My old boss",
    "A friend from school",
    "The landlord",
    "My grandmother",
    "The team",
    "Our daughter",
    "The doctor",
    "My flatmate",
    "The teacher",
)
_DID: Final = (
    "booked a flight to Lisbon",
    "baked bread with walnuts",
    "broke an arm while skiing",
    "started to learn the cello",
    "sold the old car",
    "found a flat near the park",
    "lost the keys again",
    "is allergic to shellfish",
    "finished the quarterly report",
    "planted tomatoes on the balcony",
    "ran a half marathon",
    "repaired the washing machine",
    "adopted a grey cat",
    "wants to change jobs",
    "painted the kitchen yellow",
    "forgot the appointment",
    "won a chess tournament",
    "watched a film about whales",
    "moved the meeting to Thursday",
    "paid the electricity bill",
    "is writing a novel",
    "caught a bad cold",
    "bought tickets for the concert",
    "signed the new contract",
)
_HOW: Final = (
    "last summer",
    "and told everybody about it",
    "because the weather was good",
    "after a long discussion",
    "on the way home from work",
    "with the help of my brother",
    "for the second time this year",
    "although it was expensive",
)


class MadeUpVectors:
    """Vectors by the block, each block the same however many are asked for."""

    def __init__(self, embedder: Embedder, seed: int = 7) -> None:
        rng = np.random.default_rng(seed)
        told = [" ".join(parts) + "." for parts in product(_WHO, _DID, _HOW)]
        chosen = rng.choice(len(told), SENTENCES, replace=False)
        self._base = embedder.embed([told[place] for place in chosen.tolist()])
        self._seed = seed

    def block(self, number: int, count: int) -> NDArray[np.float32]:
        """Return `count` unit vectors, shape (count, dims)."""
        rng = np.random.default_rng((self._seed, number))
        shares = rng.dirichlet([1.0] * _PARTS, count).astype(np.float32)
        parts = rng.integers(0, len(self._base), (_PARTS, count))
        mixed = np.einsum("np,pnd->nd", shares, self._base[parts])
        dims = mixed.shape[1]
        noise = rng.standard_normal(mixed.shape, dtype=np.float32) * (_NOISE / dims**0.5)
        vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True) + noise
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def words(self, number: int, count: int) -> list[bytes]:
        """Return the codes of the words of `count` texts, noise: they only have to be read."""
        rng = np.random.default_rng((self._seed, number, 1))
        return [rng.bytes(BYTES * WORDS) for _ in range(count)]
