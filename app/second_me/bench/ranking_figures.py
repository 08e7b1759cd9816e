"""How good rankings are: recall, hit rate, reciprocal rank and discounted gain by category."""

import math
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from second_me.bench.report import Figures

DEPTHS: Final = (1, 5, 10, 20)
DEEPEST: Final = max(DEPTHS)
_TEN: Final = 10
KEPT: Final = 0.9
"""Declines are told at the threshold that keeps this share of the answerable questions."""


class Ranking(msgspec.Struct, frozen=True):
    """What was found for one question, best first, and what should have been."""

    category: str
    found: Sequence[Hashable]
    wanted: AbstractSet[Hashable]


def figures(rankings: Sequence[Ranking]) -> Figures:
    """Return the figures of all rankings and of each category, keys led by its name."""
    told = _figures(rankings)
    for category in sorted({one.category for one in rankings}):
        of_one = [one for one in rankings if one.category == category]
        named = _figures(of_one)
        told |= {f"{category}: {key}": value for key, value in named.items()}
    return told


def _figures(rankings: Sequence[Ranking]) -> Figures:
    count = max(len(rankings), 1)
    told: Figures = {
        f"recall_at_{depth}": sum(_recall(one, depth) for one in rankings) / count
        for depth in DEPTHS
    }
    told["hit_at_10"] = sum(_recall(one, _TEN) > 0 for one in rankings) / count
    told["mrr"] = sum(_reciprocal(one) for one in rankings) / count
    told["ndcg_at_10"] = sum(_gain(one) for one in rankings) / count
    told["questions"] = len(rankings)
    return told


def _recall(one: Ranking, depth: int) -> float:
    return len(one.wanted & set(one.found[:depth])) / len(one.wanted)


def _reciprocal(one: Ranking) -> float:
    ranks = (rank for rank, found in enumerate(one.found, start=1) if found in one.wanted)
    return 1 / next(ranks, math.inf)


def _gain(one: Ranking) -> float:
    gained = sum(
        1 / math.log2(rank + 1)
        for rank, found in enumerate(one.found[:_TEN], start=1)
        if found in one.wanted
    )
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(one.wanted), _TEN) + 1))
    return gained / best


def declines(answerable: Sequence[float], unanswerable: Sequence[float]) -> Figures:
    """Return how well the strength of evidence parts questions that have an answer from others.

    `auc`: how often one with an answer is held stronger than one without. At the threshold
    that keeps nine tenths of the answerable, `caught` is the share of the others below it.
    """
    if not answerable or not unanswerable:
        return {}
    ordered = sorted(answerable)
    # 1 - 0.9 is a hair less than a tenth.
    threshold = ordered[int(round(len(ordered) * (1 - KEPT), 6))]
    stronger = sum((yes > no) + 0.5 * (yes == no) for yes in answerable for no in unanswerable)
    return {
        "caught_at_90_kept": sum(one < threshold for one in unanswerable) / len(unanswerable),
        "threshold": threshold,
        "auc": stronger / (len(answerable) * len(unanswerable)),
        "unanswerable": len(unanswerable),
    }
