"""Facts that say the same in other words, or the same and more, where nobody noticed.

What is decided fact by fact leaves twins where the words differ much or one holds far more. Two
signs together are believed: all words of one stand in the other, or both mean nearly the same
and share most words; and neither figures, names nor a denial set them apart.
"""

import re
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

_MEANT: Final = 0.9
_SHARED: Final = 0.5
"""The loosest of a grid at which pairs that RealMem's people noted beside each other in one session
are not taken for twins more often than by words alone (35 of 1,213 memories; with 0.88: 36, and
on two people not looked at before 31 of 851 instead of 27).
"""

_ORDER: Final = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|next|last|previous|before|after|morning|afternoon"
    r"|evening|left|right|minimum|maximum|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b",
    re.IGNORECASE,
)
"""Words that set apart what is alike in all else: the first study step and the third."""


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
        if not _in_one_place(new.text, old.text):
            continue
        near = cosine >= _MEANT and shared(ours, theirs) >= _SHARED
        if theirs.exact <= ours.exact and (near or _within(theirs, ours)):
            longer = len(ours.stems) > len(theirs.stems)
            return (Change.REFINE if longer else Change.CONFIRM), old
        if ours.exact <= theirs.exact and (near or _within(ours, theirs)):
            return Change.CONFIRM, old
    return None


def says_as_much(first: Facts, second: Facts) -> bool:
    """Say whether two facts are the same, or one is the other with something left out, by their
    words alone.
    """
    if first.denies != second.denies or first.ends != second.ends:
        return False
    fewer = second.exact <= first.exact and _within(second, first)
    return (
        first.stems == second.stems
        or fewer
        or (first.exact <= second.exact and _within(first, second))
    )


def _in_one_place(first: str, second: str) -> bool:
    """Say whether neither text puts what it says at another place in an order."""
    ours = {word.casefold() for word in _ORDER.findall(first)}
    theirs = {word.casefold() for word in _ORDER.findall(second)}
    return ours <= theirs or theirs <= ours


def _within(first: Facts, second: Facts) -> bool:
    return len(first.stems) >= _FEWEST_STEMS and held(first, second) >= _HELD
