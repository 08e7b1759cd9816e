"""The quick agent with a scripted embedder: `embedder_agent.py MODEL UNDERSTANDS GATE …`.

It embeds as many pieces of work as the number in the file GATE says, and then waits.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from quick_agent import quick

from second_me.agent.main import main
from second_me.inference.scripted_embedder import ScriptedEmbedder


class GatedEmbedder(ScriptedEmbedder):
    """Embeds questions at once, and memories as far as it is let."""

    def __init__(self, model: str, understands: tuple[str, ...], gate: Path) -> None:
        super().__init__(model=model, understands=understands)
        self._gate = gate
        self._pieces = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        while self._pieces >= int(self._gate.read_text("utf-8")):
            time.sleep(0.01)
        self._pieces += 1
        return super().embed(texts)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(super().embed([text])[0], dtype=np.float32)


if __name__ == "__main__":
    model, understands, gate = sys.argv[1:4]
    known = tuple(understands.split(",")) if understands else ()
    parts = replace(quick(), embedder=lambda: GatedEmbedder(model, known, Path(gate)))
    sys.exit(main(sys.argv[4:], lambda: parts))
