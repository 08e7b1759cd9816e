"""Whether a backup can be restored: it is, in a place of its own, and then thrown away."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from second_me.core.clock import Clock
from second_me.core.errors import SecondMeError, VaultLocked
from second_me.core.paths import Home
from second_me.core.protocol.vault import BackupCheck
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault import durable, faults, integrity
from second_me.vault.erasing.registry import TABLES
from second_me.vault.keys import DataKey
from second_me.vault.restoring import restore

_PREFIX: Final = ".trial-restore-"


def try_restore(
    home: Home,
    backup: Path,
    key: DataKey,
    clock: Clock,
    stopped: Callable[[], bool] = lambda: False,
) -> BackupCheck:
    """Restore a backup as a restore would, read every page, index and row of it, and say what it
    holds. Nothing of the vault that stands is touched; what is written meanwhile is encrypted.
    Raises VaultLocked when `stopped` says so.
    """
    with faults.translated(), _place(home) as place:
        try:
            told = backups.about(backup)
            restore(place, backup, key, clock)
            _go_on(stopped)
            rows = _rows(place.database, key)
            _go_on(stopped)
            findings = integrity.content(place.database, key)
        except VaultLocked:
            raise
        except SecondMeError as error:
            return BackupCheck(path=str(backup), fault=f"{error.title}. {error.message}")
    if not findings and rows["events"] > told.events:
        findings = [f"It holds {rows['events']} events and says {told.events}."]
    return BackupCheck(path=str(backup), rows=rows, fault=" ".join(findings[:3]))


def _go_on(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise faults.closed()


def remove_leftovers(home: Home) -> None:
    """Remove what trials left that were cut short."""
    for folder in home.root.glob(f"{_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _place(home: Home) -> Iterator[Home]:
    """Yield a home for the trial, beside the vault so that its disk is the one that is used. It
    knows what stays erased.
    """
    durable.private_folder(home.root)
    root = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home.root))
    place = Home(root=root, models=home.models)
    try:
        if home.tombstones.exists():
            shutil.copyfile(home.tombstones, place.tombstones)
        yield place
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _rows(database: Path, key: DataKey) -> dict[str, int]:
    connection = connections.open_reader(database, key)
    try:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        return {
            table.name: int(connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])
            for table in TABLES
            if table.export and table.name in there
        }
    finally:
        connection.close()
