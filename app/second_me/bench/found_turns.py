"""Which turns of a conversation stand beside a question: the right ones, or what is found."""

import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from second_me.bench.conversations import OWN, Conversation, Question, Turn
from second_me.core.clock import SystemClock
from second_me.core.paths import Home
from second_me.core.protocol.recall import Search, SearchResult
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.memory.embedding import embed_events
from second_me.recall import search
from second_me.recall.adaptive import REACH
from second_me.recall.evidence import evidence
from second_me.recall.indexes import Indexes
from second_me.recall.searching import searched
from second_me.vault import Vault
from second_me.vault.keys import DataKey

Find = Callable[[Question], Sequence[Turn]]

_OTHERS: Final = 5


def gold(conversation: Conversation) -> Find:
    """Return the turns that hold the answer, and no others."""
    by_id = {turn.id: turn for turn in conversation.turns}
    return lambda question: [by_id[name] for name in dict.fromkeys(question.evidence)]


def among(conversation: Conversation, seed: int = 1) -> Find:
    """Return the right turns mixed with some others of the same conversation."""
    right = gold(conversation)

    def find(question: Question) -> Sequence[Turn]:
        rng = random.Random(f"{seed}:{question.text}")  # noqa: S311  (repeatable, not secret)
        turns = list(right(question))
        others = [turn for turn in conversation.turns if turn not in turns]
        turns += rng.sample(others, min(_OTHERS, len(others)))
        rng.shuffle(turns)
        return turns

    return find


class Retrieved:
    """Finds turns as the product does: vault, embedder, search. Close it when done."""

    def __init__(self, conversation: Conversation, limit: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="second-me-bench-")
        root = Path(self._folder.name)
        self._clock = SystemClock()
        self._limit = limit
        self._vault = Vault.create(
            Home(root=root / "home", models=root), DataKey.generate(), self._clock
        )
        self._embedder: Embedder = OnnxEmbedder()
        self._indexes = Indexes(self._embedder.dims)
        self._turns: dict[int, Turn] = {}
        self._fill(conversation)

    def __call__(self, question: Question) -> Sequence[Turn]:
        return self.turns(self.search(question))

    def search(self, question: Question) -> SearchResult:
        """Return what the product's search finds for the question."""
        wanted = Search(query=question.text, limit=self._limit)
        return search(self._vault, self._indexes, self._embedder, wanted, question.asked)

    def evidence(self, question: Question) -> SearchResult:
        """Return what the product draws its answer from."""
        wanted = Search(query=question.text, limit=REACH)
        found = searched(self._vault, self._indexes, self._embedder, wanted, question.asked)
        return evidence(self._vault, self._indexes, found, self._limit)

    def turns(self, found: SearchResult) -> list[Turn]:
        """Return the turns that were found, in their order."""
        return [self._turns[hit.event.id] for hit in found.hits]

    def close(self) -> None:
        """Close the vault and remove it."""
        self._vault.close()
        self._folder.cleanup()

    def _fill(self, conversation: Conversation) -> None:
        now = self._clock.now()
        events = [
            _event(conversation, turn, place) for place, turn in enumerate(conversation.turns)
        ]
        source = self._vault.write(
            lambda session: session.sources.ensure("bench", conversation.name, "", now)
        )
        appended = self._vault.write(
            lambda session: session.events.append(source, None, events, now)
        )
        ids = list(appended.event_ids)
        self._turns = dict(zip(ids, conversation.turns, strict=True))
        embed_events(self._vault, self._indexes.vectors, self._embedder, ids[0], ids[-1])
        self._indexes.load_events(self._vault)
        self._indexes.load_vectors(self._vault, self._embedder.model)


def _event(conversation: Conversation, turn: Turn, place: int) -> NewEvent:
    return NewEvent(
        kind=EventKind.MESSAGE,
        origin=Origin.OWN if turn.author == OWN else Origin.OTHER,
        text=turn.text,
        moment=turn.moment,
        natural_key=turn.id,
        author=turn.author,
        thread=conversation.name,
        position=place,
    )
