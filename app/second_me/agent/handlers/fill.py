"""Filling forms: plans, the person's word on them, what was filled, and rules of sites."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.fill_plans import FillPlans
from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol import Done
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    Fillings,
    ForgetFillings,
    ListFillings,
    ListPlans,
    ListRules,
    Plan,
    PlanFill,
    PlanForOther,
    Planned,
    Plans,
    Refused,
    ReportFilled,
    SetRule,
    SiteRules,
)


def handlers(core: Core) -> Handlers:
    fill = _Fill(core)
    return {
        PlanFill: fill.plan,
        PlanForOther: fill.for_other,
        ListPlans: fill.waiting,
        ApprovePlan: fill.approve,
        DeclinePlan: fill.decline,
        ReportFilled: fill.filled,
        ListRules: fill.rules,
        SetRule: fill.rule,
        ListFillings: fill.history,
        ForgetFillings: fill.forget,
    }


class _Fill:
    def __init__(self, core: Core) -> None:
        self._core = core

    def plan(self, request: PlanFill, caller: Caller) -> Planned | Refused:
        return self._plans.make(request, caller)

    def for_other(self, request: PlanForOther, _: Caller) -> Plan:
        return self._plans.for_other(request.id, request.subject)

    def waiting(self, _: ListPlans, __: Caller) -> Plans:
        return Plans(plans=self._plans.waiting())

    def approve(self, request: ApprovePlan, _: Caller) -> Done:
        self._plans.approve(request.id, request.choices)
        return Done()

    def decline(self, request: DeclinePlan, _: Caller) -> Done:
        self._plans.decline(request.id)
        return Done()

    def filled(self, request: ReportFilled, caller: Caller) -> Done:
        self._plans.filled(request.id, request.filled, caller, undone=request.undone)
        return Done()

    def rules(self, _: ListRules, __: Caller) -> SiteRules:
        vault = self._core.session.services.vault
        return SiteRules(rules=tuple(vault.read(lambda session: session.fillings.rules())))

    def rule(self, request: SetRule, _: Caller) -> Done:
        now = self._core.clock.now()
        self._core.session.services.vault.write(
            lambda session: session.fillings.rule(request.site, request.kind, request.rule, now)
        )
        return self._changed()

    def history(self, request: ListFillings, _: Caller) -> Fillings:
        vault = self._core.session.services.vault
        found = vault.read(lambda session: session.fillings.list(request.origin, request.limit))
        return Fillings(fillings=tuple(found))

    def forget(self, request: ForgetFillings, _: Caller) -> Done:
        self._core.session.services.vault.write(
            lambda session: session.fillings.forget(request.origin)
        )
        return self._changed()

    def _changed(self) -> Done:
        self._core.notices.changed(ChangeSet.of(Topic.FILL))
        return Done()

    @property
    def _plans(self) -> FillPlans:
        return self._core.session.services.fill_plans
