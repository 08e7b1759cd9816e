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

_CLAUSE: Final = re.compile(r"[.,;:()]\s+|\s+(?:and|but|as|so|because|though)\s+|\s+(?=without\s)")
_OF_IT: Final = 0.34
"""Share of a denying clause's words from which on it denies what another text says."""

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
        if not _may_be_one(new, old, ours, theirs):
            continue
        near = cosine >= _MEANT and shared(ours, theirs) >= _SHARED
        if theirs.exact <= ours.exact and (near or _within(theirs, ours)):
            longer = len(ours.stems) > len(theirs.stems)
            return (Change.REFINE if longer else Change.CONFIRM), old
        if ours.exact <= theirs.exact and (near or _within(ours, theirs)):
            return Change.CONFIRM, old
    return None


def held_whole(new: NewFact | Fact, known: Sequence[Fact]) -> list[Fact]:
    """Return all known facts that a new one says wholly: none of them need stand beside it."""
    ours = Facts.of(new.text, new.subject)
    return [
        old
        for old in known
        if _may_be_one(new, old, ours, theirs := Facts.of(old.text, old.subject))
        and theirs.exact <= ours.exact
        and len(ours.stems) > len(theirs.stems)
        and _within(theirs, ours)
    ]


def _may_be_one(new: NewFact | Fact, old: Fact, ours: Facts, theirs: Facts) -> bool:
    """Say whether no end, denial or place in an order sets two facts apart."""
    if ours.ends != theirs.ends or _denied(new.text, old.text, ours, theirs):
        return False
    return _in_one_place(new.text, old.text)


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


def _denied(new: str, old: str, ours: Facts, theirs: Facts) -> bool:
    """Say whether one denies what the other says. A denial in a clause that is about something
    else denies nothing of it: "likes short lessons" and "likes short lessons, no theory".
    """
    if ours.denies == theirs.denies:
        return False
    whole, other = (new, theirs) if ours.denies else (old, ours)
    about = {
        stem
        for clause in _CLAUSE.split(whole)
        if Facts.of(clause, "").denies
        for stem in Facts.of(clause, "").stems
    }
    return len(about & other.stems) > _OF_IT * len(about)


def _in_one_place(first: str, second: str) -> bool:
    """Say whether neither text puts what it says at another place in an order."""
    ours = {word.casefold() for word in _ORDER.findall(first)}
    theirs = {word.casefold() for word in _ORDER.findall(second)}
    return ours <= theirs or theirs <= ours


def _within(first: Facts, second: Facts) -> bool:
    return len(first.stems) >= _FEWEST_STEMS and held(first, second) >= _HELD
