"""How likely a draft is the answer: what speaks for it, weighed.

The ranker says how likely each memory tells what is asked, and how much of the question stands
beside the draft says whether it does so here; the model's own probabilities say how sure it was of
its words. What several memories tell is likelier than what one tells (Brill, Lin, Banko, Dumais
and Ng, "Data-Intensive Question Answering", TREC 2001). The weights belong to one adapter and one
ranker; `training.draft_choice` fits them.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from second_me.core.terms import stems
from second_me.recall.about import asked_about, of_another
from second_me.recall.passages import Passage
from second_me.recall.reading_off import telling_sentences, tells, worth
from second_me.recall.understanding import Asked, Order

FEATURES: Final = (
    "told",
    "near",
    "nearest",
    "borne out",
    "likely",
    "in order",
    "past",
    "of another",
    "sure",
)

_NAMING: Final = 3
"""Tokens before the answer: they name the memory, as "[1]"."""

_LEAST: Final = 0.05
TYPICAL: Final = math.log(0.7)
"""How likely words are of which the model told nothing, and those that a program read off."""

_WAS: Final = re.compile(
    r"\b(?:was|were|did|had|until|before|former|formerly|old|previous|used to)\b", re.IGNORECASE
)
_UNTIL: Final = re.compile(
    r"\b(?:until|till|used to|formerly|former|previously|no longer|any ?more|back then)\b",
    re.IGNORECASE,
)

Row = tuple[float, ...]
"""What is known of a draft, in the order of `FEATURES`."""


class Found(msgspec.Struct, frozen=True):
    """All that was found for a question, and how sure search is that memory tells it."""

    passages: Sequence[Passage]
    strength: float


def likely(probabilities: Sequence[float]) -> float:
    """Return how likely the model found its words, of the probabilities of all that it wrote: the
    mean of their logarithms.
    """
    logs = [math.log(max(one, _LEAST)) for one in probabilities[_NAMING:]]
    return sum(logs) / len(logs) if logs else TYPICAL


def features(said: str, bearing: Passage, asked: Asked, found: Found, words: float) -> Row:
    """Return what is known of a draft that one memory bears out, among all that was found;
    `words` is how likely the model found them.
    """
    most = max((one.near for one in found.passages), default=bearing.near)
    others = [one for one in found.passages if one.event.id != bearing.event.id]
    wanted = stems(said)
    telling = [one for one in telling_sentences(bearing) if wanted <= stems(one)]
    names = asked_about(asked.text, found.passages)

    def elsewhere(sentence: str) -> bool:
        return of_another(sentence, bearing, names, owner=asked.owner)

    beside = sum(one.near for one in others if tells(wanted, said, one))
    return (
        worth(said, asked, [bearing]),
        bearing.near,
        bearing.near / max(most, _LEAST),
        beside / (1 + beside),
        words,
        _in_order(bearing, asked.order, [one for one in others if 2 * one.near >= most]),
        float(not _WAS.search(asked.text) and bool(telling) and all(map(_UNTIL.search, telling))),
        float(bool(telling) and all(map(elsewhere, telling))),
        found.strength,
    )


def _in_order(bearing: Passage, order: Order | None, others: Sequence[Passage]) -> float:
    """Return how far it is the latest or the first of the near ones, where one is asked for: -0.5
    for the last one wanted to 0.5.
    """
    if order is None or not others:
        return 0.0
    sooner = sum(one.event.moment.at <= bearing.event.moment.at for one in others) / len(others)
    return sooner - 0.5 if order is Order.LATEST else 0.5 - sooner


class Weights(msgspec.Struct, frozen=True):
    """Weights by feature and an offset. Drafts less likely than `least` are not shown, those less
    likely than `sure` with a "perhaps"; one as likely as `enough` is not weighed against more.
    """

    features: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    least: float
    sure: float
    enough: float

    def chance(self, row: Row) -> float:
        """Return how likely a draft is the answer, 0 to 1."""
        odds = sum(weight * one for weight, one in zip(self.weights, row, strict=True))
        return 1 / (1 + math.exp(-max(min(odds + self.offset, 30.0), -30.0)))


@cache
def shipped() -> Weights:
    """Return the weights that come with the product."""
    path = files("second_me.recall") / "choice_weights.json"
    return msgspec.json.decode(path.read_bytes(), type=Weights)
