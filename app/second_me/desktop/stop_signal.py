"""SIGTERM and SIGINT end the window in good order."""

import contextlib
import signal
import socket
import sys
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class StopSignal(QObject):
    """Tells by `asked` that the system wants the program to end.

    Python runs its handlers only between bytecodes, and Qt's loop runs none: the byte
    written to the wakeup socket is what brings the loop round at once.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)
        self._before_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._on_signal) for number in _NUMBERS}

    def close(self) -> None:
        """Give the signals back to whoever had them."""
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()

    def _on_byte(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._read.recv(64)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked.emit()


_NUMBERS = (signal.SIGTERM, signal.SIGINT) + (() if sys.platform == "win32" else (signal.SIGHUP,))
