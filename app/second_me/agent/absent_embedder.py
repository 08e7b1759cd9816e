"""Stands in for an embedder whose files are missing: memory goes on by words alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from second_me.inference.embedder import DIMS, Asking, EmbedderUnavailable, Reading


class AbsentEmbedder:
    """Raises what kept the real one from being made."""

    model = ""
    dims = DIMS
    understands: tuple[str, ...] = ()

    def __init__(self, why: EmbedderUnavailable) -> None:
        self._why = why

    def load(self) -> None:
        raise self._why

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        del texts
        raise self._why

    def embed_query(self, text: str) -> NDArray[np.float32]:
        del text
        raise self._why

    def read(self, texts: Sequence[str]) -> Reading:
        del texts
        raise self._why

    def ask(self, text: str) -> Asking:
        del text
        raise self._why
