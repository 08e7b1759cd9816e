"""What the whole window knows of the agent: the link's state, its status, where we stand."""

from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.outcomes import Failed
from second_me.core.protocol.memory import Batches, ListBatches
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.system import Activity, GetStatus, ModelState, Status, VaultState
from second_me.core.records import Source
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.link import LinkState
from second_me.desktop.stages import Banner, Stage, TrayState
from second_me.desktop.translation import tr
from second_me.desktop.wording import memories

__all__ = ["Banner", "Session", "Stage", "TrayState"]


class Session:
    """Keeps the agent's status and tells by `on_change` when anything of it moved."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.link = LinkState.STARTING
        self.trouble: Failed | None = None
        self.status: Status | None = None
        self.sources: dict[int, Source] = {}
        self.in_first_run = False
        self.on_change: Callable[[], None] = _nothing
        # A busy import changes things many times a second; the window asks less often.
        self.on_stale: Callable[[], None] = self.freshen
        self._sources_stale = False
        self._asking = False
        self._ask_again = False

    @property
    def stage(self) -> Stage:
        if self.in_first_run:
            return Stage.FIRST_RUN
        if self.status is None:
            return Stage.STARTING
        return {
            VaultState.ABSENT: Stage.FIRST_RUN,
            VaultState.LOCKED: Stage.LOCKED,
            VaultState.OPEN: Stage.OPEN,
        }[self.status.vault]

    @property
    def connected(self) -> bool:
        return self.link is LinkState.READY

    @property
    def tray(self) -> TrayState:
        """Return what the tray icon shows."""
        if not self.connected or self.status is None:
            return TrayState.LOST
        if self.status.vault is not VaultState.OPEN:
            return TrayState.LOCKED
        if self.status.activity in (Activity.PAUSED, Activity.ON_BATTERY):
            return TrayState.PAUSED
        working = self.status.activity is Activity.WORKING
        return TrayState.WORKING if working else TrayState.READY

    @property
    def summary(self) -> str:
        """Return the state in a few words, for the rail and the tray's tip."""
        if self.link is LinkState.STARTING:
            return tr("Starting")
        if not self.connected or self.status is None:
            return tr("Reconnecting")
        if self.status.vault is VaultState.LOCKED:
            return tr("Locked")
        words = {
            Activity.WORKING: tr("Working"),
            Activity.PAUSED: tr("Paused"),
            Activity.ON_BATTERY: tr("Resting on battery"),
        }
        return words.get(self.status.activity, tr("Up to date"))

    @property
    def detail(self) -> str:
        """Return how much memory holds, and what the model misses."""
        if self.status is None or self.status.vault is not VaultState.OPEN:
            return ""
        if self.status.model is ModelState.MISSING:
            return tr("No language model")
        return memories(self.status.counts.events)

    @property
    def banner(self) -> Banner | None:
        """Return what is to be said while the agent is not there."""
        if self.link is LinkState.LOST:
            return Banner(
                tr(
                    "The background program went away and is being started again. "
                    "Nothing is lost; you can keep typing."
                ),
                can_retry=True,
            )
        if self.link is LinkState.FAILED and self.trouble is not None:
            parts = (self.trouble.title + ".", self.trouble.message, self.trouble.action)
            return Banner(" ".join(part for part in parts if part), can_retry=True)
        return None

    def link_moved(self, state: LinkState, trouble: Failed | None) -> None:
        """Take a change of the link; on connecting, ask for everything anew."""
        self.link = state
        self.trouble = trouble
        self.on_change()
        if state is LinkState.READY:
            self.refresh()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed):
            if push.changes.topics & {Topic.SOURCES, Topic.BATCHES}:
                self._sources_stale = True
            self.on_stale()

    def freshen(self) -> None:
        """Ask for what pushes said has changed."""
        self.refresh_status()
        if self._sources_stale:
            self._sources_stale = False
            self._refresh_sources()

    def refresh(self) -> None:
        """Ask for everything anew."""
        self._sources_stale = True
        self.freshen()

    def refresh_status(self) -> None:
        """Ask for the status; changes that come meanwhile lead to one more question."""
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        self._caller.call(GetStatus(), self._on_status, self._on_no_status)

    def source_name(self, source_id: int) -> str:
        """Return the name of a source, empty if it is not known (yet)."""
        source = self.sources.get(source_id)
        return source.name if source is not None else ""

    def _on_status(self, status: Status) -> None:
        opened = self.status is None or self.status.vault is not VaultState.OPEN
        self._asking = False
        changed = status != self.status
        self.status = status
        if changed:
            self.on_change()
        if opened and status.vault is VaultState.OPEN:
            self._refresh_sources()
        if self._ask_again:
            self._ask_again = False
            self.refresh_status()

    def _on_no_status(self, _error: object) -> None:
        self._asking = False
        self._ask_again = False

    def _refresh_sources(self) -> None:
        if self.status is not None and self.status.vault is VaultState.OPEN:
            self._caller.call(ListBatches(limit=1000), self._on_batches, ignore)

    def _on_batches(self, batches: Batches) -> None:
        self.sources = {view.source.id: view.source for view in batches.batches}


def _nothing() -> None:
    pass
