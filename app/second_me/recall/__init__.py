"""Finding what memory holds on a question, and answering from it.

`search` understands the question, has each channel (meaning, words, people, time, facts,
episodes) bring candidates out of the indexes in memory, orders them by a learned ranker and says
how sure it is that they answer it. `answer` writes from them with citations, or declines.
"""

from second_me.recall.answering import answer
from second_me.recall.indexes import Indexes
from second_me.recall.searching import search
from second_me.recall.vector_index import VectorIndex

__all__ = ["Indexes", "VectorIndex", "answer", "search"]
