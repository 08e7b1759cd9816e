"""Ordering what the channels found, by what speaks for each, and saying how sure it is."""

from second_me.recall.ranking.candidates import CHANNELS
from second_me.recall.ranking.first_pass import Pass, first_pass
from second_me.recall.ranking.ranker import Ranker

__all__ = ["CHANNELS", "Pass", "Ranker", "first_pass"]
