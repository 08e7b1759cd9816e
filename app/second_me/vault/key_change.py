"""Changing the data key: a whole copy under the new key takes the old file's place at once.

The slot file holds the slots of both keys meanwhile. Whenever the work is cut short, exactly
one of the two keys opens the vault, and the next unlock keeps that one's slots.
"""

from pathlib import Path

from second_me.core.errors import VaultDamaged
from second_me.core.paths import Home
from second_me.vault import connection as connections
from second_me.vault import durable, faults, integrity
from second_me.vault.connection import Connection
from second_me.vault.file_copy import copy_under
from second_me.vault.keys import DataKey
from second_me.vault.slots import KeySlots, NewKey

COPY = ".rekeyed"


def change_key(home: Home, slots: KeySlots, passphrase: str) -> NewKey:
    """Put the vault under a new data key and return it with a new recovery code, if it has one.

    The vault is closed meanwhile. The passphrase stays, the keyring gets a new half. Raises
    WrongSecret, DiskFull, or VaultDamaged if the vault is not sound; then the old key stays.
    """
    with faults.translated():
        old, new = slots.begin_key_change(passphrase)
        copy = Path(f"{home.database}{COPY}")
        try:
            _empty_log(home.database, old)
            copy_under(home.database, old, copy, new.key)
            if integrity.pages(copy, new.key):
                raise VaultDamaged(
                    "The key was not changed",
                    "The vault is not sound, so it was left as it is.",
                    "Restore a backup first.",
                )
            durable.sync_file(copy)
            durable.move(copy, home.database)
        finally:
            old.wipe()
            remove_leftovers(home.database)
        slots.end_key_change()
        return new


def remove_leftovers(database: Path) -> None:
    """Remove the copy of a change of key that was cut short."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{COPY}{suffix}").unlink(missing_ok=True)


def _empty_log(database: Path, key: DataKey) -> None:
    """Bring all commits into the main file: a log of the old key must not meet the new file."""
    writer: Connection = connections.open_writer(database, key)
    try:
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        writer.close()
    log = Path(f"{database}-wal")
    if log.exists() and log.stat().st_size:
        raise faults.in_use()
