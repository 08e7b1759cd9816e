"""Search by meaning with the query vector in hand, beside a bare NumPy exact scan."""

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.bench.report import Figures, Part
from second_me.bench.speed import Settings
from second_me.bench.timing import paired, timed
from second_me.inference.codes import to_codes
from second_me.inference.embedder import OnnxEmbedder
from second_me.recall.vector_index import VectorIndex

DIMS: Final = 384
FOUND: Final = 10
QUERIES: Final = 20
_QUESTION: Final = "When did I last see the dentist, and when is the next visit?"


def measure(settings: Settings) -> Part:
    """Search clustered made-up vectors, whose neighbours are as uneven as those of text."""
    figures: Figures = {}
    reference: Figures = {}
    ratio: Figures = {}
    for count in (settings.events, settings.many_events):
        vectors, queries = clustered(count), clustered(QUERIES, seed=11)
        index = VectorIndex(DIMS)
        index.add(list(range(1, count + 1)), to_codes(vectors))
        ours, bare = paired(
            functools.partial(search_all, index, queries),
            functools.partial(scan_all, vectors, queries),
            settings.rounds,
        )
        key = f"{count}_events_ms"
        figures[key] = ours.median / QUERIES * 1000
        reference[key] = bare.median / QUERIES * 1000
        ratio[key] = ours.median / bare.median
        figures[f"{count}_events_recall_at_10"] = agreement(index, vectors, queries)
    figures["query_embedding_ms"] = embedding_ms(settings.rounds)
    return Part(figures=figures, reference=reference, ratio=ratio, settings={"dims": DIMS})


def clustered(count: int, seed: int = 7) -> NDArray[np.float32]:
    """Return `count` unit vectors, shape (count, 384), around 200 centres."""
    centres = np.random.default_rng(3).normal(size=(200, DIMS))
    rng = np.random.default_rng(seed)
    vectors = centres[rng.integers(0, len(centres), count)] + rng.normal(size=(count, DIMS))
    unit: NDArray[np.float32] = vectors.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    return unit


def exact(rows: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the rows nearest to the query, best first, by one product and a partial sort."""
    scores = rows @ query
    best = np.argpartition(-scores, FOUND)[:FOUND]
    return best[np.argsort(-scores[best])].astype(np.int64)


def search_all(index: VectorIndex, queries: NDArray[np.float32]) -> None:
    for query in queries:
        index.search(query, FOUND)


def scan_all(rows: NDArray[np.float32], queries: NDArray[np.float32]) -> None:
    for query in queries:
        exact(rows, query)


def agreement(
    index: VectorIndex, vectors: NDArray[np.float32], queries: NDArray[np.float32]
) -> float:
    """Return the share of the exact ten nearest that the index finds too."""
    shared = 0
    for query in queries:
        found = {number - 1 for number, _ in index.search(query, FOUND)}
        shared += len(found & set(exact(vectors, query).tolist()))
    return shared / (FOUND * len(queries))


def embedding_ms(rounds: int) -> float:
    """Return the median milliseconds from question text to query vector."""
    embedder = OnnxEmbedder()
    embedder.embed_query(_QUESTION)
    times = sorted(timed(lambda: embedder.embed_query(_QUESTION)) for _ in range(rounds * 4))
    return times[len(times) // 2] * 1000
