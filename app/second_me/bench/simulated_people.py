"""People with tastes, simulated: what they think of a memory, and what they do with what is shown.

A person looks at the results from the top, each further down with less chance, opens what is on
the matter and to their taste, errs now and then, and stops when content.
"""

import random
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Timestamp
from second_me.core.protocol.recall import Hit
from second_me.core.records import Act, Origin
from second_me.core.terms import stems

Vector = NDArray[np.float64]

TASTELESS: Final = 0.3
"""What a memory on the matter is worth to one whose taste it does not meet at all."""

_LOOKS_DOWN: Final = 0.8
"""The chance to look at place k is 1 / k to this power."""

_ERRS: Final = 0.05
_CONTENT: Final = 0.6
"""What is worth so much ends the search half the time, and is confirmed now and then."""

_ENDS: Final = 0.5
_CONFIRMS: Final = 0.1
_COPIES: Final = 0.3
_RECENT_DAYS: Final = 90
_DAY_MS: Final = 86_400_000
_LONG: Final = 300


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for one question: hits, the scores of raw fusion and of the shipped ranker
    (n,), and how far each is on the matter (n,), 0 to 1: 1 what the question's evidence names.
    """

    question: str
    asked_at: Timestamp
    hits: tuple[Hit, ...]
    fused: Vector
    scores: Vector
    matter: Vector


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a taste: `likes` gives 0 to 1 for each hit of a pool."""

    name: str
    likes: Callable[[Pool], Vector]

    def gains(self, pool: Pool) -> Vector:
        """Return what each hit is worth to this person (n,), 0 to 1."""
        return pool.matter * (TASTELESS + (1 - TASTELESS) * self.likes(pool))


def people(pools: Sequence[Pool], rng: random.Random) -> list[Person]:
    """Return a person of each taste; whom and which kind they like best is drawn by lot."""
    hits = [hit for pool in pools for hit in pool.hits]
    authors = _common([hit.event.author for hit in hits if hit.event.author])
    kinds = _common([hit.event.kind for hit in hits])
    author, kind = rng.choice(authors), rng.choice(kinds)
    made = [
        Person(name="own", likes=_own),
        Person(name="recent", likes=_recent),
        Person(name="long", likes=_long),
        Person(name="exact words", likes=_exact),
        Person(name="people", likes=lambda pool: _each(pool, lambda h: h.event.author == author)),
    ]
    if len(kinds) > 1:
        made.append(
            Person(name="kind", likes=lambda pool: _each(pool, lambda h: h.event.kind == kind))
        )
    return made


def look(
    person: Person, pool: Pool, shown: Sequence[int], rng: random.Random
) -> dict[int, frozenset[Act]]:
    """Return what the person does with the hits at the places `shown`, by place in the list."""
    gains = person.gains(pool)
    done: dict[int, frozenset[Act]] = {}
    for place, index in enumerate(shown):
        if rng.random() > (place + 1) ** -_LOOKS_DOWN:
            continue
        gain = float(gains[index])
        if rng.random() < _ERRS + (1 - 2 * _ERRS) * gain:
            done[place] = frozenset(_acts(gain, rng))
            if gain >= _CONTENT and rng.random() < _ENDS:
                break
        elif pool.matter[index] == 0 and rng.random() < _ERRS:
            done[place] = frozenset({Act.WRONG})
    return done


def _acts(gain: float, rng: random.Random) -> list[Act]:
    acts = [Act.OPENED]
    if rng.random() < gain * _COPIES:
        acts.append(Act.COPIED)
    if gain >= _CONTENT and rng.random() < _CONFIRMS:
        acts.append(Act.CONFIRMED)
    return acts


def _common(names: Sequence[str]) -> list[str]:
    """Return the names that make up a twentieth of all at least."""
    counts = {name: names.count(name) for name in sorted(set(names))}
    return [name for name, count in counts.items() if count * 20 >= len(names)]


def _each(pool: Pool, holds: Callable[[Hit], bool]) -> Vector:
    return np.array([float(holds(hit)) for hit in pool.hits])


def _own(pool: Pool) -> Vector:
    own = {Origin.OWN, Origin.TYPED}
    return _each(pool, lambda hit: hit.event.origin in own)


def _recent(pool: Pool) -> Vector:
    ages = np.array([pool.asked_at - hit.event.moment.at for hit in pool.hits]) / _DAY_MS
    fresh: Vector = np.exp(-np.maximum(ages, 0) / _RECENT_DAYS)
    return fresh


def _long(pool: Pool) -> Vector:
    return np.array([min(len(hit.event.text) / _LONG, 1.0) for hit in pool.hits])


def _exact(pool: Pool) -> Vector:
    wanted = stems(pool.question)
    shares = [len(wanted & stems(hit.event.text)) for hit in pool.hits]
    return np.array(shares, np.float64) / max(*shares, 1)
