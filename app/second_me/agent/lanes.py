"""Doing the vault's jobs: each lane is one thread that takes the next job of its kinds.

A job that fails is tried again later, with growing patience, and at last set aside for
the person to see; but never for want of what is around it (a full disk, a model that does
not run), since that is no fault of the job's. What a lane is at when the vault closes stays
marked as running and is put back at the next unlock.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from second_me.agent.logs import Log, log_fault
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import (
    Cancelled,
    EnvironmentFault,
    SecondMeError,
    VaultLocked,
    WorkerDied,
)
from second_me.core.protocol.system import Activity
from second_me.core.records import Job
from second_me.inference.low_priority import lower_priority
from second_me.vault.vault import Vault

RETRY_SECONDS: Final = (5.0, 30.0, 120.0, 600.0)
"""How long to wait after the first, second, … failure; after the last one a job is dead."""

LOOK_AGAIN_SECONDS: Final = 30.0
"""How often a lane that is held back looks whether it still is (a plug tells nobody)."""

Work = Callable[[Job, threading.Event], ChangeSet]
"""Does one job; the event is set when the lane must end. Returns what changed."""


class LaneRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a lane does and when: `held` says what holds it back just now, if anything.
    `settled` is told of each job that is done or dead, `went_idle` that none is due. The
    thread of a `background` lane gives way to others; a process started from it would too.
    """

    name: str
    works: Mapping[str, Work]
    held: Callable[[], Activity | None]
    settled: Callable[[Job], None] = lambda _: None
    went_idle: Callable[[], None] = lambda: None
    background: bool = True
    retry_seconds: tuple[float, ...] = RETRY_SECONDS


class Lane:
    """One thread and its kinds of jobs."""

    def __init__(
        self,
        rules: LaneRules,
        vault: Vault,
        clock: Clock,
        log: Log,
        changed: Callable[[ChangeSet], None],
    ) -> None:
        self._rules = rules
        self._vault = vault
        self._clock = clock
        self._log = log
        self._changed = changed
        self._awake = threading.Condition()
        self._news = True
        self._retry_at: list[Timestamp] = []
        self._closing = threading.Event()
        self._idle = False
        self._in_hand: Job | None = None
        self._thread = threading.Thread(target=self._run, name=f"lane-{rules.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def working(self) -> bool:
        """Return whether a job is in hand or due."""
        return not self._idle

    def wake(self) -> None:
        """Look for work: some was added, or what held the lane back may be over."""
        with self._awake:
            self._news = True
            self._awake.notify_all()

    def stop(self) -> None:
        """Take no further job and have the present one end soon."""
        self._closing.set()
        self.wake()

    def join(self, seconds: float) -> None:
        """Wait for the thread's end; a job that does not heed `stop` is left behind."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        if self._rules.background:
            lower_priority()
        while not self._closing.is_set():
            try:
                self._step()
            except VaultLocked:
                return
            except Exception as error:  # noqa: BLE001  (the lane must outlive a full disk)
                log_fault(self._log, "lane_broke", error, kind=self._rules.name)
                self._wait(LOOK_AGAIN_SECONDS)

    def _step(self) -> None:
        if self._in_hand is not None:  # how it ended could not be written
            self._failed(self._in_hand, "It was interrupted.", dies=False)
        held = self._rules.held()
        job = None if held is not None else self._claim()
        if job is None:
            self._rest()
            self._wait(LOOK_AGAIN_SECONDS if held is not None else self._patience())
            return
        self._idle = False
        self._do(job)

    def _rest(self) -> None:
        if not self._idle:
            self._idle = True
            self._rules.went_idle()

    def _claim(self) -> Job | None:
        with self._awake:
            self._news = False
        now = self._clock.now()
        kinds = tuple(self._rules.works)
        return self._vault.write(lambda session: session.jobs.claim(now, kinds))

    def _wait(self, seconds: float | None) -> None:
        with self._awake:
            self._awake.wait_for(lambda: self._news or self._closing.is_set(), seconds)
            self._news = False

    def _patience(self) -> float | None:
        """Return the seconds until the first job that failed is due again."""
        now = self._clock.now()
        self._retry_at = [at for at in self._retry_at if at > now]
        return (min(self._retry_at) - now) / 1000 if self._retry_at else None

    def _do(self, job: Job) -> None:
        self._in_hand = job
        try:
            changes = self._rules.works[job.kind](job, self._closing)
        except VaultLocked:
            raise
        except Cancelled:
            if not self._closing.is_set():
                self._failed(job, "It was interrupted.", dies=False)
        except SecondMeError as error:
            self._log.warning("job_failed", kind=job.kind, job=job.id, code=error.code)
            around = isinstance(error, EnvironmentFault) and not isinstance(error, WorkerDied)
            self._failed(job, f"{error.title}. {error.message}", dies=not around)
            if around:
                self._wait(LOOK_AGAIN_SECONDS)
        except Exception as error:  # noqa: BLE001  (a job ends here)
            fault = log_fault(self._log, "job_broke", error, kind=job.kind, job=job.id)
            self._failed(job, f"Something went wrong (fault {fault}).")
        else:
            self._finished(job, changes)

    def _finished(self, job: Job, changes: ChangeSet) -> None:
        self._vault.write(lambda session: session.jobs.finish(job.id))
        self._in_hand = None
        self._rules.settled(job)
        self._changed(changes | ChangeSet.of(Topic.JOBS, job.id))

    def _failed(self, job: Job, error: str, *, dies: bool = True) -> None:
        """Put a job back for later, or give it up after the last of its tries."""
        now = self._clock.now()
        waits = self._rules.retry_seconds
        retry_at = None
        if job.attempts <= len(waits) or not dies:
            wait = waits[min(job.attempts, len(waits)) - 1]
            retry_at = Timestamp(now + int(wait * 1000))
            self._retry_at.append(retry_at)
        self._vault.write(lambda session: session.jobs.fail(job.id, error, now, retry_at=retry_at))
        self._in_hand = None
        if retry_at is None:
            self._rules.settled(job)
        self._changed(ChangeSet.of(Topic.JOBS, job.id))
