"""What the process gives up before it holds a key."""

import ctypes
import os
import sys

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
