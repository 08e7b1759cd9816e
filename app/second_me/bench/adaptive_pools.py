"""What the product finds for each question of a corpus, and what of it is on the matter."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.bench.simulated_people import Pool, Vector
from second_me.core.ids import EventId
from second_me.core.protocol.recall import Hit
from second_me.corpora import Corpus
from second_me.corpora.corpus import UNANSWERABLE
from second_me.corpora.filled_vault import FilledVault
from second_me.inference.codes import from_bytes
from second_me.inference.embedder import Embedder
from second_me.vault.session import Session

DEPTH: Final = 50
"""Hits of a pool; the best of them could be shown to the person."""

_OFFSET: Final = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""

_ALIKE: Final = 0.45
_SAME: Final = 0.95
_NEARLY: Final = 0.6
"""A memory as like the evidence as `_SAME` is worth this much of it, one as `_ALIKE` nothing."""

Meanings = Mapping[EventId, NDArray[np.float32]]


def pools(corpus: Corpus, embedder: Embedder) -> Iterator[Pool]:
    """Yield the pool of each question that the corpus answers."""
    filled = FilledVault(corpus, embedder)
    try:
        meanings = filled.vault.read(lambda session: _meanings(session, embedder))
        for question in corpus.questions:
            if question.category == UNANSWERABLE:
                continue
            hits = filled.search(question, DEPTH).result.hits
            if hits:
                yield Pool(
                    question=question.text,
                    asked_at=question.asked.at,
                    hits=hits,
                    fused=np.array([_fused(hit) for hit in hits]),
                    scores=np.array([hit.score for hit in hits]),
                    matter=_matter(hits, filled.evidence(question), meanings),
                )
    finally:
        filled.close()


def _meanings(session: Session, embedder: Embedder) -> Meanings:
    found: dict[EventId, NDArray[np.float32]] = {}
    for ids, codes in session.vectors.load(embedder.model, "event"):
        rows = from_bytes(codes, embedder.dims).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        found.update(zip(map(EventId, ids), rows, strict=True))
    return found


def _fused(hit: Hit) -> float:
    """Return what the ranks of the channels alone make of a hit."""
    return sum(1 / (_OFFSET + trace.rank) for trace in hit.channels)


def _matter(hits: Sequence[Hit], evidence: Collection[EventId], meanings: Meanings) -> Vector:
    """Return how far each hit is on the matter: 1 for evidence, less for what tells the like."""
    told = np.stack([meanings[event_id] for event_id in sorted(evidence)])
    likeness = np.array([float((told @ meanings[hit.event.id]).max()) for hit in hits])
    alike = np.clip((likeness - _ALIKE) / (_SAME - _ALIKE), 0, 1) * _NEARLY
    right = np.array([hit.event.id in evidence for hit in hits])
    found: Vector = np.where(right, 1.0, alike)
    return found
