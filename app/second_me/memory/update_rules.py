"""The decision by rules alone: where there is no adapter, and what the adapter is measured by."""

from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.inference.update_prompts import Change, Statement
from second_me.memory.fact_words import Facts, held, not_meant, opposed, shared

SAME: Final = 0.8
ABOUT_THE_SAME: Final = 0.34
_UNSURE: Final = 0.4
_SURE: Final = 0.75


class Guess(msgspec.Struct, frozen=True):
    """A change, the place of the known fact that it touches (from 1; 0 none), and how sure."""

    change: Change
    number: int
    confidence: float


def guess(new: Statement, known: Sequence[Statement], subject: str) -> Guess:
    """Return what the words say: the same, more, the end, or another value of the nearest fact.

    Words alone cannot tell whether a second value takes the place of the first one, so that is
    said only where they speak of a change.
    """
    if not_meant(new.words):
        return Guess(Change.IGNORE, 0, _SURE)
    ours = Facts.of(new.text, subject)
    near = [(shared(ours, Facts.of(one.text, subject)), place) for place, one in enumerate(known)]
    best, place = max(near, key=lambda pair: pair[0], default=(0.0, 0))
    if best < ABOUT_THE_SAME:
        return Guess(Change.ADD, 0, _SURE if best == 0 else _UNSURE)
    change, sure = _beside(ours, Facts.of(known[place].text, subject), best)
    return Guess(change, 0 if change is Change.ADD else place + 1, sure)


def _beside(ours: Facts, theirs: Facts, alike: float) -> tuple[Change, float]:
    """Return what a fact is to the one that it shares most words with."""
    if opposed(ours, theirs):
        return Change.SUPERSEDE, _UNSURE
    if ours.denies != theirs.denies or ours.ends != theirs.ends:
        end = ours.ends or held(theirs, ours) >= SAME
        return (Change.RETRACT if end else Change.SUPERSEDE), _UNSURE
    contained = held(ours, theirs) >= SAME and ours.exact <= theirs.exact
    if contained or (ours.exact == theirs.exact and alike >= SAME):
        return Change.CONFIRM, _SURE
    if held(theirs, ours) >= SAME and theirs.exact <= ours.exact:
        return Change.REFINE, _SURE
    return (Change.SUPERSEDE if ours.changes else Change.ADD), _UNSURE
