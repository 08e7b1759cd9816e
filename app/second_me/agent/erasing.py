"""Erasing for good: planned, begun on the caller's thread, carried through by a durable job.

After the first transaction nobody is shown what was erased. From there on the job does one
stage after another, each of which can be done again, so a kill at any point ends in erased.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from second_me.agent import windows
from second_me.agent.erase_run import UNREACHABLE, EraseRun, Ram
from second_me.agent.imports import Imports
from second_me.agent.logs import Log
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.ids import EventId
from second_me.core.outcomes import Rejected
from second_me.core.protocol.erase import (
    About,
    EraseOutcome,
    EraseStarted,
    Everything,
    Found,
    Memories,
    OneImport,
    OneSource,
    Outlived,
    Plan,
    Reason,
    Scope,
    Stage,
)
from second_me.core.protocol.pushes import Progress
from second_me.core.records import BatchState, Job
from second_me.vault.erasing.closure import Chosen
from second_me.vault.erasing.engine import Begun
from second_me.vault.erasing.scopes import kind_of
from second_me.vault.session import Session
from second_me.vault.vault import Vault

JOB: Final = "erase"
RETENTION: Final = "retention"
"""The program that the audit and receipts name for what the schedule erases."""
KEPT_PLANS: Final = 20
MOST_SAMPLES: Final = 20


class _Planned(msgspec.Struct, frozen=True):
    scope: Scope
    chosen: Chosen


class Erasing:
    """All erasures of one open vault."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        log: Log,
        *,
        imports: Imports,
        ram: Ram,
        changed: Callable[[ChangeSet], None],
        tell: Callable[[Progress], None],
        wake: Callable[[], None],
    ) -> None:
        """`wake` has jobs looked for."""
        self._vault = vault
        self._clock = clock
        self._imports = imports
        self._ram = ram
        self._changed = changed
        self._wake = wake
        self._run = EraseRun(vault, clock, log, ram=ram, changed=changed, tell=tell)
        self._guard = threading.Lock()
        self._plans: OrderedDict[str, _Planned] = OrderedDict()

    def plan(self, scope: Scope, samples: int, found: Sequence[EventId] = ()) -> Plan:
        """Say what erasing would do; `found` is what a search gave. The plan can be carried out
        until the vault is locked.
        """
        chosen = self._choose(Memories(ids=tuple(found)) if isinstance(scope, Found) else scope)
        chosen = msgspec.structs.replace(chosen, scope=kind_of(scope))
        most = min(max(samples, 0), MOST_SAMPLES)
        plan, words = self._vault.read(
            lambda session: (
                session.erasures.plan(chosen),
                session.erasures.samples(chosen, most) if most else (),
            )
        )
        name = secrets.token_hex(8)
        with self._guard:
            self._plans[name] = _Planned(scope, chosen)
            while len(self._plans) > KEPT_PLANS:
                self._plans.popitem(last=False)
        return msgspec.structs.replace(
            plan, id=name, samples=words, backups=self._backups(scope), unreachable=UNREACHABLE
        )

    def start(self, name: str, program: str) -> EraseOutcome:
        """Do what was planned. On return nothing of it is found any more."""
        with self._guard:
            planned = self._plans.pop(name, None)
        if planned is None:
            return Rejected(
                "There is no such plan any more.", "Look at what would go once more, then erase."
            )
        chosen = planned.chosen
        if isinstance(planned.scope, OneImport | OneSource | Everything):
            self._end_imports(planned.scope)
            chosen = self._choose(planned.scope)
        mentions = not isinstance(planned.scope, About) or planned.scope.mentions

        def begin(session: Session) -> Begun:
            now = self._clock.now()
            begun = session.erasures.begin(chosen, program, now, mentions=mentions)
            self._enqueue(session, begun.erasure_id)
            windows.read_again(session, [EventId(id_) for id_ in begun.again], now)
            windows.embed_again(session, [EventId(id_) for id_ in begun.followers], now)
            session.audit.append(
                "erase.start",
                program,
                now,
                ids=(begun.erasure_id,),
                counts={"events": len(chosen.events)},
            )
            return begun

        begun = self._vault.write(begin)
        self._ram.forget([EventId(id_) for id_ in begun.events])
        self._ram.outdate([EventId(id_) for id_ in begun.followers])
        self._vault.aftermath.keep_beside()
        self._changed(begun.changes | ChangeSet.of(Topic.ERASURES, begun.erasure_id))
        self._wake()
        return EraseStarted(erasure_id=begun.erasure_id)

    def outlive(self) -> ChangeSet:
        """Erase what the rules of retention keep no longer, of those that act."""
        plan = self.plan(Outlived(acting=True), 0)
        if not plan.empty:
            self.start(plan.id, RETENTION)
        return ChangeSet.of(Topic.RETENTION)

    def resume(self) -> None:
        """Go on with what a crash or a lock cut short; called before anything is asked."""

        def again(session: Session) -> None:
            for erasure_id in session.erasures.unfinished():
                self._enqueue(session, erasure_id)

        if self._vault.read(lambda session: session.erasures.unfinished()):
            self._vault.write(again)

    def lift(self, erasure_id: int, program: str) -> int:
        """Let what an erasure took away come in again; return how many hashes were dropped."""

        def lift(session: Session) -> int:
            count = session.erasures.tombstones.lift(erasure_id)
            now = self._clock.now()
            session.audit.append(
                "erase.lift", program, now, ids=(erasure_id,), counts={"lifted": count}
            )
            return count

        count = self._vault.write(lift)
        self._vault.aftermath.keep_beside()
        self._changed(ChangeSet.of(Topic.ERASURES, erasure_id))
        return count

    def work(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Do an erase job to its end, wherever an earlier try came to."""
        erasure_id = job.payload["erasure"]
        assert isinstance(erasure_id, int)
        erasure = self._vault.read(lambda session: session.erasures.get(erasure_id))
        if erasure is not None and erasure.stage is not Stage.DONE:
            self._run(erasure, closing)
        return ChangeSet.of(Topic.ERASURES, erasure_id)

    def _choose(self, scope: Scope) -> Chosen:
        now = self._clock.now()
        return self._vault.read(lambda session: session.erasures.choose(scope, now))

    def _end_imports(self, scope: Scope) -> None:
        """Stop imports that would bring in more of what is being erased."""
        batches = self._vault.read(lambda session: session.batches.list(1_000))
        for batch in batches:
            meant = (
                isinstance(scope, Everything)
                or (isinstance(scope, OneImport) and batch.id == scope.batch_id)
                or (isinstance(scope, OneSource) and batch.source_id == scope.source_id)
            )
            if meant and batch.state is BatchState.RUNNING:
                self._imports.end(batch.id)

    def _backups(self, scope: Scope) -> tuple[Reason, ...]:
        backups, lost, aside = self._vault.aftermath.copies_to_come()
        removed = isinstance(scope, Everything)
        found = (
            Reason(
                what="backups are removed" if removed else "backups are written without it",
                count=backups,
            ),
            Reason(what="backups that the present key does not open are removed", count=lost),
            Reason(what="vaults put aside by a restore are cleaned as well", count=aside),
        )
        return tuple(one for one in found if one.count)

    def _enqueue(self, session: Session, erasure_id: int) -> None:
        session.jobs.enqueue(
            JOB, f"erasure:{erasure_id}", {"erasure": erasure_id}, now=self._clock.now()
        )
