"""All that works on one open vault: made at unlock, ended at lock."""

import threading
import time
from collections.abc import Callable, Iterable

from second_me.agent import windows
from second_me.agent.absent_embedder import AbsentEmbedder
from second_me.agent.accesses import Accesses
from second_me.agent.asks import Asks
from second_me.agent.backlog import TITLES, Backlog, span
from second_me.agent.erasing import Erasing
from second_me.agent.fill_answers import FillAnswers
from second_me.agent.fill_plans import FillPlans
from second_me.agent.held import Held
from second_me.agent.import_run import ImportRun
from second_me.agent.imports import Imports
from second_me.agent.lanes import RETRY_SECONDS, Lane, LaneRules, Work
from second_me.agent.life import Life
from second_me.agent.logs import Log
from second_me.agent.meaning import Meaning
from second_me.agent.models import Models
from second_me.agent.notices import Notices
from second_me.agent.parts import Parts
from second_me.agent.pdf_forms import PdfForms
from second_me.agent.permission import Permission
from second_me.agent.preferences import Preferences
from second_me.agent.schedule import Schedule, Ticker
from second_me.agent.stages import Stages
from second_me.agent.upkeep import Upkeep
from second_me.agent.watched_folders import WatchedFolders
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import EnvironmentFault, VaultLocked
from second_me.core.ids import EventId
from second_me.core.protocol.system import Activity
from second_me.core.records import Job
from second_me.inference.embedder import Embedder
from second_me.memory import extract_window
from second_me.recall.adaptive import Learning, shipped
from second_me.recall.timeline import Timeline
from second_me.vault.vault import Vault

STOP_SECONDS = 0.5
"""What work in hand is given to end by itself when the vault is locked; a lock takes at
most a second, and what is left behind finds the vault closed.
"""


class Services:
    """The composition root of an open vault."""

    def __init__(
        self,
        vault: Vault,
        *,
        parts: Parts,
        embedder: Embedder,
        models: Models,
        permission: Permission,
        notices: Notices,
        log: Log,
        idle_since: Callable[[], Timestamp],
        lock: Callable[[], None],
    ) -> None:
        self.vault = vault
        self._parts = parts
        self._models = models
        self._permission = permission
        self.notices = notices
        self._log = log
        self.preferences = Preferences(vault, self._apply)
        self.backlog = Backlog(notices.progress)
        self.asks = Asks()
        self.meaning = Meaning(
            vault, embedder, log, lambda: notices.changed(ChangeSet.of(Topic.AGENT))
        )
        self.timeline = Timeline(vault, self.meaning.indexes)
        self.learning = Learning(
            vault, parts.clock, shipped(), enabled=lambda: self.preferences.flag("recall.learn")
        )
        self.stages = Stages(
            vault,
            self.meaning,
            models,
            backlog=self.backlog,
            clock=parts.clock,
            wake=self.wake,
        )
        self.life = Life(
            vault, parts.clock, self.meaning, self.stages.means, changed=notices.changed
        )
        self.fill_answers = FillAnswers(vault, self.meaning, models, parts.clock, log)
        self.fill_plans = FillPlans(vault, parts.clock, notices, self.fill_answers)
        self.pdf_forms = PdfForms(self.fill_plans)
        self.imports = self._make_imports()
        self.watched = WatchedFolders(
            vault, parts.clock, log, begin=self.imports.start, changed=notices.changed
        )
        self.erasing = self._make_erasing()
        self._extracting = self._lane(
            "extract",
            {"extract": self._extract, "update": self.stages.update},
            self._held_extract,
            background=False,
        )  # the model's worker is started from it, and gives way by itself
        self.upkeep = upkeep = Upkeep(
            vault, self.preferences, parts.clock, outlive=self.erasing.outlive
        )
        self.accesses = Accesses(vault, parts.clock)
        quick: dict[str, Work] = {
            "backup": upkeep.backup,
            "checkpoint": upkeep.checkpoint,
            "retention": upkeep.retention,
        }
        if not isinstance(embedder, AbsentEmbedder):  # else its jobs wait for a whole one
            quick["embed"] = self.meaning.work
            quick |= self.stages.quick
        self._quick = self._lane(
            "quick",
            quick,
            permission.light,
            went_idle=self._went_idle,
        )
        self._importing = self._lane("import", {"import": self.imports.work}, lambda: None)
        self._erase_lane = self._lane(
            "erase", {"erase": self.erasing.work}, lambda: None, background=False
        )
        self._night = self._lane("night", self.life.works, self._held_night)
        self._lanes = (
            self._quick, self._importing, self._extracting, self._erase_lane, self._night
        )  # fmt: skip
        self._unlisten = permission.listen(self.wake)
        self._unwatch = notices.watch(self._follow)
        self._schedule = Schedule(
            vault, self.preferences, parts.clock, idle_since=idle_since, lock=lock, wake=self.wake
        )
        self._ticker: Ticker | None = None
        self._guard = threading.Lock()
        self._stopped = False
        self._background = threading.Thread(target=self._prepare, name="prepare", daemon=True)

    def start(self) -> None:
        """Set everything going. What an agent that was killed had in hand is put back."""
        self.vault.write(lambda session: session.jobs.recover())
        self.erasing.resume()
        self._apply()
        self.meaning.start()
        self._background.start()

    def stop(self) -> None:
        """End all work within about half a second; what is in hand is done again next time."""
        self._unlisten()
        self._unwatch()
        self.asks.close()
        self.fill_answers.close()
        self.watched.close()
        self.accesses.close()
        for lane in self._lanes:
            lane.stop()
        with self._guard:
            self._stopped = True
        if self._ticker is not None:
            self._ticker.close()
        deadline = time.monotonic() + STOP_SECONDS
        for lane in self._lanes:
            lane.join(max(deadline - time.monotonic(), 0))
        self.meaning.clear()
        self.learning.clear()
        self.fill_plans.clear()
        self._models.forget()

    def wake(self) -> None:
        """Have all lanes look for work."""
        for lane in self._lanes:
            lane.wake()

    def forget(self, ids: Iterable[EventId]) -> None:
        """Take erased events out of all that is held of them in memory."""
        gone = tuple(ids)
        self.meaning.forget(gone)
        self.learning.forget(gone)

    @property
    def activity(self) -> Activity:
        """Return what background work is doing."""
        if self._permission.paused:
            return Activity.PAUSED
        if any(lane.working for lane in self._lanes):
            return Activity.WORKING
        if self.backlog.left("extract") and self._permission.heavy() is Activity.ON_BATTERY:
            return Activity.ON_BATTERY
        return Activity.IDLE

    def _prepare(self) -> None:
        """Start the lanes, off the thread that unlocks: an answer need not wait for this."""
        try:
            self.learning.load()
            self._fill_gaps()
            waiting = self.vault.read(lambda session: session.jobs.list(limit=windows.EVERY))
        except VaultLocked:
            return
        self.backlog.seed(waiting)
        with self._guard:
            if self._stopped:
                return
            for lane in self._lanes:
                lane.start()
            self._ticker = Ticker(self._schedule.tick)
            self.watched.start()

    def _fill_gaps(self) -> None:
        """See that all is embedded by this embedder, if the disk lets it be noted."""
        embedder = self.meaning.embedder
        if isinstance(embedder, AbsentEmbedder):
            return
        try:
            windows.fill_gaps(self.vault, embedder.model, self._parts.clock.now())
            windows.fill_stages(self.vault, embedder.model, self._parts.clock.now())
        except EnvironmentFault as error:
            self._log.warning("gaps_not_filled", code=error.code)

    def _apply(self) -> None:
        """Let the settings take effect."""
        self._permission.works_on_battery = self.preferences.flag("work.on_battery")
        self._models.apply(self.preferences)
        self._permission.tell()
        self.notices.changed(ChangeSet.of(Topic.SETTINGS))

    def _make_imports(self) -> Imports:
        run = ImportRun(
            self.vault,
            self._parts.clock,
            self.backlog,
            owner=lambda: self.preferences.text("owner.name"),
            stored=self.meaning.add,
            changed=self.notices.changed,
            tell=self.notices.progress,
            wake=self.wake,
        )
        return Imports(
            self.vault,
            self._parts.clock,
            self._log,
            run=run,
            changed=self.notices.changed,
            forget=self.forget,
            wake=self.wake,
        )

    def _make_erasing(self) -> Erasing:
        unload = self._models.host.unload
        held = Held(self.meaning, self.asks, forget=self.forget, unload=unload)
        return Erasing(
            self.vault,
            self._parts.clock,
            self._log,
            imports=self.imports,
            ram=held,
            changed=self.notices.changed,
            tell=self.notices.progress,
            wake=self.wake,
        )

    def _lane(
        self,
        name: str,
        works: dict[str, Work],
        held: Callable[[], Activity | None],
        went_idle: Callable[[], None] = lambda: None,
        *,
        background: bool = True,
    ) -> Lane:
        rules = LaneRules(
            name=name,
            works=works,
            held=held,
            settled=self._settled,
            went_idle=went_idle,
            background=background,
            retry_seconds=self._parts.retry_seconds or RETRY_SECONDS,
        )
        return Lane(rules, self.vault, self._parts.clock, self._log, self.notices.changed)

    def _follow(self, changes: ChangeSet) -> None:
        self.meaning.changed(changes)
        self.stages.changed(changes)

    def _went_idle(self) -> None:
        self._extracting.wake()
        self.meaning.tidy()

    def _settled(self, job: Job) -> None:
        if job.kind in TITLES:
            self.backlog.settle(job)

    def _held_extract(self) -> Activity | None:
        """Meaning before facts: memories must be found before they are thought about."""
        if self._quick.working:
            return Activity.WORKING
        if not self.preferences.flag("work.extract") or not self._models.present:
            return Activity.IDLE
        return self._permission.heavy()

    def _held_night(self) -> Activity | None:
        return Activity.WORKING if self._quick.working else self._permission.heavy()

    def _extract(self, job: Job, closing: threading.Event) -> ChangeSet:
        first, last = span(job)
        outcome = extract_window(
            self.vault,
            self._models.host,
            EventId(first),
            EventId(last),
            self._parts.clock,
            closing,
            adapter=self._models.adapter("extract"),
            proposed=self.stages.settling(job.priority),
        )
        return outcome.changes
