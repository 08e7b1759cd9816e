"""Whether what the extract adapter wrote down is worth keeping: three numbers, weighed.

The adapter is made to write something for nearly every window, for its "none" alone is a poor
judge: what is worth keeping is decided when there is a statement to look at. What counts is how
sure the adapter was that anything is told, how likely it found its own words (what it finds
unlikely is garbled more often than not), and how many figures and names the statement holds beside
whom it is about. The weights belong to one adapter; `training.fact_worth` fits them.
"""

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from second_me.core.terms import exact

FEATURES: Final = ("tells", "words", "figures and names")
_LEAST: Final = 1e-4

Row = tuple[float, ...]
"""What is known of a statement, in the order of `FEATURES`."""


class Sureness(msgspec.Struct, frozen=True):
    """How sure the adapter was: that the window tells anything (a probability), and of the words
    it wrote (the mean of their logarithms).
    """

    tells: float
    words: float

    @classmethod
    def of(cls, tells: float, probabilities: Sequence[float]) -> "Sureness":
        """Take the probabilities of the words that were written."""
        logs = [math.log(max(one, _LEAST)) for one in probabilities]
        return cls(tells, sum(logs) / len(logs) if logs else 0.0)


def features(statement: str, subject: str, sure: Sureness) -> Row:
    """Return what is known of a statement about `subject`, which it begins with."""
    tells = min(max(sure.tells, _LEAST), 1 - _LEAST)
    return (
        math.log(tells / (1 - tells)),
        sure.words,
        math.log1p(len(exact(statement.removeprefix(subject)))),
    )


class Weights(msgspec.Struct, frozen=True):
    """Weights by feature, an offset, and the probability from which on a statement is kept."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    least: float

    def worth(self, row: Row) -> float:
        """Return how likely a statement is one that somebody would note."""
        odds = sum(weight * one for weight, one in zip(self.weights, row, strict=True))
        return 1 / (1 + math.exp(-max(min(odds + self.offset, 30.0), -30.0)))

    def keeps(self, row: Row) -> bool:
        """Say whether it is worth enough."""
        return self.worth(row) >= self.least


@cache
def shipped() -> Weights:
    """Return the weights that come with the product."""
    path = files("second_me.memory") / "worth_weights.json"
    return msgspec.json.decode(path.read_bytes(), type=Weights)
