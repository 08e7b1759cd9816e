"""The index of meaning and the embedder behind it: loaded in the background, kept in step."""

import threading
from collections.abc import Callable, Iterable

from second_me.agent.backlog import span
from second_me.agent.logs import Log, log_fault
from second_me.core.changes import ChangeSet
from second_me.core.errors import SecondMeError, VaultLocked
from second_me.core.ids import EventId
from second_me.core.records import Job
from second_me.inference.embedder import Embedder
from second_me.memory import embed_events, retire
from second_me.recall import VectorIndex
from second_me.vault.vault import Vault


class Meaning:
    """The vectors of one open vault in memory."""

    def __init__(
        self, vault: Vault, embedder: Embedder, log: Log, loaded: Callable[[], None]
    ) -> None:
        """`loaded` is called once search by meaning is possible, on the loading thread."""
        self._vault = vault
        self._log = log
        self._loaded = loaded
        self.embedder = embedder
        self.index = VectorIndex()
        self._thread = threading.Thread(target=self._load, name="load-index", daemon=True)

    def start(self) -> None:
        """Begin to load; until that is done search goes by words alone."""
        self._thread.start()

    def clear(self) -> None:
        """Overwrite the vectors; loading them ends by itself."""
        self.index.clear()

    def work(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Do an embed job."""
        del closing
        first, last = span(job)
        return embed_events(
            self._vault, self.index, self.embedder, EventId(first), EventId(last)
        ).changes

    def tidy(self) -> None:
        """Remove the vectors of earlier embedders, if this one has come to the end of its work."""
        if self.embedder.model:
            removed = retire(self._vault, self.embedder.model)
            if removed:
                self._log.info("old_vectors_removed", count=removed)

    def forget(self, ids: Iterable[EventId]) -> None:
        """Take erased events out of the index."""
        self.index.remove(list(ids))

    def _load(self) -> None:
        try:
            self.embedder.load()
            self.index.load(self._vault, self.embedder.model, self.embedder.understands)
            self._loaded()
        except VaultLocked:
            return
        except SecondMeError as error:
            self._log.warning("index_not_loaded", code=error.code)
        except Exception as error:  # noqa: BLE001  (search goes on by words; Health tells)
            log_fault(self._log, "index_broke", error)
