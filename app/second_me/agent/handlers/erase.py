"""Erasing for good, its receipts, and letting things in again."""

from typing import Final

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.erasing import Erasing
from second_me.agent.handlers import recall
from second_me.core.ids import EventId
from second_me.core.protocol.erase import (
    CheckReceipt,
    EraseOutcome,
    Erasures,
    Found,
    Lifted,
    LiftErasure,
    ListErasures,
    Plan,
    PlanErase,
    ReceiptCheck,
    StartErase,
)
from second_me.core.protocol.recall import Search, SearchResult
from second_me.vault.session import Session

OWN_EYES: Final = frozenset({"second-me", "window"})
"""The names by which the person's own command line and window greet."""


def handlers(core: Core) -> Handlers:
    erase = _Erase(core)
    return {
        PlanErase: erase.plan,
        StartErase: erase.start,
        ListErasures: erase.list,
        LiftErasure: erase.lift,
        CheckReceipt: erase.check,
    }


class _Erase:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._search = recall.handlers(core)[Search]

    def plan(self, request: PlanErase, caller: Caller) -> Plan:
        scope = request.scope
        found: tuple[EventId, ...] = ()
        if isinstance(scope, Found):
            asked = Search(query=scope.query, limit=scope.limit)
            result: SearchResult = self._search(asked, caller)
            found = tuple(hit.event.id for hit in result.hits)
        samples = request.samples if caller.name in OWN_EYES else 0
        return self._erasing.plan(scope, samples, found)

    def start(self, request: StartErase, caller: Caller) -> EraseOutcome:
        return self._erasing.start(request.plan, caller.name)

    def list(self, request: ListErasures, _: Caller) -> Erasures:
        def read(session: Session) -> Erasures:
            if request.id is None:
                return Erasures(erasures=tuple(session.erasures.list(request.limit)))
            one = session.erasures.get(request.id)
            return Erasures(erasures=() if one is None else (one,))

        return self._core.session.services.vault.read(read)

    def lift(self, request: LiftErasure, caller: Caller) -> Lifted:
        return Lifted(count=self._erasing.lift(request.id, caller.name))

    def check(self, request: CheckReceipt, _: Caller) -> ReceiptCheck:
        vault = self._core.session.services.vault
        return vault.read(lambda session: session.erasures.check(request.receipt))

    @property
    def _erasing(self) -> Erasing:
        return self._core.session.services.erasing
