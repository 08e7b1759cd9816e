"""Places, the page of what is known, rules of retention, confirming, and the end of it all."""

from second_me.agent import wiping
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.places import places
from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol import Done
from second_me.core.protocol.privacy import (
    Confirm,
    Confirmed,
    Effect,
    GetKnownPage,
    KnownPage,
    ListPlaces,
    ListRules,
    Places,
    PlanWipe,
    PreviewRule,
    RemoveRule,
    Rules,
    RuleView,
    SetRule,
    Wiped,
    WipeEverything,
    WipePlan,
)
from second_me.vault.vault import Vault


def handlers(core: Core) -> Handlers:
    privacy = _Privacy(core)
    return {
        Confirm: privacy.confirm,
        ListPlaces: privacy.places,
        GetKnownPage: privacy.page,
        ListRules: privacy.rules,
        PreviewRule: privacy.preview,
        SetRule: privacy.put,
        RemoveRule: privacy.remove,
        PlanWipe: privacy.plan_wipe,
        WipeEverything: privacy.wipe,
    }


class _Privacy:
    def __init__(self, core: Core) -> None:
        self._core = core

    def confirm(self, request: Confirm, _: Caller) -> Confirmed:
        self._core.session.slots.proves(
            passphrase=request.passphrase, recovery_code=request.recovery_code
        )
        return Confirmed(until=self._core.confirming.until())

    def places(self, _: ListPlaces, __: Caller) -> Places:
        return Places(places=tuple(places(self._core.home)))

    def page(self, _: GetKnownPage, __: Caller) -> KnownPage:
        owner = self._core.session.services.preferences.text("owner.name")
        now = self._core.clock.now()
        return self._vault.read(lambda session: session.known_page(owner, now))

    def rules(self, _: ListRules, __: Caller) -> Rules:
        now = self._core.clock.now()
        return Rules(rules=tuple(self._vault.read(lambda s: s.retention.list(now))))

    def preview(self, request: PreviewRule, _: Caller) -> Effect:
        now = self._core.clock.now()
        return self._vault.read(lambda s: s.retention.preview(request.rule, now))

    def put(self, request: SetRule, _: Caller) -> RuleView:
        now = self._core.clock.now()
        view = self._vault.write(lambda s: s.retention.put(request.rule, now))
        self._core.notices.changed(ChangeSet.of(Topic.RETENTION, view.id))
        return view

    def remove(self, request: RemoveRule, _: Caller) -> Done:
        self._vault.write(lambda s: s.retention.remove(request.id))
        self._core.notices.changed(ChangeSet.of(Topic.RETENTION, request.id))
        return Done()

    def plan_wipe(self, request: PlanWipe, _: Caller) -> WipePlan:
        return wiping.plan(self._core, with_models=request.models)

    def wipe(self, request: WipeEverything, _: Caller) -> Wiped:
        return wiping.wipe(self._core, request)

    @property
    def _vault(self) -> Vault:
        return self._core.session.services.vault
