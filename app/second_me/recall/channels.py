"""The ways of finding events, each on its own: what a channel is, and the two first ones."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from second_me.core.ids import EventId
from second_me.core.terms import terms
from second_me.inference.embedder import Embedder, EmbedderUnavailable
from second_me.recall.vector_index import VectorIndex
from second_me.vault.vault import Vault

MAX_TERMS: Final = 32
"""A question's longest words beyond this many add time and little else."""


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question as the channels get it."""

    text: str
    terms: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        """Read a question; of very many words the longest are kept, in their order."""
        found = terms(text)
        kept = set(sorted(found, key=len, reverse=True)[:MAX_TERMS])
        return cls(text=text.strip(), terms=tuple(term for term in found if term in kept))


class Found(msgspec.Struct, frozen=True):
    """One event as one channel sees it; scores of two channels cannot be compared."""

    event_id: EventId
    score: float


class Channel(Protocol):
    """One way of finding. `name` is what `Search.without` switches it off by."""

    name: str

    def find(self, query: Query, limit: int) -> Sequence[Found] | None:
        """Return the best events, best first; None when it cannot take part just now."""
        ...


class Meaning:
    """Events whose vectors lie near the question's. The score is the cosine."""

    name = "meaning"

    def __init__(self, index: VectorIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def find(self, query: Query, limit: int) -> Sequence[Found] | None:
        """Return the nearest events; None while the index loads or without an embedder."""
        if not self._index.ready:
            return None
        try:
            vector = self._embedder.embed_query(query.text)
        except EmbedderUnavailable:
            return None
        near = self._index.search(vector, limit)
        return [Found(EventId(event_id), cosine) for event_id, cosine in near]


class Words:
    """Events that hold the question's words, by BM25. The score is BM25's."""

    name = "words"

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def find(self, query: Query, limit: int) -> Sequence[Found]:
        """Return the events that match best; none for a question without any word."""
        match = match_string(query.terms)
        if not match:
            return []
        rows = self._vault.read(lambda session: session.events.search_words(match, limit))
        return [Found(event_id, score) for event_id, score in rows]


def match_string(found: Sequence[str]) -> str:
    """Return an FTS5 query for any of these words; empty for none.

    Each is quoted, so that nothing in it is read as an operator.
    """
    return " OR ".join(f'"{term}"' + ("*" if _unspaced(term) else "") for term in found)


def _unspaced(term: str) -> bool:
    """Say whether it is of a script written without spaces, whose runs are no single words."""
    return any("\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" for char in term)
