"""The indexes in memory and the embedder behind them: loaded in the background, kept in step."""

import threading
from collections.abc import Callable, Iterable, Sequence

from second_me.agent.backlog import span
from second_me.agent.logs import Log, log_fault
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import SecondMeError, VaultLocked
from second_me.core.ids import EventId
from second_me.core.records import Job
from second_me.inference.embedder import Embedder
from second_me.memory import embed_events, retire
from second_me.recall import VectorIndex
from second_me.recall.indexes import Indexes
from second_me.vault.vault import Vault


class Meaning:
    """What one open vault is searched by. One thread loads the events, another their vectors."""

    def __init__(
        self, vault: Vault, embedder: Embedder, log: Log, loaded: Callable[[], None]
    ) -> None:
        """`loaded` is called once search by meaning is possible, on the loading thread."""
        self._vault = vault
        self._log = log
        self._loaded = loaded
        self.embedder = embedder
        self.indexes = Indexes()
        works = {"load-events": self._load_events, "load-vectors": self._load_vectors}
        self._threads = [
            threading.Thread(target=self._load, args=(work,), name=name, daemon=True)
            for name, work in works.items()
        ]

    @property
    def index(self) -> VectorIndex:
        """Return the vectors of events."""
        return self.indexes.vectors

    def start(self) -> None:
        """Begin to load; until that is done search goes by the words on the disk alone."""
        for thread in self._threads:
            thread.start()

    def clear(self) -> None:
        """Overwrite the indexes; loading them ends by itself."""
        self.indexes.clear()

    def add(self, ids: Sequence[EventId]) -> None:
        """Take in events that were just stored. They are safe, so nothing is raised."""
        try:
            self.indexes.add(self._vault, ids)
        except VaultLocked:
            return
        except SecondMeError as error:
            self._log.warning("events_not_indexed", code=error.code)
            self._load(self._load_events)

    def work(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Do an embed job."""
        del closing
        first, last = span(job)
        done = embed_events(self._vault, self.index, self.embedder, EventId(first), EventId(last))
        self.indexes.tend()
        return done.changes

    def holds(self, ids: Iterable[EventId]) -> int:
        """Return how many events are held, counted once for each index."""
        wanted = list(ids)
        rows = self.indexes.events.rows_of(wanted)
        vectors = set(self.indexes.vectors.ids()).intersection(wanted)
        return int((rows >= 0).sum()) + len(vectors)

    def tidy(self) -> None:
        """Remove the vectors of earlier embedders, if this one has come to the end of its work."""
        if self.embedder.model:
            removed = retire(self._vault, self.embedder.model)
            if removed:
                self._log.info("old_vectors_removed", count=removed)

    def forget(self, ids: Iterable[EventId]) -> None:
        """Take erased events out of the indexes, and what went with them."""
        try:
            self.indexes.forget(self._vault, ids)
        except VaultLocked:
            return

    def changed(self, changes: ChangeSet) -> None:
        """Follow changes of facts and episodes, whoever made them."""
        if changes.topics.isdisjoint({Topic.FACTS, Topic.EPISODES}):
            return
        try:
            self.indexes.changed(self._vault, changes)
        except VaultLocked:
            return
        except SecondMeError as error:
            self._log.warning("links_not_read", code=error.code)

    def outdate(self, ids: Iterable[EventId]) -> None:
        """Let go of vectors that are to be made anew."""
        self.indexes.recent.clear()
        self.index.remove(list(ids))

    def _load_events(self) -> None:
        self.indexes.load_events(self._vault)

    def _load_vectors(self) -> None:
        self.embedder.load()
        self.indexes.load_vectors(self._vault, self.embedder.model, self.embedder.understands)
        self._loaded()
        self.indexes.tend()

    def _load(self, work: Callable[[], None]) -> None:
        try:
            work()
        except VaultLocked:
            return
        except SecondMeError as error:
            self._log.warning("index_not_loaded", code=error.code)
        except Exception as error:  # noqa: BLE001  (search goes on without it; Health tells)
            log_fault(self._log, "index_broke", error)
