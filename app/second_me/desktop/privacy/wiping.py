"""Erasing everything: what would be destroyed, and what came of it."""

from collections.abc import Callable

from second_me.core.protocol.privacy import PlanWipe, Wiped, WipeEverything, WipePlan
from second_me.desktop.calling import Caller
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part

SURE = "wipe"


class Wiping(Part):
    """`on_wiped` is told once all is destroyed: the agent ends then, and must not come back.
    `on_end` follows when the person has read what came of it.
    """

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self.plan: WipePlan | None = None
        self.models = False
        self.busy = False
        self.wiped: Wiped | None = None
        self.on_wiped: Callable[[], None] = _nothing
        self.on_end: Callable[[], None] = _nothing

    def ask(self, *, models: bool = False) -> None:
        """Ask what would be destroyed, with the language models or without."""
        self.models = models
        self._ask(PlanWipe(models=models), self._on_plan)

    def wipe(self, word: str, *, forgotten: bool = False) -> None:
        """Destroy it all; `forgotten`: the vault is locked and nobody knows its secrets."""
        if self.busy or word.strip().casefold() != SURE:
            return
        self.busy = True
        self._guarded(
            WipeEverything(sure=SURE, models=self.models, forgotten=forgotten), self._on_done
        )

    def leave(self) -> None:
        """Take note that the person has turned away."""
        self.hush()
        self.plan = None
        if self.wiped is not None:
            self.on_end()

    def _failed(self) -> None:
        self.busy = False

    def _on_plan(self, plan: WipePlan) -> None:
        self.plan = plan
        self.on_change()

    def _on_done(self, wiped: Wiped) -> None:
        self.busy = False
        self.wiped = wiped
        self.on_wiped()
        self.on_change()


def _nothing() -> None:
    pass
