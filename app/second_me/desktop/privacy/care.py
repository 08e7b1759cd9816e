"""What the Privacy page shows and does: places, erasures, exports, activity, keys."""

from collections.abc import Callable
from typing import TypeVar

from second_me.core.changes import Topic
from second_me.core.errors import NotConfirmed, SecondMeError
from second_me.core.outcomes import Rejected
from second_me.core.protocol import Request
from second_me.core.protocol.audit import AuditCheck, AuditLine, AuditLines, ListAudit, VerifyAudit
from second_me.core.protocol.erase import (
    EraseOutcome,
    EraseStarted,
    Erasure,
    Erasures,
    Lifted,
    LiftErasure,
    ListErasures,
    Plan,
    PlanErase,
    Scope,
    StartErase,
)
from second_me.core.protocol.export import Exported, ExportForm, WriteExport
from second_me.core.protocol.privacy import GetKnownPage, KnownPage, ListPlaces, Place, Places
from second_me.core.protocol.pushes import Changed, Progress, PushParams
from second_me.core.protocol.vault import (
    ChangePassphrase,
    ListSlots,
    RecoveryRenewed,
    RemoveSlot,
    RenewRecovery,
    Slot,
    Slots,
)
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.translation import tr

_SAMPLES = 3
_LINES = 200
_NETWORK = "models.download"


R = TypeVar("R")


class Care:
    """Keeps what each part of the page shows. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.guard = Guard(caller)
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh
        self._clear()

    def _clear(self) -> None:
        self.loaded = False
        self.error = ""
        self.notice = ""
        self.places: tuple[Place, ...] = ()
        self.network: tuple[AuditLine, ...] | None = None
        self.page: KnownPage | None = None
        self.scope: Scope | None = None
        self.plan: Plan | None = None
        self.planning = False
        self.running: int | None = None
        self.progress: Progress | None = None
        self.erasures: tuple[Erasure, ...] = ()
        self.exporting = False
        self.exported: Exported | None = None
        self.lines: tuple[AuditLine, ...] = ()
        self.total = 0
        self.sound: AuditCheck | None = None
        self.slots: tuple[Slot, ...] = ()
        self.new_code = ""

    def refresh(self) -> None:
        """Ask anew for what is shown without being asked for."""
        self._caller.call(ListPlaces(), self._on_places, self._on_error)
        self._caller.call(ListErasures(), self._on_erasures, ignore)
        self._caller.call(ListAudit(limit=_LINES), self._on_lines, ignore)
        ledger = ListAudit(limit=_LINES, action=_NETWORK)
        self._caller.call(ledger, self._on_network, ignore)
        self._caller.call(ListSlots(), self._on_slots, ignore)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        self.on_change()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Progress) and push.key == f"erase:{self.running}":
            self.progress = push
            if push.finished:
                self._finish()
            self.on_change()
        elif isinstance(push, Changed) and self.loaded and Topic.ERASURES in push.changes.topics:
            self.on_stale()

    def ask_page(self) -> None:
        """Ask for the one page of what is known."""
        self._guarded(GetKnownPage(), self._on_page)

    def plan_erase(self, scope: Scope) -> None:
        """Ask what erasing would take away."""
        self.scope = scope
        self.plan = None
        self.planning = True
        self.error = self.notice = ""
        request = PlanErase(scope=scope, samples=_SAMPLES)
        self._caller.call(request, self._on_plan, self._on_error, patient=True)
        self.on_change()

    def drop_plan(self) -> None:
        self.plan = self.scope = None
        self.on_change()

    def erase(self) -> None:
        """Erase what was planned."""
        if self.plan is not None and self.running is None:
            self._guarded(StartErase(plan=self.plan.id), self._on_started)

    def lift(self, id_: int) -> None:
        """Let what was erased be imported again."""
        self._caller.call(LiftErasure(id=id_), self._on_lifted, self._on_error)

    def export(self, path: str, form: ExportForm, passphrase: str) -> None:
        """Write everything into a file, in clear without a passphrase."""
        self.exporting = True
        self.exported = None
        self.error = ""
        request = WriteExport(path=path, form=form, passphrase=passphrase, plain=not passphrase)
        self._guarded(request, self._on_exported)
        self.on_change()

    def more_lines(self) -> None:
        """Ask for older entries of the audit."""
        if self.lines and len(self.lines) < self.total:
            request = ListAudit(limit=_LINES, before=self.lines[-1].id)
            self._caller.call(request, self._on_more, ignore)

    def verify(self) -> None:
        """Ask whether the audit is whole."""
        self._caller.call(VerifyAudit(), self._on_verified, self._on_error, patient=True)

    def change_passphrase(self, old: str, new: str) -> None:
        request = ChangePassphrase(old=old, new=new)
        self._guarded(request, self._on_passphrase)

    def renew_code(self) -> None:
        self._guarded(RenewRecovery(), self._on_code)

    def remove_slot(self, id_: str) -> None:
        self._guarded(RemoveSlot(id=id_), self._on_slot_gone)

    def _guarded(self, request: Request[R], done: Callable[[R], None]) -> None:
        self.error = self.notice = ""
        self.guard.call(request, done, self._on_error)

    def _on_places(self, places: Places) -> None:
        self.loaded = True
        self.places = places.places
        self.on_change()

    def _on_network(self, lines: AuditLines) -> None:
        self.network = lines.lines
        self.on_change()

    def _on_page(self, page: KnownPage) -> None:
        self.page = page
        self.on_change()

    def _on_plan(self, plan: Plan) -> None:
        self.planning = False
        self.plan = plan
        self.on_change()

    def _on_started(self, outcome: EraseOutcome) -> None:
        if isinstance(outcome, Rejected):
            self.error = f"{outcome.reason} {outcome.action}".strip()
        elif isinstance(outcome, EraseStarted):
            self.running = outcome.erasure_id
            self.plan = self.scope = None
            self.on_stale()
        self.on_change()

    def _finish(self) -> None:
        self.running = self.progress = None
        self.notice = tr("Erased for good. The receipt below says what was looked through.")
        self.on_stale()

    def _on_erasures(self, erasures: Erasures) -> None:
        self.erasures = erasures.erasures
        done = {one.id for one in self.erasures if one.receipt is not None}
        if self.running in done:
            self.running = self.progress = None
        self.on_change()

    def _on_lifted(self, lifted: Lifted) -> None:
        self.notice = tr("{count} may come in again.").format(count=lifted.count)
        self.on_stale()
        self.on_change()

    def _on_exported(self, exported: Exported) -> None:
        self.exporting = False
        self.exported = exported
        self.on_change()

    def _on_lines(self, lines: AuditLines) -> None:
        self.lines = lines.lines
        self.total = lines.total
        self.on_change()

    def _on_more(self, lines: AuditLines) -> None:
        known = {one.id for one in self.lines}
        self.lines += tuple(one for one in lines.lines if one.id not in known)
        self.on_change()

    def _on_verified(self, check: AuditCheck) -> None:
        self.sound = check
        self.on_change()

    def _on_slots(self, slots: Slots) -> None:
        self.slots = slots.slots
        self.on_change()

    def _on_passphrase(self, _done: object) -> None:
        self.notice = tr("The passphrase is changed.")
        self._caller.call(ListSlots(), self._on_slots, ignore)
        self.on_change()

    def _on_code(self, renewed: RecoveryRenewed) -> None:
        self.new_code = renewed.recovery_code
        self._caller.call(ListSlots(), self._on_slots, ignore)
        self.on_change()

    def _on_slot_gone(self, _done: object) -> None:
        self._caller.call(ListSlots(), self._on_slots, ignore)

    def _on_error(self, error: SecondMeError) -> None:
        self.planning = self.exporting = False
        self.loaded = True
        if not isinstance(error, NotConfirmed):
            self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def total_bytes(places: tuple[Place, ...]) -> int:
    return sum(place.bytes for place in places)


def _nothing() -> None:
    pass
