"""What comes due by the clock. It only enqueues or asks for a lock; the work is done elsewhere."""

import threading
import time
from collections.abc import Callable
from typing import Final

from second_me.agent.life import last_night
from second_me.agent.preferences import Preferences
from second_me.core.clock import Clock, Timestamp
from second_me.vault.vault import Vault

TICK_SECONDS: Final = 30
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
CHECKPOINT_EVERY: Final = 30 * MINUTE
RETENTION_EVERY: Final = 24 * HOUR
NIGHT: Final = 20 * HOUR
LATEST: Final = 30 * HOUR
QUIET: Final = 10 * MINUTE
SLEPT_SECONDS: Final = 5.0


def asleep_seconds() -> float:
    """Return for how long this machine was asleep since it was started, where that is told."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    asleep = time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)
    return max(asleep, 0.0)  # the two clocks are not read at once


def passed(now: Timestamp, last: Timestamp, span: int) -> bool:
    """Return whether `span` went by since `last`. If the clock was set back since, nobody can
    tell, and what was to be done is done rather than put off until that time comes again.
    """
    return now - last >= span or now - last < -MINUTE


class Schedule:
    """Looks at the clock when `tick` is called, and sees what is due."""

    def __init__(
        self,
        vault: Vault,
        preferences: Preferences,
        clock: Clock,
        *,
        idle_since: Callable[[], Timestamp],
        lock: Callable[[], None],
        wake: Callable[[], None],
        slept: Callable[[], float] = asleep_seconds,
    ) -> None:
        """`slept` tells for how long this machine has been asleep since it was started."""
        self._vault = vault
        self._preferences = preferences
        self._clock = clock
        self._idle_since = idle_since
        self._lock = lock
        self._wake = wake
        self._last_backup = max((b.created_at for b in vault.backups()), default=None)
        self._last_checkpoint = clock.now()
        self._last_night = last_night(vault)
        self._slept = slept
        self._asleep = slept()
        self._last_retention: Timestamp | None = None  # once after each unlock, then once a day

    def tick(self) -> None:
        """Enqueue what is due; have the vault locked after too long without use."""
        now = self._clock.now()
        if self._woke_up():
            self._lock()
            return
        minutes = self._preferences.number("lock.after_minutes")
        if minutes and passed(now, self._idle_since(), minutes * MINUTE):
            self._lock()
            return
        if self._backup_due(now):
            self._last_backup = now
            self._enqueue("backup", now)
        if passed(now, self._last_checkpoint, CHECKPOINT_EVERY):
            self._last_checkpoint = now
            self._enqueue("checkpoint", now)
        if self._night_due(now):
            self._last_night = now
            self._enqueue("consolidate", now)
        if self._retention_due(now):
            self._last_retention = now
            self._enqueue("retention", now)

    def _woke_up(self) -> bool:
        """Return whether the machine slept since the last look: the bus may not have told it."""
        before, self._asleep = self._asleep, self._slept()
        return self._asleep - before > SLEPT_SECONDS and self._preferences.flag("lock.on_sleep")

    def _night_due(self, now: Timestamp) -> bool:
        """Return whether memory is to be consolidated: once a day, when nobody uses it, and at
        last all the same.
        """
        if self._last_night is None:  # the first time, once there is something
            return self._vault.read(lambda session: session.events.count()) > 0
        idle = passed(now, self._idle_since(), QUIET)
        last = self._last_night
        return passed(now, last, LATEST) or (idle and passed(now, last, NIGHT))

    def _retention_due(self, now: Timestamp) -> bool:
        """Return whether rules have something to erase, looked at once a day."""
        last = self._last_retention
        if last is not None and not passed(now, last, RETENTION_EVERY):
            return False
        due = self._vault.read(lambda session: session.retention.outlived(now, acting=True))
        if not due:
            self._last_retention = now
        return bool(due)

    def _backup_due(self, now: Timestamp) -> bool:
        hours = self._preferences.number("backup.every_hours")
        if not hours:
            return False
        if self._last_backup is None:  # the first one, once there is something to lose
            return self._vault.read(lambda session: session.events.count()) > 0
        return passed(now, self._last_backup, hours * HOUR)

    def _enqueue(self, kind: str, now: Timestamp) -> None:
        self._vault.write(lambda session: session.jobs.enqueue(kind, "due", {}, now=now))
        self._wake()


class Ticker:
    """Calls a schedule twice a minute, by APScheduler with nothing stored anywhere."""

    def __init__(self, tick: Callable[[], None], seconds: float = TICK_SECONDS) -> None:
        # Imported here: it costs a tenth of a second of the agent's start.
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

        self._guard = threading.Lock()
        self._scheduler = BackgroundScheduler(timezone="UTC", daemon=True)
        self._scheduler.add_job(
            tick,
            "interval",
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def close(self) -> None:
        """Call no more; a call under way is not waited for."""
        with self._guard:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
