"""The shipped ranker: what each feature is worth, learned by `second-me train ranker`."""

import functools
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.errors import EnvironmentFault
from second_me.core.paths import packaged

Vector = NDArray[np.float32]

_FILE: Final = "ranker/ranker.json"


class RankerUnavailable(EnvironmentFault):
    """The ranker's file is missing or is not for this version."""

    code = "ranker_unavailable"


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """A linear function of named features; of what is left unnamed nothing is known."""

    weights: dict[str, float]
    offset: float = 0.0


class RankerFile(msgspec.Struct, frozen=True, kw_only=True):
    """`models/ranker/ranker.json`. `order` ranks events, `sure` tells by the features of a whole
    result (`confidence.signals`) whether memory answers the question. Less sure than
    `decline_below` nothing is answered; from `strong_from` on the evidence is shown whatever the
    model makes of it.
    """

    name: str
    order: Weights
    sure: Weights
    decline_below: float
    strong_from: float


class Ranker:
    """Scores candidates. `name` is the version that learning on top of it belongs to."""

    def __init__(self, file: RankerFile) -> None:
        self.name = file.name
        self.decline_below = file.decline_below
        self.strong_from = file.strong_from
        self._order = file.order
        self._sure = file.sure

    @classmethod
    def read(cls, path: Path) -> "Ranker":
        """Read a ranker's file. Raises RankerUnavailable."""
        try:
            return cls(msgspec.json.decode(path.read_bytes(), type=RankerFile))
        except (OSError, msgspec.MsgspecError) as error:
            raise RankerUnavailable(
                "Second Me is not whole",
                "A file that orders what is found is missing or damaged.",
                "Install Second Me again; your memories are not touched by that.",
            ) from error

    @classmethod
    def shipped(cls) -> "Ranker":
        """Return the ranker that came with the product."""
        return _shipped()

    def score(self, features: NDArray[np.float32], names: tuple[str, ...]) -> Vector:
        """Return the log-odds that each row of features (n, f) is evidence, shape (n,)."""
        return _linear(self._order, features, names)

    def sure(self, signals: dict[str, float]) -> float:
        """Return the probability, 0 to 1, that memory answers the question."""
        row = np.asarray([list(signals.values())], dtype=np.float32)
        level = float(_linear(self._sure, row, tuple(signals))[0])
        return float(1 / (1 + np.exp(-np.clip(level, -30, 30))))


@functools.cache
def _shipped() -> Ranker:
    return Ranker.read(packaged("models") / _FILE)


def _linear(told: Weights, features: NDArray[np.float32], names: tuple[str, ...]) -> Vector:
    weights = np.asarray([told.weights.get(name, 0.0) for name in names], dtype=np.float32)
    found: Vector = features @ weights + np.float32(told.offset)
    return found
