"""How sure it is that what was found has to do with the question."""

import math
from collections.abc import Sequence
from typing import Final

from second_me.core.protocol.recall import Hit
from second_me.core.terms import stems

TOO_WEAK: Final = 0.07
"""Evidence under this strength is not answered from."""

STRONG: Final = 0.7
"""Evidence from this strength on is worth showing even if the model makes nothing of it."""

_LOOKED_AT: Final = 5

# Logistic, fitted on two people's year of phone records (LifeBench, Apache-2.0): their own 214
# questions against each other's, with and without the names exchanged. At `TOO_WEAK` 99 % of the
# answerable ones are kept, 73 % of the unrelated and a fifth of the look-alikes are caught; in
# two-person chats (LoCoMo) 99 %, 89 % and an eighth. What was asked of one's life and never talked
# about lies near 0 there.
_BOTH: Final = (17.4, 10.0, -13.95)
_WORDS_ALONE: Final = (0.0, 16.0, -5.4)


def strength(question: str, hits: Sequence[Hit]) -> float:
    """Return 0 to 1 by the nearest meaning and the best share of the question's words in one hit.

    `hits` are the best first; without any it is 0. Where the meaning channel took no part, the
    words decide alone.
    """
    best = hits[:_LOOKED_AT]
    if not best:
        return 0.0
    cosines = [trace.score for hit in best for trace in hit.channels if trace.channel == "meaning"]
    wanted = stems(question)
    covered = max(_coverage(wanted, hit) for hit in best)
    meaning, words, offset = _BOTH if cosines else _WORDS_ALONE
    level = meaning * max(cosines, default=0.0) + words * covered + offset
    return 1 / (1 + math.exp(-level))


def _coverage(wanted: frozenset[str], hit: Hit) -> float:
    event = hit.event
    held = stems(f"{event.author} {event.title} {event.text}")
    return len(wanted & held) / len(wanted) if wanted else 0.0
