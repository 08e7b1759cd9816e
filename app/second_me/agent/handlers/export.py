"""Taking everything out, and in again."""

from pathlib import Path

from second_me.agent import exporting
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.errors import PersonFault
from second_me.core.protocol import Done
from second_me.core.protocol.erase import Found, Scope
from second_me.core.protocol.export import (
    CheckExport,
    ExportCheck,
    Exported,
    ExportPlan,
    PlanExport,
    TakeInExport,
    TakenIn,
    UnsealExport,
    WriteExport,
)
from second_me.vault.erasing.closure import Chosen


def handlers(core: Core) -> Handlers:
    export = _Export(core)
    return {
        WriteExport: export.write,
        PlanExport: export.plan,
        CheckExport: export.check,
        TakeInExport: export.take_in,
        UnsealExport: export.unseal,
    }


class _Export:
    def __init__(self, core: Core) -> None:
        self._core = core

    def write(self, request: WriteExport, caller: Caller) -> Exported:
        services, clock = self._core.session.services, self._core.clock
        chosen = self._chosen(request.scope)
        owner = services.preferences.text("owner.name")
        return exporting.write(
            services.vault, clock, request, caller.name, chosen=chosen, owner=owner
        )

    def plan(self, request: PlanExport, _: Caller) -> ExportPlan:
        services, clock = self._core.session.services, self._core.clock
        chosen = self._chosen(request.scope)
        owner = services.preferences.text("owner.name")
        return exporting.plan(services.vault, clock, request.form, chosen, owner)

    def check(self, request: CheckExport, _: Caller) -> ExportCheck:
        return exporting.check(Path(request.path).expanduser(), request.passphrase)

    def _chosen(self, scope: Scope | None) -> Chosen | None:
        if isinstance(scope, Found):
            raise PersonFault(
                "A search cannot be exported", "It has no end.", "Name memories, a source, a time."
            )
        if scope is None:
            return None
        now = self._core.clock.now()
        return self._core.session.services.vault.read(lambda s: s.erasures.choose(scope, now))

    def take_in(self, request: TakeInExport, _: Caller) -> TakenIn:
        session = self._core.session
        vault, path = session.services.vault, Path(request.path).expanduser()
        rows = exporting.take_in(vault, path, request.passphrase)
        key = session.key.copy()
        session.exchange(lambda: key)  # all that is held in memory is read anew
        return TakenIn(rows=rows)

    def unseal(self, request: UnsealExport, __: Caller) -> Done:
        _ = self._core.session.services  # only while it is open
        exporting.unseal(Path(request.path).expanduser(), request.target, request.passphrase)
        return Done()
