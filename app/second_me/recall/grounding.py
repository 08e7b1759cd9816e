"""Whether a sentence that the model wrote stands in the evidence."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.terms import stem, stems, words
from second_me.recall.passages import Passage

ENOUGH: Final = 0.6
"""Share of a sentence's own words that evidence must hold."""

_CITATION: Final = re.compile(r"\s*\[(\d{1,3})\]")
_ANY_BRACKET: Final = re.compile(r"\s*\[[^\[\]]{0,12}\]")
_END: Final = re.compile(r"[.!?…]*[\"'”\u2019)]*$")


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """How a sentence stands: the stems it adds to the question, and which evidence carries it."""

    added: frozenset[str]
    share: float
    best: int
    figures_stand: bool

    @property
    def grounded(self) -> bool:
        """Say whether it tells something, and the evidence says so too."""
        return bool(self.added) and self.figures_stand and self.share >= ENOUGH


def support(sentence: str, question: str, evidence: Sequence[Passage]) -> Support:
    """Weigh a sentence against question and evidence by the words they share.

    What only repeats the question adds nothing. A figure must stand in one of the two as it is.
    """
    bare = without_citations(sentence)
    said, asked = stems(bare), stems(question)
    added = said - asked
    everything = frozenset[str]().union(*(passage.stems for passage in evidence))
    best = max(evidence, key=lambda passage: (len(said & passage.stems), -passage.number))
    return Support(
        added=added,
        share=len(added & everything) / len(added) if added else 0.0,
        best=best.number,
        figures_stand=_figures(bare) <= everything | {stem(word) for word in words(question)},
    )


def cited(sentence: str, support_found: Support, evidence: Sequence[Passage]) -> str:
    """Return the sentence with citations that hold: those of evidence that bears something it
    adds to the question, or else the best one, before the final stop.
    """
    bare = without_citations(sentence)
    kept = [
        number
        for number in dict.fromkeys(int(found) for found in _CITATION.findall(sentence))
        if 1 <= number <= len(evidence) and support_found.added & evidence[number - 1].stems
    ]
    marks = "".join(f" [{number}]" for number in kept or [support_found.best])
    end = _END.search(bare)
    cut = end.start() if end else len(bare)
    return bare[:cut].rstrip() + marks + bare[cut:]


def citations(text: str) -> list[int]:
    """Return the numbers cited in a text, each once, in order."""
    return list(dict.fromkeys(int(found) for found in _CITATION.findall(text)))


def without_citations(sentence: str) -> str:
    """Return the sentence without anything in square brackets that looks like a citation."""
    return _ANY_BRACKET.sub("", sentence).strip()


def _figures(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if any(char.isdigit() for char in word))
