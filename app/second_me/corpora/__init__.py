"""Public collections of memories with questions, read as the product would have stored them.

Benchmarks measure on them and recipes learn from those whose licence allows it. None is part
of the project: each reader takes the path of a collection that lies elsewhere.
"""

from second_me.corpora.corpus import Corpus, Question

__all__ = ["Corpus", "Question"]
