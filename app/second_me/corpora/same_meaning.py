"""Which statements mean the same: by the cosine of their embeddings, or by their words.

From which cosine on is found anew for the embedder in use.

The rule: as many ways to say the same thing fall below it as different statements of one session
lie above it (the equal error rate). The ways to say the same are made up (`corpora.updates`): two
templates of one slot with one value, of one person. The different ones are the gold statements that
were drawn from one session. No fact that is to be judged has a part in it.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.core.terms import stems
from second_me.corpora.told_turns import Person
from second_me.corpora.updates import slots
from second_me.inference.embedder import Embedder

HOLDS: Final = 0.6
"""Share of a statement's own words that say the same wherever they stand."""

FEWEST_WORDS: Final = 3
"""Own words: what says less stands in almost anything."""

_PAIRS_A_SLOT: Final = 12
_SESSIONS: Final = 60
"""Of each person."""

_PEOPLE: Final = ("Anna", "Liam Cole", "Sarah Weber", "Pak Adi", "Kim")


class Meaning:
    """Compares statements about a person of this `name`; `means` is the cosine that is enough."""

    def __init__(self, embedder: Embedder, means: float, name: str) -> None:
        self._embedder = embedder
        self._means = means
        self._name = stems(name)

    def told(self, statements: Sequence[str], by: Sequence[str]) -> NDArray[np.bool_]:
        """Return which statements (n,) are told `by` which texts (m,): (n, m)."""
        if not statements or not by:
            return np.zeros((len(statements), len(by)), bool)
        near = self._embedder.embed(list(statements)) @ self._embedder.embed(list(by)).T
        held = [[self._holds(text, one) for text in by] for one in statements]
        told: NDArray[np.bool_] = (near >= self._means) | (np.array(held) >= HOLDS)
        return told

    def _holds(self, text: str, statement: str) -> float:
        """Return the share of the statement's own words that `text` holds; 0 of too few words."""
        own = stems(statement) - self._name
        return len(own & stems(text)) / len(own) if len(own) >= FEWEST_WORDS else 0.0


def threshold(people: Iterable[Person], embedder: Embedder) -> float:
    """Return the cosine at which both errors are alike. Raises ValueError without two statements
    in any session.
    """
    same = np.sort(_same(embedder))
    different = np.sort(_different(people, embedder))
    if not len(different):
        raise ValueError("no session holds two statements to compare")
    steps = np.arange(0.0, 1.0, 0.01)
    missed = np.searchsorted(same, steps) / len(same)
    taken = 1 - np.searchsorted(different, steps) / len(different)
    return float(steps[np.abs(missed - taken).argmin()])


def _same(embedder: Embedder) -> NDArray[np.float32]:
    """Return the cosines of made-up statements to others that say the same."""
    rng = random.Random("same meaning")  # noqa: S311  (repeatable, not secret)
    pairs = []
    for slot in slots.load():
        ways = (*slot.ways["fact"], *slot.ways.get("more", ()))
        for _ in range(_PAIRS_A_SLOT if len(ways) > 1 else 0):
            value, person = rng.choice(slot.values), rng.choice(_PEOPLE)
            first, second = (slots.fill(way, value, person) for way in rng.sample(ways, 2))
            pairs.append((first, second))
    ones = embedder.embed([one for one, _ in pairs])
    others = embedder.embed([other for _, other in pairs])
    cosines: NDArray[np.float32] = (ones * others).sum(axis=1)
    return cosines


def _different(people: Iterable[Person], embedder: Embedder) -> NDArray[np.float32]:
    """Return the cosines of the statements of a session to each other."""
    found = [
        _among(session.drawn, embedder)
        for person in people
        for session in [one for one in person.sessions if len(one.drawn) > 1][:_SESSIONS]
    ]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def _among(statements: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    vectors = embedder.embed(list(statements))
    return (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)]
