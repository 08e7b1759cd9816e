"""Whose turn it is with the one model: who waits for an answer goes before the background."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from second_me.core.errors import Cancelled

_LOOK_SECONDS = 0.05


class Turns:
    """Gives the model to one request at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._urgent = 0

    @property
    def urgent_waiting(self) -> bool:
        """Return whether a request that somebody waits for stands in the queue."""
        return self._urgent > 0

    @contextmanager
    def take(self, *, background: bool, cancel: threading.Event | None = None) -> Iterator[None]:
        """Hold the model for the length of the block. Raises Cancelled while waiting for it."""
        self._acquire(background=background, cancel=cancel)
        try:
            yield
        finally:
            self._release()

    def try_take(self) -> bool:
        """Take the model only if nobody has it or wants it; `give_back` ends that."""
        with self._changed:
            if self._busy or self._urgent:
                return False
            self._busy = True
            return True

    def give_back(self) -> None:
        self._release()

    def _acquire(self, *, background: bool, cancel: threading.Event | None) -> None:
        with self._changed:
            self._urgent += not background
            try:
                while self._busy or (background and self._urgent):
                    if cancel is not None and cancel.is_set():
                        raise Cancelled("Stopped", "It was stopped before the model began.")
                    self._changed.wait(_LOOK_SECONDS if cancel is not None else None)
                self._busy = True
            finally:
                self._urgent -= not background
                self._changed.notify_all()

    def _release(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
