"""The jobs that make memory of events, each a stage with one public function of `memory`."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from second_me.agent import windows
from second_me.agent.backlog import Backlog, span
from second_me.agent.lanes import Work
from second_me.agent.meaning import Meaning
from second_me.agent.models import Models
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import EnvironmentFault, VaultLocked
from second_me.core.ids import EventId, FactId
from second_me.core.records import Job
from second_me.memory.communities import find_communities
from second_me.memory.derived_vectors import code_episodes, embed_facts
from second_me.memory.identity import read_identity
from second_me.memory.linking import link_facts
from second_me.memory.outcomes import Proposed
from second_me.memory.people import resolve_people
from second_me.memory.segmenting import Span, segment_events
from second_me.memory.settling import Means, settle_facts
from second_me.vault.session import Session
from second_me.vault.vault import Vault

TOGETHER: Final = 1_000
"""Jobs that are done in one go where as many wait: a stream is then gone through once."""

SOON: Final = 5_000
"""Up to so many entities communities are found anew at once, and else at night."""

EDIT_PRIORITY: Final = windows.TYPED_PRIORITY - windows.AFTER


class Stages:
    """The works of one open vault, by the kind of their jobs."""

    def __init__(
        self,
        vault: Vault,
        meaning: Meaning,
        models: Models,
        *,
        backlog: Backlog,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._vault = vault
        self._models = models
        self._meaning = meaning
        self._backlog = backlog
        self._clock = clock
        self._wake = wake

    @property
    def quick(self) -> dict[str, Work]:
        """Return those that need no language model."""
        return {
            "segment": self.segment,
            "people": self.people,
            "vectors": self.vectors,
            "link": self.link,
        }

    def segment(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Sort the events of a job into episodes, and with them those of its like that wait."""
        now = self._clock.now()
        others = self._vault.read(
            lambda session: session.jobs.waiting("segment", job.priority, now, TOGETHER)
        )
        done = segment_events(
            self._vault,
            self._meaning.indexes.episodes,
            self._meaning.embedder.model,
            [_span(one) for one in (job, *others)],
            closing,
        )
        self._settle(others)
        return done.changes

    def people(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Keep who is in the events of a job, and who is whose."""
        del closing
        first, last = _span(job)
        changes = resolve_people(self._vault, first, last, self._clock).changes
        settle = self.settling(job.priority)
        return changes | read_identity(self._vault, first, last, self._clock, settle).changes

    def vectors(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Give facts and episodes the vectors that they lack."""
        del job
        indexes, embedder = self._meaning.indexes, self._meaning.embedder
        made = code_episodes(self._vault, indexes.episodes, embedder.model, closing)
        made += embed_facts(self._vault, indexes.facts, embedder, closing)
        return ChangeSet.of(Topic.VECTORS) if made else ChangeSet()

    def update(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Settle the facts of a job against those that stand."""
        ids = job.payload["facts"]
        assert isinstance(ids, list)
        facts = [FactId(id_) for id_ in ids]
        return settle_facts(self._vault, self.means(), facts, closing).changes

    def means(self) -> Means:
        """Return what facts are compared with."""
        return Means(
            index=self._meaning.indexes.facts,
            embedder=self._meaning.embedder,
            clock=self._clock,
            model=self._models.host if self._models.present else None,
            adapter=self._models.adapter("update"),
        )

    def link(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Bring the graph up to what facts say by now, and who belongs together in it."""
        del job
        done = link_facts(self._vault, self._clock, closing)
        if self._vault.read(lambda session: session.entities.count()) > SOON:
            return done.changes
        return done.changes | find_communities(self._vault).changes

    def changed(self, changes: ChangeSet) -> None:
        """Queue what follows a change of facts, whoever made it."""
        if Topic.FACTS not in changes.topics:
            return
        try:
            self._vault.write(lambda session: windows.link(session, self._clock.now()))
        except (VaultLocked, EnvironmentFault):
            return  # what is behind is found at the next unlock
        self._wake()

    def vectors_later(self) -> None:
        """Queue the making of vectors that are missing, after somebody changed what they are of."""
        now = self._clock.now()
        self._vault.write(
            lambda session: session.jobs.enqueue(
                "vectors", "derived", {}, priority=EDIT_PRIORITY, now=now
            )
        )
        self._wake()

    def settling(self, priority: int) -> Proposed:
        """Return what queues the settling of new facts, in the transaction that stores them: before
        other windows of their priority are read, however often the agent is killed.
        """

        def settle(session: Session, ids: Sequence[FactId]) -> None:
            windows.settle(session, ids, self._clock.now(), priority=priority + 1)

        return settle

    def settle_later(self, ids: Sequence[FactId], priority: int) -> None:
        """Queue the settling of facts that are stored already."""
        self._vault.write(lambda session: self.settling(priority)(session, ids))

    def _settle(self, jobs: list[Job]) -> None:
        def finish(session: Session) -> None:
            for job in jobs:
                session.jobs.finish(job.id)

        if jobs:
            self._vault.write(finish)
        for job in jobs:
            self._backlog.settle(job)


def _span(job: Job) -> Span:
    first, last = span(job)
    return EventId(first), EventId(last)
