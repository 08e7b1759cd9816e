"""Copying a vault file while it is in use."""

from collections.abc import Callable
from pathlib import Path

from second_me.vault import connection as connections
from second_me.vault import faults
from second_me.vault.keys import DataKey

_PAGES = 4096  # copied at a time


def copy_under(
    database: Path,
    key: DataKey,
    copy: Path,
    new_key: DataKey,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Copy one snapshot of a vault file, encrypted again page by page under `new_key`.

    Raises VaultLocked when `stopped` says so.
    """

    def step(_status: int, _left: int, _total: int) -> None:
        if stopped():
            raise faults.closed()

    copy.unlink(missing_ok=True)
    source = connections.open_reader(database, key)
    try:
        # Without a snapshot held, each commit meanwhile would have the copy begin anew.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        target = connections.open_raw(copy, new_key)
        try:
            source.backup(target, pages=_PAGES, progress=step)
        finally:
            target.close()
    finally:
        source.close()
