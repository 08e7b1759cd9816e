"""Logs where the window stood whenever it did not answer for too long."""

import logging
from typing import NamedTuple

from PySide6.QtCore import QObject

from second_me.desktop.tasks import Pulse

LIMIT_SECONDS = 0.05
_KEPT = 100

log = logging.getLogger(__name__)


class Block(NamedTuple):
    """One time that the window's thread did not come back to its loop.

    `busy` is how much of `seconds` the thread itself was at work.
    """

    seconds: float
    busy: float
    stack: str


class Watchdog(QObject):
    """Keeps the last blocks of the window's thread longer than `limit` seconds."""

    def __init__(
        self, limit: float = LIMIT_SECONDS, every: float = 0.1, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.blocks: list[Block] = []
        self._pulse = Pulse(limit, every, self)
        self._pulse.slow.connect(self._on_slow)

    def start(self) -> None:
        self._pulse.start()

    def stop(self) -> None:
        self._pulse.stop()

    def _on_slow(self, seconds: float, busy: float, stack: str) -> None:
        self.blocks.append(Block(seconds, busy, stack))
        del self.blocks[:-_KEPT]
        log.warning(
            "window blocked for %.0f ms (%.0f busy) at:\n%s", seconds * 1000, busy * 1000, stack
        )
