"""Notifications to all subscribers, gathered so that a busy import sends about ten a second."""

import threading
import time
from collections.abc import Callable

from second_me.core.changes import ChangeSet
from second_me.core.protocol.pushes import Changed, Progress, PushParams

INTERVAL_SECONDS = 0.1


class Notices:
    """Merges changes, keeps the last progress of each key, and sends both at intervals."""

    def __init__(
        self, send: Callable[[PushParams], None], interval: float = INTERVAL_SECONDS
    ) -> None:
        self._send = send
        self._interval = interval
        self._changes = ChangeSet()
        self._progress: dict[str, Progress] = {}
        self._closed = False
        self._sent_at = 0.0
        self._watchers: list[Callable[[ChangeSet], None]] = []
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
        self._thread.start()

    def changed(self, changes: ChangeSet) -> None:
        """Tell that something changed; an empty set tells nothing."""
        if changes:
            for watcher in tuple(self._watchers):
                watcher(changes)
            with self._change:
                self._changes = self._changes | changes
                self._change.notify_all()

    def watch(self, watcher: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Have every change told to `watcher` at once, on the thread that tells it; what is
        returned ends that.
        """
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def progress(self, progress: Progress) -> None:
        """Tell how far something is. The last word of a finished work is always sent."""
        with self._change:
            self._progress[progress.key] = progress
            self._change.notify_all()

    def close(self) -> None:
        """Send what is left and end."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._thread.join(5)

    def _run(self) -> None:
        while self._wait():
            for params in self._take():
                self._send(params)

    def _wait(self) -> bool:
        """Wait until there is something to send and it may be sent; False when all is over."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._changes or self._progress)
            due = self._sent_at + self._interval - time.monotonic()
            if due > 0:
                self._change.wait_for(lambda: self._closed, due)
            self._sent_at = time.monotonic()
            return bool(not self._closed or self._changes or self._progress)

    def _take(self) -> list[PushParams]:
        with self._change:
            pending: list[PushParams] = list(self._progress.values())
            if self._changes:
                pending.append(Changed(self._changes))
            self._changes = ChangeSet()
            self._progress = {}
        return pending
