"""What the model worker gives up before it reads its first byte from outside.

A model file or a prompt may be hostile, and llama.cpp is a large C++ program: the
worker therefore has no network, starts no program, writes no file and is not readable
by others. Each measure is taken where the platform has it; `confine` says which took.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x1000_0000
_CLONE_NEWNET = 0x4000_0000
# Landlock has one number on all the architectures that we run on.
_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_RESTRICT_SELF = 446
_LANDLOCK_CREATE_RULESET_VERSION = 1
# EXECUTE, WRITE_FILE, and everything that makes, removes or moves; reading stays open.
_LANDLOCK_NO_WRITES = 0b1_1111_1111_0011 & ~0b0100
_LANDLOCK_ARCHITECTURES = frozenset({"x86_64", "aarch64"})

_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "pickle.",
    "ftplib.",
    "http.",
    "urllib.",
    "smtplib.",
)


class Forbidden(RuntimeError):
    """The worker tried what it gave up."""


def confine(parent: int) -> tuple[str, ...]:
    """Give up what a worker does not need; `parent` is who started it.

    Must run while the process has one thread. Returns the names of what took hold, of
    no-network, no-writes, parent-death, not-dumpable, no-core, audit.
    """
    measures: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("no-network", _no_network),
        ("no-writes", _no_writes),
        # A new namespace changes our credentials, and that undoes these two: they come after.
        ("parent-death", lambda: _die_with(parent)),
        ("not-dumpable", lambda: _prctl(_PR_SET_DUMPABLE, 0)),
        ("no-core", _no_core),
        ("audit", _audit),
    )
    return tuple(name for name, take in measures if take())


def _die_with(parent: int) -> bool:
    if sys.platform == "win32" or not _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL):
        return False
    if os.getppid() != parent:  # it went before the signal was asked for
        os._exit(1)
    return True


def _no_core() -> bool:
    if sys.platform == "win32":
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True


def _no_network() -> bool:
    """Move into a network namespace of our own, in which there is nothing."""
    libc = _libc()
    if libc is None:
        return False
    # Without rights of one's own it takes a user namespace too; some systems forbid that.
    return any(
        libc.unshare(flags) == 0 for flags in (_CLONE_NEWUSER | _CLONE_NEWNET, _CLONE_NEWNET)
    )


def _no_writes() -> bool:
    """Deny ourselves, by Landlock, to write any file and to run any program."""
    libc = _libc()
    if libc is None or platform.machine() not in _LANDLOCK_ARCHITECTURES:
        return False
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION)
    if version < 1 or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    rules = ctypes.create_string_buffer(struct.pack("=Q", _LANDLOCK_NO_WRITES))
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, rules, 8, 0)
    if ruleset < 0:
        return False
    try:
        return bool(libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _audit() -> bool:
    sys.addaudithook(_refuse)
    return True


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN_EVENTS):
        raise Forbidden(event)


def _prctl(option: int, value: int) -> bool:
    libc = _libc()
    return libc is not None and bool(libc.prctl(option, value, 0, 0, 0) == 0)


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
