"""Whether background work may run now: the person's pause, and the battery."""

import threading
from collections.abc import Callable

import psutil

from second_me.core.clock import Clock, Timestamp
from second_me.core.protocol.system import Activity

MINUTE = 60_000


def on_battery() -> bool:
    """Return whether the machine runs on its battery; a machine without one does not."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False


class Permission:
    """Asked before each job. Whoever waits on it is told by `listen` when it may differ."""

    def __init__(self, clock: Clock, battery: Callable[[], bool] = on_battery) -> None:
        self._clock = clock
        self._battery = battery
        self._guard = threading.Lock()
        self._paused = False
        self._until: Timestamp | None = None
        self._listeners: list[Callable[[], None]] = []
        self.works_on_battery = False

    def pause(self, minutes: int | None) -> None:
        """Hold background work, for so many minutes or until `resume`."""
        with self._guard:
            self._paused = True
            now = self._clock.now()
            self._until = None if minutes is None else Timestamp(now + minutes * MINUTE)
        self.tell()

    def resume(self) -> None:
        """Let background work go on."""
        with self._guard:
            self._paused, self._until = False, None
        self.tell()

    @property
    def paused_until(self) -> Timestamp | None:
        """Return when the pause ends by itself, if it does."""
        return self._until if self.paused else None

    @property
    def paused(self) -> bool:
        """Return whether the person's pause stands."""
        with self._guard:
            if self._paused and self._until is not None and self._clock.now() >= self._until:
                self._paused, self._until = False, None
            return self._paused

    def heavy(self) -> Activity | None:
        """Return what holds heavy work (the model's) back, or None."""
        if self.paused:
            return Activity.PAUSED
        if not self.works_on_battery and self._battery():
            return Activity.ON_BATTERY
        return None

    def light(self) -> Activity | None:
        """Return what holds light work (embedding, upkeep) back, or None."""
        return Activity.PAUSED if self.paused else None

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever permission may have changed; return how to stop that."""
        with self._guard:
            self._listeners.append(listener)
        return lambda: self._forget(listener)

    def tell(self) -> None:
        """Call all listeners."""
        with self._guard:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def _forget(self, listener: Callable[[], None]) -> None:
        with self._guard:
            self._listeners.remove(listener)
