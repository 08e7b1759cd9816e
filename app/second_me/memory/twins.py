"""Facts that say the same in other words, or the same and more, where nobody noticed.

What is decided fact by fact leaves twins where the words differ much or one holds far more. Two
signs together are believed: all words of one stand in the other, or both mean nearly the same
and share most words; and neither figures, names nor a denial set them apart.
"""

from collections.abc import Sequence
from heapq import nlargest
from typing import Final

from second_me.core.records import Fact, NewFact
from second_me.inference.update_prompts import Change
from second_me.memory.fact_words import Facts, held, shared

LOOKED_AT: Final = 24
"""Known facts whose words are compared: those nearest in meaning."""

_HELD: Final = 0.9
_FEWEST_STEMS: Final = 3
"""What is shorter stands in many a sentence that says something else."""

_MEANT: Final = 0.93
_SHARED: Final = 0.6


def twin(
    new: NewFact | Fact, known: Sequence[Fact], cosines: Sequence[float]
) -> tuple[Change, Fact] | None:
    """Return the known fact that says the same (confirm) or less (refine), with what to do.

    `cosines` stand beside `known`, -1 where there is none.
    """
    ours = Facts.of(new.text, new.subject)
    nearest = nlargest(LOOKED_AT, zip(known, cosines, strict=True), key=lambda pair: pair[1])
    for old, cosine in nearest:
        theirs = Facts.of(old.text, old.subject)
        if ours.denies != theirs.denies or ours.ends != theirs.ends:
            continue
        near = cosine >= _MEANT and shared(ours, theirs) >= _SHARED
        if theirs.exact <= ours.exact and (near or _within(theirs, ours)):
            longer = len(ours.stems) > len(theirs.stems)
            return (Change.REFINE if longer else Change.CONFIRM), old
        if ours.exact <= theirs.exact and (near or _within(ours, theirs)):
            return Change.CONFIRM, old
    return None


def _within(first: Facts, second: Facts) -> bool:
    return len(first.stems) >= _FEWEST_STEMS and held(first, second) >= _HELD
