"""An embedder for tests: exact, quick, and blind to meaning beyond shared words."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.inference import token_codes
from second_me.inference.embedder import DIMS, Asking, Reading
from second_me.inference.token_codes import TokenVectors

_WORD: Final = re.compile(r"\w+")


class ScriptedEmbedder:
    """Sums one fixed random direction a word, so that texts sharing words lie close.

    `synonyms` maps words to the word they stand for: the tests' notion of meaning.
    """

    def __init__(
        self,
        synonyms: dict[str, str] | None = None,
        model: str = "scripted-v1",
        understands: tuple[str, ...] = (),
    ) -> None:
        self.model = model
        self.understands = understands
        self.dims = DIMS
        self.embedded = 0
        self._synonyms = synonyms or {}

    def load(self) -> None:
        """There is nothing to load."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (n, dims)."""
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            words = _WORD.findall(text.lower()) or [""]
            for word in words:
                vectors[row] += self._direction(self._synonyms.get(word, word))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text, shape (dims,)."""
        return np.asarray(self.embed([text])[0], dtype=np.float32)

    def read(self, texts: Sequence[str]) -> Reading:
        """Return the vectors and the words of memories."""
        words = [token_codes.to_bits(self._words(text)) for text in texts]
        return Reading(self.embed(texts), words)

    def ask(self, text: str) -> Asking:
        """Return the vector and the words of a question."""
        words = TokenVectors(self._words(text), tuple(_WORD.findall(text.lower())))
        return Asking(self.embed_query(text), words)

    def _words(self, text: str) -> NDArray[np.float32]:
        """Return a unit vector a word, shape (t, dims of a word)."""
        stand = [self._synonyms.get(word, word) for word in _WORD.findall(text.lower())]
        found = np.zeros((len(stand), token_codes.DIMS), dtype=np.float32)
        for row, word in enumerate(stand):
            direction = self._direction(word)[: token_codes.DIMS]
            found[row] = direction / np.linalg.norm(direction)
        return found

    def _direction(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).standard_normal(self.dims, dtype=np.float32)
