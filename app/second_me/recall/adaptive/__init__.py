"""Ranking that learns from what this person opens, copies, confirms or marks wrong.

The shipped ranker stays as it is. On top of its score comes a small correction, learned here and
kept in the vault as the judgements it was learned from: it can be taken back whole, and what was
learned from an erased event is unlearned with it.
"""

from second_me.recall.adaptive.correction import Correction
from second_me.recall.adaptive.learning import REACH, Learning, Ranker, Served, shipped
from second_me.recall.adaptive.lessons import Lesson
from second_me.recall.adaptive.tastes import TASTES, tastes

__all__ = [
    "REACH",
    "TASTES",
    "Correction",
    "Learning",
    "Lesson",
    "Ranker",
    "Served",
    "shipped",
    "tastes",
]
