"""A real vault filled with a public collection, searched as the product searches."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.recall import Search
from second_me.corpora.corpus import Corpus, Question
from second_me.inference.embedder import Asking, Embedder, Reading
from second_me.memory.embedding import embed_events
from second_me.memory.segmenting import segment_events
from second_me.recall.indexes import Indexes
from second_me.recall.searching import Searched, searched
from second_me.vault import Vault
from second_me.vault.keys import DataKey
from second_me.vault.session import Session


class FilledVault:
    """Close it when done: the folder that it lies in is removed."""

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        """Store all events, embed them and sort them into episodes; the vectors come from
        `embedder`.
        """
        self.corpus = corpus
        self.embedder = embedder
        self._folder = tempfile.TemporaryDirectory(prefix="second-me-bench-")
        root = Path(self._folder.name)
        clock = SystemClock()
        home = Home(root=root / "home", models=root)
        self.vault = Vault.create(home, DataKey.generate(), clock)
        now = clock.now()

        def store(session: Session) -> dict[str, EventId]:
            if corpus.owner:
                session.settings.set("owner.name", corpus.owner)
            source = session.sources.ensure("bench", corpus.name, "", now)
            session.events.append(source, None, corpus.events, now)
            ids = {}
            for event in corpus.events:
                known = session.events.find(source, event.thread, event.natural_key)
                if known is not None:  # a record that stands there twice is stored once
                    ids[event.natural_key] = known
            return ids

        self.ids = self.vault.write(store)
        self.indexes = Indexes(embedder.dims)
        first, last = min(self.ids.values()), max(self.ids.values())
        embed_events(self.vault, self.indexes.vectors, embedder, first, last)
        segment_events(self.vault, self.indexes.episodes, embedder.model, [(first, last)])
        self.indexes.load_events(self.vault)
        self.indexes.load_vectors(self.vault, embedder.model)
        self.threads: dict[int, str] = {
            self.ids[event.natural_key]: event.thread for event in corpus.events
        }

    def search(self, question: Question, limit: int, without: tuple[str, ...] = ()) -> Searched:
        """Return what the product finds for a question, and how it came to it."""
        wanted = Search(query=question.text, limit=limit, without=without)
        found = searched(self.vault, self.indexes, self.embedder, wanted, question.asked)
        return self._earlier(found, question) if self.corpus.in_stream else found

    def _earlier(self, found: Searched, question: Question) -> Searched:
        """Return what was found without what came with the question or after it."""
        asked = question.asked.at
        hits = tuple(hit for hit in found.result.hits if hit.event.moment.at < asked)
        result = msgspec.structs.replace(found.result, hits=hits)
        whole = found.found
        if whole is not None:
            rows = self.indexes.events.columns(whole.rows).at < asked
            whole = msgspec.structs.replace(
                whole,
                rows=whole.rows[rows],
                ids=whole.ids[rows],
                scores=whole.scores[rows],
                features=whole.features[rows],
            )
        return msgspec.structs.replace(found, result=result, found=whole)

    def evidence(self, question: Question) -> frozenset[EventId]:
        """Return the events that tell the answer."""
        return frozenset(self.ids[key] for key in question.evidence)

    def close(self) -> None:
        """Close the vault and remove it."""
        self.vault.close()
        self._folder.cleanup()


class Remembered:
    """An embedder that embeds no text twice: collections share their distractors."""

    def __init__(self, embedder: Embedder) -> None:
        self.model = embedder.model
        self.dims = embedder.dims
        self.understands = embedder.understands
        self._embedder = embedder
        self._known: dict[str, tuple[NDArray[np.float32], bytes]] = {}

    def load(self) -> None:
        """Load the embedder."""
        self._embedder.load()

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (n, dims)."""
        return self.read(list(texts)).vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text, always anew: questions are timed."""
        return self._embedder.embed_query(text)

    def ask(self, text: str) -> Asking:
        """Return the vector and the words of a question, always anew."""
        return self._embedder.ask(text)

    def read(self, texts: Sequence[str]) -> Reading:
        """Return the vectors and the words of memories."""
        for text in texts:
            if text not in self._known:
                reading = self._embedder.read([text])
                self._known[text] = reading.vectors[0], reading.words[0]
        found = [self._known[text] for text in texts]
        return Reading(np.stack([vector for vector, _ in found]), [words for _, words in found])
