"""Whether a sentence that the model wrote stands in the evidence."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.sentences import asks
from second_me.core.terms import exact, stem, stems, words
from second_me.recall.about import asked_about, speaks_of
from second_me.recall.passages import Passage

ENOUGH: Final = 0.6
"""Share of a sentence's own words that evidence must hold."""

_CITATION: Final = re.compile(r"\s*\[(\d{1,3})\]")
_ANY_BRACKET: Final = re.compile(r"\s*\[[^\[\]]{0,12}\]")
_END: Final = re.compile(r"[.!?…]*[\"'”\u2019)]*$")


class Claim(msgspec.Struct, frozen=True):
    """What a sentence says, as stems: what it adds to the question, what it takes over from it,
    and of what it adds the figures and names.
    """

    added: frozenset[str]
    repeated: frozenset[str]
    exact: frozenset[str]

    @classmethod
    def of(cls, sentence: str, question: str) -> "Claim":
        """Read a sentence that answers a question."""
        bare = without_citations(sentence)
        said, asked = stems(bare), stems(question)
        known = {stem(word) for word in words(question)}
        return cls(said - asked, said & asked, exact(bare) - known)

    def stands_in(self, passages: Sequence[Passage], *, who: bool = False) -> bool:
        """Say whether it tells something that these passages tell together: most of what it
        adds, all figures and names in that, and all that it takes over from the question.

        Who a memory is from answers nothing unless the question asks `who` it was.
        """
        told = frozenset[str]().union(*(one.told for one in passages))
        known = told.union(*(one.stems for one in passages))
        by = frozenset[str]().union(*(one.by for one in passages))
        told, silent = (told | by, frozenset[str]()) if who else (told, by)
        added = self.added - silent
        borne = len(added & told) >= ENOUGH * len(added)
        return bool(added) and borne and self.exact - silent <= told and self.repeated <= known


def bearers(
    sentence: str, question: str, evidence: Sequence[Passage], *, who: bool = False
) -> list[int]:
    """Return the numbers of the evidence that bears a sentence out, and none less than another.

    Each does so alone: words gathered from several memories make claims that none of them
    makes. One that speaks of somebody else than the question bears nothing; nor does any
    a sentence that asks. `who`: the question asks for a person.
    """
    if asks(sentence):
        return []
    claim = Claim.of(sentence, question)
    names = asked_about(question, evidence)
    shares = {
        passage.number: len((claim.added | claim.repeated) & passage.stems)
        for passage in evidence
        if claim.stands_in([passage], who=who) and (not names or speaks_of(passage, names))
    }
    most = max(shares.values(), default=0)
    return [number for number, share in shares.items() if share == most]


def cited(sentence: str, numbers: Sequence[int]) -> str:
    """Return the sentence with citations that hold, before its final stop: those of its own
    that are among `numbers`, or else the first of these.
    """
    bare = without_citations(sentence)
    own = dict.fromkeys(int(found) for found in _CITATION.findall(sentence))
    kept = [number for number in own if number in numbers] or numbers[:1]
    marks = "".join(f" [{number}]" for number in kept)
    end = _END.search(bare)
    cut = end.start() if end else len(bare)
    return bare[:cut].rstrip() + marks + bare[cut:]


def citations(text: str) -> list[int]:
    """Return the numbers cited in a text, each once, in order."""
    return list(dict.fromkeys(int(found) for found in _CITATION.findall(text)))


def without_citations(sentence: str) -> str:
    """Return the sentence without anything in square brackets that looks like a citation."""
    return _ANY_BRACKET.sub("", sentence).strip()
