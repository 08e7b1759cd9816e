"""How strong a fact is in memory: it fades with time, and rises each time it is of use.

Forgetting follows a power of time (Wixted and Ebbesen, "On the form of forgetting", 1991): after
its half-life a fact has half its strength, after four of them a fifth. Every use makes the
half-life longer. Nothing is deleted: what fades is put away, and what is used comes back.
"""

import math
from typing import Final

from second_me.core.clock import Timestamp
from second_me.core.records import LifeState
from second_me.vault.keeping import Living

DAY: Final = 86_400_000
HALF_LIFE: Final = 60.0
"""Days, of a fact of no importance that was never used."""

LASTING: Final = 0.9
"""What is as important as this never fades below active."""

FADING: Final = 0.5
ARCHIVED: Final = 0.2
"""Below these strengths a fact is fading, and then put away."""

_DOUBLINGS: Final = 3.0
"""A fact of full importance has a half-life of so many doublings more."""

_USE: Final = 0.7
_TOLD: Final = 0.05
_MOST_TOLD: Final = 4
_KINDS: Final = {
    "identity": 0.9,
    "relation": 0.8,
    "health": 0.8,
    "work": 0.7,
    "education": 0.7,
    "place": 0.7,
    "habit": 0.6,
    "preference": 0.6,
    "possession": 0.5,
    "plan": 0.4,
    "event": 0.3,
}
_OTHER: Final = 0.4
_BY_PERSON: Final = "person"


def importance(fact: Living) -> float:
    """Return how much a fact matters, 0 to 1: what it tells, how sure it is, how often told."""
    if fact.maker == _BY_PERSON or fact.slot:
        return 1.0
    told = _TOLD * min(fact.shown - 1, _MOST_TOLD)
    return min(_KINDS.get(fact.kind, _OTHER) * (0.5 + 0.5 * fact.confidence) + told, 1.0)


def strength(fact: Living, now: Timestamp) -> float:
    """Return how strong a fact is, 1 when it was just learnt or used, falling towards 0."""
    last = max(fact.learned_at, fact.kept.used_at or fact.learned_at)
    days = max(now - last, 0) / DAY
    half = HALF_LIFE * math.pow(2, _DOUBLINGS * importance(fact))
    return 1 / (1 + days / (half * math.pow(1 + fact.kept.uses, _USE)))


def state(fact: Living, now: Timestamp) -> LifeState:
    """Return the part of its life that a fact is in."""
    kept = fact.kept
    if kept.archived_at is not None:
        return LifeState.ARCHIVED
    if kept.pinned_at is not None or (kept.used_at is not None and now - kept.used_at < DAY):
        return LifeState.WORKING
    if importance(fact) >= LASTING:
        return LifeState.ACTIVE
    left = strength(fact, now)
    if left < ARCHIVED:
        return LifeState.ARCHIVED
    return LifeState.FADING if left < FADING else LifeState.ACTIVE
