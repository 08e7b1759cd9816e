"""Finding what memory holds on a question, and answering from it.

`search` asks the channels (meaning, words), fuses what they found by rank and says how
strong the evidence is; `answer` writes from it with citations, or declines.
"""

from second_me.recall.answering import answer
from second_me.recall.searching import search
from second_me.recall.vector_index import VectorIndex

__all__ = ["VectorIndex", "answer", "search"]
