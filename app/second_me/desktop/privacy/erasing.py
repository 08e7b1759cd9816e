"""Erasing for good, as the page leads through it: plan, word, progress, receipt."""

from second_me.core.changes import Topic
from second_me.core.outcomes import Rejected
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
from second_me.core.protocol.pushes import Changed, Progress, PushParams
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part
from second_me.desktop.translation import tr

_SAMPLES = 3


class Erasing(Part):
    """One plan at a time; `running` is the erasure that is under way."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.plan: Plan | None = None
        self.planning = False
        self.running: int | None = None
        self.progress: Progress | None = None
        self.erasures: tuple[Erasure, ...] = ()

    def refresh(self) -> None:
        """Ask what was erased so far."""
        self._caller.call(ListErasures(), self._on_erasures, ignore)

    def forget(self) -> None:
        self._clear()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Progress) and push.key == f"erase:{self.running}":
            self.progress = push
            if push.finished:
                self._finish()
            self.on_change()
        elif isinstance(push, Changed) and Topic.ERASURES in push.changes.topics:
            self.on_stale()

    def ask_plan(self, scope: Scope) -> None:
        """Ask what erasing would take away."""
        self.plan = None
        self.planning = True
        self._ask(PlanErase(scope=scope, samples=_SAMPLES), self._on_plan)

    def drop_plan(self) -> None:
        self.plan = None
        self.on_change()

    def erase(self) -> None:
        """Erase what was planned."""
        if self.plan is not None and self.running is None:
            self._guarded(StartErase(plan=self.plan.id), self._on_started)

    def lift(self, id_: int) -> None:
        """Let what was erased be imported again."""
        self._ask(LiftErasure(id=id_), self._on_lifted)

    def _failed(self) -> None:
        self.planning = False

    def _on_plan(self, plan: Plan) -> None:
        self.planning = False
        self.plan = plan
        self.on_change()

    def _on_started(self, outcome: EraseOutcome) -> None:
        if isinstance(outcome, Rejected):
            self.error = f"{outcome.reason} {outcome.action}".strip()
        elif isinstance(outcome, EraseStarted):
            self.running = outcome.erasure_id
            self.plan = None
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
            self._finish()
        self.on_change()

    def _on_lifted(self, lifted: Lifted) -> None:
        self.notice = tr("{count} may come in again.").format(count=lifted.count)
        self.refresh()
        self.on_change()
