"""Work that gives way: a thread of low priority, for a process that must stay quick besides.

Linux lets everybody lower a thread's priority and nobody raise it again, so background
requests have a thread of their own and questions keep theirs.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

NICENESS: Final = 10


class LowPriority:
    """A thread that runs one piece of work at a time while whoever asked for it waits."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ended: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="low-priority", daemon=True).start()

    def run(self, work: Callable[[], None]) -> None:
        """Return when the work is done; raise what it raised."""
        self._work.put(work)
        error = self._ended.get()
        if error is not None:
            raise error

    def _serve(self) -> None:
        lower_priority()
        while True:
            work = self._work.get()
            try:
                work()
            except BaseException as error:  # noqa: BLE001  (it is raised where it was asked for)
                self._ended.put(error)
            else:
                self._ended.put(None)


def lower_priority() -> None:
    """Lower the priority of the calling thread, where threads have one of their own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
