"""How memory lives on in the agent: what was of use, and the night's work."""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from second_me.agent.lanes import Work
from second_me.agent.meaning import Meaning
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import EnvironmentFault, VaultLocked
from second_me.core.ids import EventId, FactId
from second_me.core.protocol.life import FactLife
from second_me.core.protocol.recall import Search
from second_me.core.protocol.self_audit import SelfAudit
from second_me.core.records import Job
from second_me.memory.consolidation import MARK, consolidate
from second_me.memory.self_audit import FIRST, examine
from second_me.memory.settling import Means
from second_me.memory.strength import importance, state, strength
from second_me.recall import search
from second_me.vault.session import Session
from second_me.vault.vault import Vault

WEEK: Final = 7 * 86_400_000


class Life:
    """The life cycle of one open vault's facts."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        meaning: Meaning,
        means: Callable[[], Means],
        changed: Callable[[ChangeSet], None],
    ) -> None:
        """`means` returns what facts are compared with."""
        self._vault = vault
        self._clock = clock
        self._meaning = meaning
        self._means = means
        self._changed = changed

    @property
    def works(self) -> dict[str, Work]:
        """Return the night's work by the kind of its jobs."""
        return {"consolidate": self.night}

    def used(self, events: Sequence[int]) -> None:
        """Note that some memories were of use: cited, opened, copied or confirmed.

        What was asked for is answered all the same where that cannot be noted.
        """
        if not events:
            return
        wanted = [EventId(id_) for id_ in events]
        now = self._clock.now()
        try:
            ids = self._vault.write(lambda session: session.keeping.used(wanted, now))
        except (VaultLocked, EnvironmentFault):
            return
        if ids:
            self._changed(ChangeSet.of(Topic.KEEPING, *ids))

    def night(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Do a night's work, and once a week look how memory is."""
        del job
        changes = consolidate(self._vault, self._means(), closing).changes
        newest = self._vault.read(lambda session: session.self_audits.list(1))
        if newest and self._clock.now() - newest[0].at < WEEK:
            return changes
        self.examine(closing)
        return changes

    def examine(self, closing: threading.Event | None = None) -> SelfAudit:
        """Look how memory is, keep what was found and return it."""
        found = examine(
            self._vault,
            self._meaning.embedder.model,
            self._clock.now(),
            self._find if self._meaning.indexes.events.ready else None,
            closing,
        )
        self._vault.write(lambda session: session.self_audits.add(found))
        self._changed(ChangeSet.of(Topic.SELF_AUDITS))
        return found

    def lives(self, ids: Iterable[FactId]) -> tuple[FactLife, ...]:
        """Return how standing facts live on by now."""
        now = self._clock.now()
        wanted = list(ids)
        found = self._vault.read(lambda session: list(session.keeping.living(wanted)))
        return tuple(
            FactLife(
                id=one.id,
                state=state(one, now),
                importance=round(importance(one), 3),
                strength=round(strength(one, now), 3),
                kept=one.kept,
            )
            for one in found
        )

    def last(self) -> Timestamp | None:
        """Return when memory was consolidated last."""
        return last_night(self._vault)

    def put(self, ids: Sequence[FactId], work: Callable[[Session], None]) -> None:
        """Pin or put away facts, and have their states follow."""

        def write(session: Session) -> None:
            work(session)
            now = self._clock.now()
            living = list(session.keeping.living(ids))
            session.keeping.put_states((one.id, state(one, now)) for one in living)

        self._vault.write(write)
        self._changed(ChangeSet.of(Topic.KEEPING, *ids))

    def _find(self, words: str) -> set[EventId]:
        request = Search(query=words, limit=FIRST)
        found = search(self._vault, self._meaning.indexes, self._meaning.embedder, request)
        return {hit.event.id for hit in found.hits[:FIRST]}


def last_night(vault: Vault) -> Timestamp | None:
    """Return when memory was consolidated last, None if never."""
    at = vault.read(lambda session: session.marks.get(MARK))
    return Timestamp(at) if at else None
