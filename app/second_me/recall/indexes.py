"""All that a question touches, in RAM: events, and the vectors of events, facts and episodes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from second_me.core.ids import EventId
from second_me.inference.embedder import DIMS
from second_me.recall.cache import RecentResults, Version
from second_me.recall.event_index import EventIndex
from second_me.recall.understanding import Known, known_names
from second_me.recall.vector_index import VectorIndex
from second_me.vault.vault import Vault

if TYPE_CHECKING:  # it is built on what is here
    from second_me.recall.searching import Searched


class Indexes:
    """The indexes of one open vault. Any thread may call any method.

    They are filled at unlock, kept in step with every change by those who make it, and cleared
    at lock.
    """

    def __init__(self, dims: int = DIMS) -> None:
        self.events = EventIndex()
        self.vectors = VectorIndex(dims)
        self.facts = VectorIndex(dims, "fact")
        self.episodes = VectorIndex(dims, "episode")
        self.recent: RecentResults[Searched] = RecentResults()
        self.names = Known()
        self._namings = 0

    @property
    def version(self) -> Version:
        """Return what differs after every change of an index or of the names."""
        held = (self.events, self.vectors, self.facts, self.episodes)
        return (
            self._namings,
            *(index.version for index in held),
            *(index.ready for index in held),
        )

    @property
    def nbytes(self) -> int:
        """Return the bytes held by all indexes."""
        held = (self.events, self.vectors, self.facts, self.episodes)
        return sum(index.nbytes for index in held)

    def load_events(self, vault: Vault) -> None:
        """Read who, when, where and which words from the events. Raises what the vault raises."""
        self.events.load(vault)
        self.load_names(vault)

    def load_names(self, vault: Vault) -> None:
        """Read whom memory knows: the owner, who wrote events, people and things. Raises what the
        vault raises.
        """
        authors = self.events.authors()
        self.names = vault.read(lambda session: known_names(session, authors))
        self._namings += 1

    def load_vectors(self, vault: Vault, model: str, older: Sequence[str] = ()) -> None:
        """Read the vectors of a model, and of older ones that it understands where it has none.
        Raises what the vault raises.
        """
        for index in (self.vectors, self.facts, self.episodes):
            index.load(vault, model, older)

    def tend(self) -> None:
        """Bring the vectors into an order that is quick to search, where there are many; for a
        background thread.
        """
        for index in (self.vectors, self.facts, self.episodes):
            index.tend()

    def add(self, vault: Vault, ids: Sequence[EventId]) -> None:
        """Take in events that were stored; call it after the commit. Raises what the vault
        raises.
        """
        rows = vault.read(lambda session: session.events.rows.get(ids))
        self.events.add(rows)
        self.names.add_people({row.author for row in rows if row.author})
        # Whoever erases takes the events out of here after that: either they find ours, or we
        # find the rows gone.
        left = vault.read(lambda session: session.events.rows.present(ids))
        self.events.remove([id_ for id_ in ids if id_ not in left])

    def forget(self, vault: Vault, ids: Iterable[EventId]) -> None:
        """Take out events that were erased, and the facts and episodes that went with them; call
        it after the commit. Raises what the vault raises, with the events taken out already.
        """
        gone = list(ids)
        self.recent.clear()
        self.events.remove(gone)
        self.vectors.remove(gone)
        for index in (self.facts, self.episodes):
            _take_out_gone(vault, index)
        self.load_names(vault)

    def clear(self) -> None:
        """Forget everything and overwrite it; loading ends by itself."""
        self.recent.clear()
        self.names = Known()
        for index in (self.events, self.vectors, self.facts, self.episodes):
            index.clear()


def _take_out_gone(vault: Vault, index: VectorIndex) -> None:
    """Take out what has no row any more."""
    held = index.ids()
    if held:
        left = vault.read(lambda session: session.vectors.present(index.owner, held))
        index.remove([id_ for id_ in held if id_ not in left])
