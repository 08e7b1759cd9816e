"""From which cosine on two statements count as the same: found anew for the embedder in use.

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

from second_me.bench.told_turns import Person
from second_me.corpora.updates import slots
from second_me.inference.embedder import Embedder

_PAIRS_A_SLOT: Final = 12
_SESSIONS: Final = 60
"""Of each person."""

_PEOPLE: Final = ("Anna", "Liam Cole", "Sarah Weber", "Pak Adi", "Kim")


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
    first = embedder.embed([one for one, _ in pairs])
    second = embedder.embed([one for _, one in pairs])
    cosines: NDArray[np.float32] = (first * second).sum(axis=1)
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
