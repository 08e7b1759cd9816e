"""The private folder where clients find the agent: socket, token, and who listens."""

import errno
import hashlib
import os
import secrets
import shutil
import stat
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from second_me.core.errors import DiskFull, EnvironmentFault, NotWritable
from second_me.core.paths import Home
from second_me.core.rendezvous import Meeting, meeting_file, token_file

LONGEST_SOCKET_PATH = 100
"""Bytes. The system's own limit is 108 on Linux and 104 on macOS."""


def prepare(home: Home) -> None:
    """Make the home and its run folder, both for this person alone.

    Raises NotWritable, DiskFull, or EnvironmentFault if somebody else owns the folder.
    """
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_folder(home.run)
    except OSError as error:
        raise as_fault(error, home) from error


def as_fault(error: OSError, home: Home) -> EnvironmentFault:
    """Return the fault that an error of the file system stands for."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DiskFull(
            "The disk is full",
            f"There is no room left for Second Me in {home.root}.",
            "Free some space and start it again; nothing that was saved is lost.",
        )
    return NotWritable(
        "The folder cannot be written",
        f"Second Me may not write in {home.root}.",
        "Check the permissions of that folder, or choose another one.",
    )


def private_folder(path: Path) -> None:
    """Make a folder that only this person may enter. Raises OSError, EnvironmentFault."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise EnvironmentFault(
            "The folder is not yours",
            f"{path} belongs to somebody else or is not a folder.",
            "Remove it, or choose another folder for Second Me.",
        )
    path.chmod(0o700)


def choose_address(home: Home) -> str:
    """Return where to listen: a socket in the run folder, or elsewhere if its path is too long.

    What an agent that was killed left at that place is removed; the lock is held by now.
    """
    name = hashlib.sha256(os.fsencode(home.root)).hexdigest()[:16]
    if sys.platform == "win32":
        return rf"\\.\pipe\second-me-{name}-{secrets.token_hex(8)}"
    path = home.run / "socket"
    if len(os.fsencode(path)) > LONGEST_SOCKET_PATH:
        path = _short_folder() / name
    with suppress(FileNotFoundError):
        path.unlink()
    return str(path)


def _short_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(runtime) / "second-me"
    if not runtime or len(os.fsencode(folder)) + 17 > LONGEST_SOCKET_PATH:
        folder = Path(f"/tmp/second-me-{os.getuid()}")  # noqa: S108  (owner and mode are checked)
    private_folder(folder)
    return folder


def write_token(home: Home) -> bytes:
    """Write a new random token, readable by this person alone, and return it."""
    token = secrets.token_hex(32).encode()
    _write(token_file(home), token)
    return token


def announce(home: Home, address: str) -> None:
    """Tell clients where the agent listens. Written last: what it names is ready."""
    _write(meeting_file(home), msgspec.json.encode(Meeting(address=address, pid=os.getpid())))


def withdraw(home: Home) -> None:
    """Remove what `write_token` and `announce` wrote."""
    for path in (meeting_file(home), token_file(home)):
        with suppress(OSError):
            path.unlink()


def clear(home: Home) -> None:
    """Remove what the agent itself stood in, as the last thing that it does after a wipe."""
    for folder in (home.logs, home.run):
        shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # something of somebody else's lies there
        home.root.rmdir()


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)
