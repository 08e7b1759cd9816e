"""When the window was first painted, for measurements."""

import json
import os
import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Tells by `painted` that a window has been painted for the first time."""

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if watched is self._window and event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            # The paint is done when the loop comes round again.
            QTimer.singleShot(0, self.painted.emit)
        return False


def report() -> str:
    """Return, as JSON, the seconds since this process began, those of them that it had a processor
    for, and the bytes it holds.
    """
    now, busy = time.time(), time.process_time()
    import psutil  # noqa: PLC0415  (its loading is no part of what is measured)

    process = psutil.Process(os.getpid())
    return json.dumps(
        {
            "first_paint_seconds": now - process.create_time(),
            "processor_seconds": busy,
            "memory_bytes": process.memory_info().rss,
        }
    )
