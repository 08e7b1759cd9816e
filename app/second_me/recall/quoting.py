"""What is said when the model has nothing usable to say: the nearest memory, word for word."""

import re
from collections.abc import Sequence
from typing import Final

from second_me.core.sentences import asks, sentences
from second_me.core.terms import stems
from second_me.recall.passages import Passage

WHOLE: Final = 240
"""A passage up to this many characters is quoted whole."""

_NUMBERED: Final = re.compile(r"\[(\d{1,3})\]")


def quote(question: str, evidence: Sequence[Passage]) -> str:
    """Return the nearest passage's words as a marked quote, with who, when and its number."""
    wanted = stems(question)
    nearest = max(evidence, key=lambda passage: (_nearness(passage, wanted), -passage.number))
    whole = len(nearest.text) <= WHOLE
    said = nearest.text if whole else _shorten(_best_sentence(nearest, wanted))
    # A number that stands in brackets in the memory itself cites nothing.
    words = _NUMBERED.sub(r"(\1)", f"{nearest.heading}: “{said}”")
    return f"The nearest memory is {words} [{nearest.number}]"


def _nearness(passage: Passage, wanted: frozenset[str]) -> int:
    """Return how many of the wanted words it tells; what only asks comes last, and one whom the
    question names counts more as the speaker than as spoken to.
    """
    told = " ".join(one for one in sentences(passage.text) if not asks(one))
    by_name = bool(stems(passage.event.author) & wanted)
    return by_name + len(stems(f"{passage.heading} {told}") & wanted) if told else -1


def _best_sentence(passage: Passage, wanted: frozenset[str]) -> str:
    """Return the sentence that shares most with the question; one that asks comes last."""
    return max(
        sentences(passage.text),
        key=lambda one: (not asks(one), len(stems(one) & wanted)),
        default=passage.text,
    )


def _shorten(sentence: str) -> str:
    return sentence if len(sentence) <= WHOLE else sentence[: WHOLE - 2].rstrip() + " …"
