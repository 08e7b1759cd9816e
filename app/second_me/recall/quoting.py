"""What is said when the model has nothing usable to say: the nearest memory, word for word."""

from collections.abc import Sequence
from typing import Final

from second_me.core.sentences import asks, sentences
from second_me.core.terms import stems
from second_me.recall.passages import Passage

WHOLE: Final = 240
"""A passage up to this many characters is quoted whole."""


def quote(question: str, evidence: Sequence[Passage]) -> str:
    """Return the nearest passage's words as a marked quote, with who, when and its number."""
    wanted = stems(question)
    best = max(evidence, key=lambda passage: (*_nearness(passage, wanted), -passage.number))
    said = best.text if len(best.text) <= WHOLE else _shorten(_best_sentence(best, wanted))
    return f"The nearest memory is {best.heading}: “{said}” [{best.number}]"


def _nearness(passage: Passage, wanted: frozenset[str]) -> tuple[bool, int]:
    """Return whether it tells rather than asks, and how many of the wanted words it shares."""
    return not asks(_best_sentence(passage, wanted)), len(passage.stems & wanted)


def _best_sentence(passage: Passage, wanted: frozenset[str]) -> str:
    """Return the sentence that shares most with the question; one that asks comes last."""
    return max(
        sentences(passage.text),
        key=lambda one: (not asks(one), len(stems(one) & wanted)),
        default=passage.text,
    )


def _shorten(sentence: str) -> str:
    return sentence if len(sentence) <= WHOLE else sentence[: WHOLE - 2].rstrip() + " …"
