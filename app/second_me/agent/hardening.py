"""What the process gives up before it holds a key."""

import ctypes
import os
import sys
import threading
from contextlib import suppress

PR_SET_DUMPABLE = 4


def harden() -> None:
    """Make files private by default and keep memory out of core dumps and other processes."""
    os.umask(0o077)
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (Unix only)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_way() -> None:
    """Lower the priority of the calling thread, where threads have one of their own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
