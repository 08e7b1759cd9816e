"""How facts live on, the night's work, and the look at how well memory is."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.life import Life
from second_me.core.protocol import Done
from second_me.core.protocol.life import (
    ArchiveFacts,
    Consolidate,
    FactLives,
    GetKeeping,
    GetUpkeep,
    ListInState,
    LivingFacts,
    PinFacts,
    Upkeep,
)
from second_me.core.protocol.self_audit import Examine, GetFigures, SelfAudit, SelfAudits
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    life = _Life(core)
    return {
        GetKeeping: life.keeping,
        PinFacts: life.pin,
        ArchiveFacts: life.archive,
        ListInState: life.in_state,
        GetUpkeep: life.upkeep,
        Consolidate: life.consolidate,
        GetFigures: life.figures,
        Examine: life.examine,
    }


class _Life:
    def __init__(self, core: Core) -> None:
        self._core = core

    def keeping(self, request: GetKeeping, _: Caller) -> FactLives:
        return FactLives(lives=self._life.lives(request.ids))

    def pin(self, request: PinFacts, _: Caller) -> Done:
        at = self._core.clock.now() if request.pinned else None
        self._life.put(request.ids, lambda session: session.keeping.pin(request.ids, at))
        return Done()

    def archive(self, request: ArchiveFacts, _: Caller) -> Done:
        at = self._core.clock.now() if request.archived else None
        self._life.put(request.ids, lambda session: session.keeping.archive(request.ids, at))
        return Done()

    def in_state(self, request: ListInState, _: Caller) -> LivingFacts:
        def read(session: Session) -> LivingFacts:
            ids = session.keeping.in_state(request.state, request.limit)
            return LivingFacts(facts=tuple(session.facts.get(ids)), counts=session.keeping.states())

        return self._core.session.services.vault.read(read)

    def upkeep(self, _: GetUpkeep, __: Caller) -> Upkeep:
        return Upkeep(last=self._life.last())

    def consolidate(self, _: Consolidate, __: Caller) -> Done:
        services = self._core.session.services
        now = self._core.clock.now()
        services.vault.write(lambda s: s.jobs.enqueue("consolidate", "due", {}, now=now))
        services.wake()
        return Done()

    def figures(self, request: GetFigures, _: Caller) -> SelfAudits:
        vault = self._core.session.services.vault
        found = vault.read(lambda session: session.self_audits.list(request.limit))
        return SelfAudits(found=tuple(found))

    def examine(self, _: Examine, __: Caller) -> SelfAudit:
        return self._life.examine()

    @property
    def _life(self) -> Life:
        return self._core.session.services.life
