"""Foreign errors put into the product's own words, at the one seam they come through."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import (
    Bug,
    DiskFull,
    EnvironmentFault,
    NotWritable,
    SecondMeError,
    VaultDamaged,
    VaultLocked,
)

_PRIMARY = 0xFF  # the low byte of an extended result code
_PERM, _BUSY, _LOCKED, _NOMEM, _READONLY, _INTERRUPT, _IOERR = 3, 5, 6, 7, 8, 9, 10
_CORRUPT, _FULL, _CANTOPEN, _NOTADB = 11, 13, 14, 26


def disk_full() -> DiskFull:
    return DiskFull(
        "The disk is full",
        "There was no room to write, so nothing of this step was kept.",
        "Free some space and try again; what was stored before is safe.",
    )


def not_writable() -> NotWritable:
    return NotWritable(
        "The vault cannot be written",
        "Its folder or file is read-only for this account.",
        "Give this account write access to the folder, or choose another one.",
    )


def damaged(detail: str = "") -> VaultDamaged:
    return VaultDamaged(
        "The vault file is damaged",
        detail or "A part of it is not as it was written, so it was not used.",
        "Save what can be read of it, or restore a backup; the damaged file is kept aside.",
    )


def undone() -> EnvironmentFault:
    return EnvironmentFault(
        "Nothing was stored",
        "The disk failed while this was written together with something else.",
        "Try again.",
    )


def closed() -> VaultLocked:
    return VaultLocked("The vault is locked", "It has been closed.", "Unlock it and try again.")


def in_use() -> EnvironmentFault:
    return EnvironmentFault(
        "The vault is in use",
        "Another program holds the vault file.",
        "Close it, or wait a moment, and try again.",
    )


def out_of_memory() -> EnvironmentFault:
    return EnvironmentFault(
        "Not enough memory",
        "The vault could not get the memory it needs.",
        "Close other programs and try again.",
    )


_BY_CODE: Final[dict[int, Callable[[], SecondMeError]]] = {
    _PERM: not_writable,
    _BUSY: in_use,
    _LOCKED: in_use,
    _NOMEM: out_of_memory,
    _READONLY: not_writable,
    _INTERRUPT: closed,
    _CORRUPT: damaged,
    _FULL: disk_full,
    _CANTOPEN: not_writable,
    _NOTADB: damaged,
}


def is_undecipherable(error: sqlite.Error) -> bool:
    """Return whether the first page could not be decrypted: another key, or damage there."""
    return _primary(error) == _NOTADB


def is_unreadable(error: sqlite.Error) -> bool:
    """Return whether a page could not be decrypted: another key, or damage."""
    return _primary(error) in {_CORRUPT, _NOTADB}


def _primary(error: sqlite.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return code & _PRIMARY if isinstance(code, int) else None


def of_sqlite(error: sqlite.Error) -> SecondMeError:
    """Return the error of ours that says what a database error means. It holds no content."""
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    known = _BY_CODE.get(_primary(error) or 0)
    if known is not None:
        return known()
    if _primary(error) == _IOERR:
        return EnvironmentFault(
            "The disk did not answer as it should",
            f"Reading or writing the vault failed ({name}).",
            "Check the disk; what was stored before is untouched.",
        )
    return Bug("The vault was asked for something wrong", f"The database answered {name}.")


def of_os(error: OSError) -> SecondMeError:
    """Return the error of ours for a file that could not be read or written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full()
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return not_writable()
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return EnvironmentFault(
        "A file could not be read or written",
        f"The system answered {name}.",
        "Check the disk and the folder, and try again.",
    )


@contextmanager
def translated() -> Iterator[None]:
    """Let only errors of ours out."""
    try:
        yield
    except sqlite.Error as error:
        raise of_sqlite(error) from error
    except OSError as error:
        raise of_os(error) from error


def missing(path: Path) -> VaultDamaged:
    return VaultDamaged(
        "The vault file is missing",
        f"There is no {path.name} where the vault should be.",
        "Put it back, or restore a backup.",
    )
