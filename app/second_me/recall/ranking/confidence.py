"""What a whole result says on whether memory answers the question at all."""

import numpy as np

from second_me.recall.ranking.first_pass import Pass
from second_me.recall.understanding import Asked

_BEST = 5


def signals(asked: Asked, found: Pass, top: float) -> dict[str, float]:
    """Return what tells an answered question from one that is not, each about 0 to 1.

    `found` is what was found before its best were read word by word: how alike those are is told by
    themselves, and so says nothing on whether any of them is. `top` is the best cosine that the
    meaning channel found. Where a person is named, what others
    said counts against it: if it fits better than all that the person said, it was their story.
    """
    if not len(found.rows):
        return {"empty": 1.0}
    best = found.scores[:_BEST]
    said = found.column("said_by")
    # "I" names nobody where the owner has written nothing.
    named = bool(asked.people) or (asked.owner and bool((said > 0).any()))
    plain = found.scores - _PERSON_WORTH * said
    by = plain[said > 0].max(initial=plain.min())
    others = plain[said <= 0].max(initial=plain.min())
    return {
        "cosine": top,
        "far": float(np.clip((_NEAR - top) / _NEAR, 0, 1)),
        "score": float(best[0]) / 4,
        "scores": float(best.mean()) / 4,
        "lead": float(best[0] - found.scores[min(20, len(found.scores) - 1)]) / 4,
        "covered": float(found.column("covered")[:_BEST].max()),
        "covered_3": float(found.column("covered_3")[:_BEST].max()),
        "covered_first": float(found.column("covered_3")[0]),
        "near_first": float(found.column("near")[0]),
        "person": float(named),
        "others": float(named) * float(np.clip((others - by) / 4, -1, 1)),
        "said_by_first": float(named) * float(said[0]),
        "unknown": float(bool(asked.unknown_names)),
        "terms": min(len(asked.content_terms), 10) / 10,
    }


_NEAR = 0.4
"""Cosine that a question and the memory which answers it nearly always reach."""

_PERSON_WORTH = 2.0
"""About what the ranker gives to having been said by the person; taken off to compare both."""
