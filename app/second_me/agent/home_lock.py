"""One agent per home: a lock that the system drops with the process, however it ends."""

import os
import sys
from pathlib import Path
from typing import Self


class HomeLock:
    """An exclusive lock on a file. The file stays: removing it would let two agents in."""

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Return the lock, or None if another process holds it. Raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(path, flags, 0o600)
        if _lock(descriptor):
            return cls(descriptor)
        os.close(descriptor)
        return None

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the next agent in."""
        os.close(self._descriptor)


def _lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  (Windows only)

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415  (Unix only)

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
