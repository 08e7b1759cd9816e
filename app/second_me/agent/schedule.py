"""What comes due by the clock. It only enqueues or asks for a lock; the work is done elsewhere."""

import threading
from collections.abc import Callable
from typing import Final

from second_me.agent.preferences import Preferences
from second_me.core.clock import Clock, Timestamp
from second_me.vault.vault import Vault

TICK_SECONDS: Final = 30
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
CHECKPOINT_EVERY: Final = 30 * MINUTE


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
    ) -> None:
        self._vault = vault
        self._preferences = preferences
        self._clock = clock
        self._idle_since = idle_since
        self._lock = lock
        self._wake = wake
        self._last_backup = max((b.created_at for b in vault.backups()), default=None)
        self._last_checkpoint = clock.now()

    def tick(self) -> None:
        """Enqueue what is due; have the vault locked after too long without use."""
        now = self._clock.now()
        minutes = self._preferences.number("lock.after_minutes")
        if minutes and now - self._idle_since() >= minutes * MINUTE:
            self._lock()
            return
        if self._backup_due(now):
            self._last_backup = now
            self._enqueue("backup", now)
        if now - self._last_checkpoint >= CHECKPOINT_EVERY:
            self._last_checkpoint = now
            self._enqueue("checkpoint", now)

    def _backup_due(self, now: Timestamp) -> bool:
        hours = self._preferences.number("backup.every_hours")
        if not hours:
            return False
        if self._last_backup is None:  # the first one, once there is something to lose
            return self._vault.read(lambda session: session.events.count()) > 0
        return now - self._last_backup >= hours * HOUR

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
