"""Filling forms: plans, the person's word on them, what was filled, and rules of sites."""

from second_me.agent import profile_fields
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.fill_plans import FillPlans
from second_me.agent.form_keeping import FormKeeping
from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol import Done
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    Fillings,
    FillProfiles,
    FindFields,
    ForgetFillings,
    KeepTyped,
    Kept,
    Learnable,
    LearnForm,
    ListFillings,
    ListPlans,
    ListProfiles,
    ListRules,
    PastChoices,
    PdfWritten,
    Plan,
    PlanFill,
    PlanForOther,
    Planned,
    PlanPdf,
    Plans,
    ProfileFields,
    Refused,
    ReportFilled,
    SetRule,
    SiteRules,
    UndoFill,
    WritePdf,
)
from second_me.vault.vault import Vault


def handlers(core: Core) -> Handlers:
    fill = _Fill(core)
    return {
        PlanFill: fill.plan,
        PlanForOther: fill.for_other,
        ListPlans: fill.waiting,
        ApprovePlan: fill.approve,
        PlanPdf: fill.plan_pdf,
        WritePdf: fill.write_pdf,
        DeclinePlan: fill.decline,
        ReportFilled: fill.filled,
        UndoFill: fill.undo,
        PastChoices: fill.past,
        ListProfiles: fill.profiles,
        LearnForm: fill.learn,
        KeepTyped: fill.keep,
        FindFields: fill.find,
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
        return self._plans.for_other(request.id, request.subject, request.label)

    def past(self, request: PastChoices, _: Caller) -> Plan:
        return self._plans.with_past(request.id, request.field)

    def profiles(self, _: ListProfiles, __: Caller) -> FillProfiles:
        now = self._core.clock.now()
        return self._vault.read(lambda session: profile_fields.profiles(session, now))

    def find(self, request: FindFields, _: Caller) -> ProfileFields:
        now = self._core.clock.now()
        return self._vault.read(lambda session: profile_fields.find(session, request.words, now))

    def waiting(self, request: ListPlans, _: Caller) -> Plans:
        return Plans(plans=self._plans.waiting(decided=request.decided))

    def approve(self, request: ApprovePlan, _: Caller) -> Done:
        self._plans.approve(request.id, request.choices, request.written)
        return Done()

    def plan_pdf(self, request: PlanPdf, _: Caller) -> Planned | Refused:
        return self._core.session.services.pdf_forms.plan(request)

    def write_pdf(self, request: WritePdf, _: Caller) -> PdfWritten:
        return self._core.session.services.pdf_forms.write(request)

    def decline(self, request: DeclinePlan, _: Caller) -> Done:
        self._plans.decline(request.id)
        return Done()

    def undo(self, request: UndoFill, _: Caller) -> Done:
        self._plans.undo(request.id)
        return Done()

    def learn(self, request: LearnForm, _: Caller) -> Learnable | Refused:
        return self._keeping.learn(request)

    def keep(self, request: KeepTyped, caller: Caller) -> Kept | Refused:
        return self._keeping.keep(request, self._plans.subject_of(caller))

    def filled(self, request: ReportFilled, caller: Caller) -> Done:
        self._plans.filled(request.id, request.filled, caller, undone=request.undone)
        return Done()

    def rules(self, _: ListRules, __: Caller) -> SiteRules:
        found = self._vault.read(lambda session: session.fillings.rules())
        return SiteRules(rules=tuple(found))

    def rule(self, request: SetRule, _: Caller) -> Done:
        now = self._core.clock.now()
        self._vault.write(
            lambda session: session.fillings.rule(request.site, request.kind, request.rule, now)
        )
        self._plans.ruled(request.site)
        return self._changed()

    def history(self, request: ListFillings, _: Caller) -> Fillings:
        found = self._vault.read(
            lambda session: session.fillings.list(request.origin, request.limit)
        )
        return Fillings(fillings=tuple(found))

    def forget(self, request: ForgetFillings, _: Caller) -> Done:
        self._vault.write(lambda session: session.fillings.forget(request.origin))
        return self._changed()

    def _changed(self) -> Done:
        self._core.notices.changed(ChangeSet.of(Topic.FILL))
        return Done()

    @property
    def _vault(self) -> Vault:
        return self._core.session.services.vault

    @property
    def _keeping(self) -> FormKeeping:
        return FormKeeping(self._vault, self._core.clock, self._core.notices)

    @property
    def _plans(self) -> FillPlans:
        return self._core.session.services.fill_plans
