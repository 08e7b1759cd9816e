"""Work of the window's own thread, done a little at a time so that it never stands still."""

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

SLICE_SECONDS = 0.008
"""Processor time after which the window's loop comes round again: half of a frame."""


class Slices(QObject):
    """Goes through an iterator, as many steps at each turn of the loop as fit into a slice.

    The first slice is done at once, so that little work is done when `begin` returns.
    """

    def __init__(self, parent: QObject, seconds: float = SLICE_SECONDS) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._steps: Iterator[object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_turn)

    @property
    def busy(self) -> bool:
        """Say whether any steps are left."""
        return self._steps is not None

    def begin(self, steps: Iterator[object]) -> None:
        """Go through other steps from now on; what is left of the last is dropped."""
        self._steps = steps
        self._on_turn()

    def stop(self) -> None:
        """Do no more."""
        self._steps = None
        self._timer.stop()

    def _on_turn(self) -> None:
        steps = self._steps
        if steps is None:
            return
        end = time.thread_time() + self._seconds
        for _ in steps:
            if self._steps is not steps:  # a step began others, or stopped
                return
            if time.thread_time() >= end:
                self._timer.start()
                return
        if self._steps is steps:
            self._steps = None
