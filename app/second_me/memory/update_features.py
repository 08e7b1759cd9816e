"""What a new fact and a known one have in common, as numbers: what the decision trees look at."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.inference.update_prompts import Statement
from second_me.memory.fact_words import Facts, held, not_meant, opposed, shared

KINDS: Final = (
    "identity", "relation", "work", "education", "place", "health", "preference", "habit",
    "plan", "event", "possession", "other",
)  # fmt: skip
_PAST: Final = re.compile(
    r"\b(?:as a child|used to|formerly|long ago|years ago|back then|first|was|were|had)\b",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(
    r"['\u2019]s (?:\w+ )?(?:sister|brother|mother|father|mum|mom|dad|son|daughter|wife|husband"
    r"|partner|cousin|aunt|uncle|neighbou?r|nephew|niece|parents?|friend|boss|colleague"
    r"|grand\w+|child|children|kids?)\b",
    re.IGNORECASE,
)
_JOINS: Final = re.compile(r"\b(?:also|too|either|as well|another|second|besides)\b", re.IGNORECASE)
_NOW: Final = re.compile(r"\b(?:now|these days|instead|from now on)\b", re.IGNORECASE)
_NOT_THE_OTHER: Final = re.compile(r",? (?:not|instead of|rather than) ", re.IGNORECASE)
_RANKED: Final = 5.0
COLUMNS: Final = 53
"""How many numbers there are of each known fact."""


def features(
    new: Statement, known: Sequence[Statement], subject: str, alike: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a row for each known fact, (n, COLUMNS); there must be one.

    `subject` is whom all are about. `alike` holds the cosine of the new fact's text to each
    known one's, (n,), as the embedder sees them; NaN where it is not known.
    """
    ours, said = Facts.of(new.text, subject), Facts.of(new.words, subject)
    whole = f"{new.text} {new.words}"
    about = [
        not_meant(new.words), bool(new.words), ours.denies, ours.ends, ours.changes,
        said.denies, said.ends, said.changes, ours.liking, said.liking, ours.for_now,
        said.for_now, bool(_PAST.search(new.text)),
        bool(_JOINS.search(whole)), bool(_NOW.search(whole)),
        bool(_NOT_THE_OTHER.search(new.text)), len(new.text) / 100, len(ours.stems),
    ]  # fmt: skip
    kinds = [new.kind == kind for kind in KINDS]
    places = _places(alike)
    rows = [
        [*about, *kinds, *_beside(ours, new, old, subject), cosine, *place]
        for old, cosine, place in zip(known, alike, places, strict=True)
    ]
    return np.array(rows, dtype=np.float64)


def _beside(ours: Facts, new: Statement, old: Statement, subject: str) -> list[float]:
    theirs = Facts.of(old.text, subject)
    mine, others = _triples(new.text), _triples(old.text)
    of_relatives = (bool(_RELATIVE.search(new.text)), bool(_RELATIVE.search(old.text)))
    return [
        shared(ours, theirs), held(ours, theirs), held(theirs, ours),
        ours.exact == theirs.exact, ours.exact <= theirs.exact, theirs.exact <= ours.exact,
        bool(ours.exact & theirs.exact), _figures(ours) != _figures(theirs),
        theirs.denies, ours.denies != theirs.denies, opposed(ours, theirs), theirs.liking,
        theirs.ends, theirs.changes, new.kind == old.kind,
        len(mine & others) / max(1, len(mine | others)), len(old.text) / 100,
        len(theirs.stems), of_relatives[0], of_relatives[0] != of_relatives[1],
    ]  # fmt: skip


def _places(alike: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return, for each known fact, its place by likeness and how far it leads the next."""
    if np.isnan(alike).any():
        return [(np.nan, np.nan)] * len(alike)
    order = np.argsort(-alike, kind="stable")
    place = np.empty(len(alike))
    place[order] = np.arange(len(alike))
    lead = alike[order[0]] - alike[order[1]] if len(alike) > 1 else 0.0
    return [(float(at) / _RANKED, float(lead) if at == 0 else 0.0) for at in place]


def _figures(facts: Facts) -> frozenset[str]:
    return frozenset(word for word in facts.exact if any(map(str.isdigit, word)))


def _triples(text: str) -> set[str]:
    """Return the runs of three letters in a text."""
    lowered = text.lower()
    return {lowered[at : at + 3] for at in range(len(lowered) - 2)}
