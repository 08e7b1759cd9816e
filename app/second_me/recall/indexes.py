"""All that a question touches, in RAM: events, and the vectors of events, facts and episodes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EventId
from second_me.inference.embedder import DIMS
from second_me.recall.cache import RecentResults, Version
from second_me.recall.derived_links import DerivedLinks, episode_links, fact_links
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
        self.fact_links = DerivedLinks(fact_links)
        self.episode_links = DerivedLinks(episode_links)
        self.recent: RecentResults[Searched] = RecentResults()
        self.names = Known()
        self._namings = 0

    @property
    def version(self) -> Version:
        """Return what differs after every change of an index or of the names."""
        held = (self.events, self.vectors, self.facts, self.episodes)
        return (
            self._namings,
            self.fact_links.version,
            self.episode_links.version,
            *(index.version for index in held),
            *(index.ready for index in held),
        )

    @property
    def nbytes(self) -> int:
        """Return the bytes held by all indexes."""
        held = (self.events, self.vectors, self.facts, self.episodes)
        links = (self.fact_links.held, self.episode_links.held)
        return sum(index.nbytes for index in held) + sum(one.nbytes for one in links)

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
        """Read the vectors of a model, and of older ones that it understands where it has none,
        and what facts and episodes came from. Raises what the vault raises.
        """
        for index in (self.vectors, self.facts, self.episodes):
            index.load(vault, model, older)
        self.fact_links.load(vault)
        self.episode_links.load(vault)

    def changed(self, vault: Vault, changes: ChangeSet) -> None:
        """Read anew what changed facts and episodes came from; call it after the commit. Raises
        what the vault raises.
        """
        links = {Topic.FACTS: self.fact_links, Topic.EPISODES: self.episode_links}
        for change in changes.changes:
            if change.topic in links and change.ids:
                links[change.topic].update(vault, change.ids)
            elif change.topic in links:
                links[change.topic].load(vault)

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
        for links in (self.fact_links, self.episode_links):
            links.forget(vault, np.asarray(gone, dtype=np.int64))
        self.load_names(vault)

    def clear(self) -> None:
        """Forget everything and overwrite it; loading ends by itself."""
        self.recent.clear()
        self.names = Known()
        for held in (
            self.events,
            self.vectors,
            self.facts,
            self.episodes,
            self.fact_links,
            self.episode_links,
        ):
            held.clear()


def _take_out_gone(vault: Vault, index: VectorIndex) -> None:
    """Take out what has no row any more."""
    held = index.ids()
    if held:
        left = vault.read(lambda session: session.vectors.present(index.owner, held))
        index.remove([id_ for id_ in held if id_ not in left])
