"""What the product finds for each question of a corpus, and what of it is on the matter."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from second_me.bench.simulated_people import Pool, Vector
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.recall import Hit, Search
from second_me.core.records import NewEvent
from second_me.corpora import Corpus
from second_me.corpora.corpus import UNANSWERABLE
from second_me.inference.codes import from_bytes
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.memory.embedding import embed_events
from second_me.recall import search
from second_me.recall.fusion import RANK_OFFSET
from second_me.recall.indexes import Indexes
from second_me.vault import Vault
from second_me.vault.keys import DataKey
from second_me.vault.session import Session

DEPTH: Final = 50
"""Hits of a pool; the best of them could be shown to the person."""

_ALIKE: Final = 0.45
_SAME: Final = 0.95
_NEARLY: Final = 0.6
"""A memory as like the evidence as `_SAME` is worth this much of it, one as `_ALIKE` nothing."""

_EMBEDDED: Final = 512

Meanings = Mapping[EventId, NDArray[np.float32]]


def pools(corpus: Corpus) -> Iterator[Pool]:
    """Yield the pool of each question that the corpus answers."""
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        root = Path(folder)
        vault = Vault.create(
            Home(root=root / "home", models=root), DataKey.generate(), SystemClock()
        )
        try:
            yield from _pools(corpus, vault, OnnxEmbedder())
        finally:
            vault.close()


def _pools(corpus: Corpus, vault: Vault, embedder: Embedder) -> Iterator[Pool]:
    known = _store(corpus, vault)
    indexes = Indexes(embedder.dims)
    first, last = min(known.values()), max(known.values())
    for start in range(first, last + 1, _EMBEDDED):
        end = min(start + _EMBEDDED - 1, last)
        embed_events(vault, indexes.vectors, embedder, EventId(start), EventId(end))
    indexes.load_events(vault)
    indexes.load_vectors(vault, embedder.model)
    meanings = vault.read(lambda session: _meanings(session, embedder))
    for question in corpus.questions:
        if question.category == UNANSWERABLE:
            continue
        found = search(
            vault, indexes, embedder, Search(query=question.text, limit=DEPTH), question.asked
        )
        if not found.hits:
            continue
        evidence = [known[key] for key in question.evidence]
        yield Pool(
            question=question.text,
            asked_at=question.asked.at,
            hits=found.hits,
            fused=np.array([_fused(hit) for hit in found.hits]),
            scores=np.array([hit.score for hit in found.hits]),
            matter=_matter(found.hits, evidence, meanings),
        )


def _store(corpus: Corpus, vault: Vault) -> dict[str, EventId]:
    """Put all events into the vault, those of each kind of record as a source of its own."""
    now = SystemClock().now()
    by_source: dict[str, list[NewEvent]] = {}
    for event in corpus.events:
        kind, parted, _ = event.natural_key.partition(":")
        name = kind if parted and not kind.startswith("D") else corpus.name
        by_source.setdefault(name, []).append(event)
    known: dict[str, EventId] = {}

    def work(session: Session) -> None:
        for name, events in by_source.items():
            source = session.sources.ensure("bench", name, "", now)
            ids = session.events.append(source, None, events, now).event_ids
            known.update(zip((event.natural_key for event in events), ids, strict=True))

    vault.write(work)
    return known


def _meanings(session: Session, embedder: Embedder) -> Meanings:
    found: dict[EventId, NDArray[np.float32]] = {}
    for ids, codes in session.vectors.load(embedder.model, "event"):
        rows = from_bytes(codes, embedder.dims).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        found.update(zip(map(EventId, ids), rows, strict=True))
    return found


def _fused(hit: Hit) -> float:
    """Return what the ranks of the channels alone make of a hit."""
    return sum(1 / (RANK_OFFSET + trace.rank) for trace in hit.channels)


def _matter(hits: Sequence[Hit], evidence: Sequence[EventId], meanings: Meanings) -> Vector:
    """Return how far each hit is on the matter: 1 for evidence, less for what tells the like."""
    told = np.stack([meanings[event_id] for event_id in evidence])
    likeness = np.array([float((told @ meanings[hit.event.id]).max()) for hit in hits])
    alike = np.clip((likeness - _ALIKE) / (_SAME - _ALIKE), 0, 1) * _NEARLY
    right = np.array([hit.event.id in evidence for hit in hits])
    found: Vector = np.where(right, 1.0, alike)
    return found
