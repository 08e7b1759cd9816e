"""The one thing that the main thread waits for: a signal of the system or a call to stop.

A signal may be delivered to any thread, and then does not wake a main thread that waits
for a lock; a byte in a socket wakes it always, on Windows too.
"""

import contextlib
import select
import signal
import socket

ENDING = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")


class StopSignal:
    """Set once, from any thread, by a handler or by `catch`ing the signals that end programs."""

    def __init__(self) -> None:
        self._heard, self._told = socket.socketpair()
        self._told.setblocking(False)

    def set(self) -> None:
        with contextlib.suppress(OSError):
            self._told.send(b"x")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is set; return whether it is."""
        return bool(select.select([self._heard], [], [], seconds)[0])

    def close(self) -> None:
        """Let go of the sockets."""
        self._heard.close()
        self._told.close()

    def catch(self) -> None:
        """Have the signals that end programs set it. To be called on the main thread."""
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        for name in ENDING:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: None)
