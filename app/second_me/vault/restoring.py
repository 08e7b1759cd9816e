"""Putting a backup in the vault's place; what stood there is kept aside."""

import shutil
import zipfile
from datetime import UTC
from pathlib import Path

from second_me.core.clock import Clock, to_datetime
from second_me.core.errors import SecondMeError, WrongSecret
from second_me.core.paths import Home
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault import durable, faults, integrity, schema
from second_me.vault.erasing.returning import keep_erased
from second_me.vault.file_copy import copy_under
from second_me.vault.keys import DataKey
from second_me.vault.slot_file import SlotFile, load

READY = ".restored"  # a whole vault folder that waits to be renamed


def restore(home: Home, backup: Path, key: DataKey, clock: Clock) -> None:
    """Put `backup` in the vault's place. The vault is closed meanwhile.

    What was erased since the backup was made is erased from it before it gets there. The folder
    that stood there becomes `vault.before-restore-…`. Raises WrongSecret if `key`
    is not the backup's, VaultTooNew, or VaultDamaged if the backup is not whole; then nothing
    was changed.
    """
    with faults.translated():
        settle(home.vault)
        making = home.vault.with_name(f"{home.vault.name}.restoring")
        shutil.rmtree(making, ignore_errors=True)
        durable.private_folder(making)
        try:
            _unpack(backup, making, home, key)
            keep_erased(home, making / home.database.name, key, clock.now())
            durable.move(making, _ready(home.vault))
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        _swap(home.vault, clock)


def finish(vault: Path) -> None:
    """End a restore that stands between its two renames, if there is one.

    It may be one that was cut short, or one that another thread is at: both may end it.
    """
    if _ready(vault).is_dir() and not vault.exists():
        _put_in_place(vault)


def settle(vault: Path) -> None:
    """End a restore that was cut short, or remove what it left. None may be under way."""
    finish(vault)
    ready = _ready(vault)
    if ready.is_dir():
        shutil.rmtree(ready)  # the old vault still stands, so nothing was promised yet


def _ready(vault: Path) -> Path:
    return vault.with_name(vault.name + READY)


def _swap(vault: Path, clock: Clock) -> None:
    if vault.exists():
        durable.move(vault, _aside(vault, clock))
    _put_in_place(vault)


def _put_in_place(vault: Path) -> None:
    try:
        durable.move(_ready(vault), vault)
    except FileNotFoundError:
        if not vault.exists():
            raise


def _aside(vault: Path, clock: Clock) -> Path:
    moment = to_datetime(clock.now()).astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")
    number, path = 1, vault.with_name(f"{vault.name}.before-restore-{moment}")
    while path.exists():
        number += 1
        path = vault.with_name(f"{vault.name}.before-restore-{moment}-{number}")
    return path


def _unpack(backup: Path, folder: Path, home: Home, key: DataKey) -> None:
    carried = backups.slot_file(backup)
    database = folder / home.database.name
    try:
        with (
            zipfile.ZipFile(backup) as archive,
            archive.open(backups.VAULT) as packed,
            database.open("wb") as unpacked,
        ):
            shutil.copyfileobj(packed, unpacked, 1 << 20)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise backups.not_a_backup() from error
    _put_under(database, backup, carried, key)
    slots = folder / home.slots.name
    slots.write_bytes(_slots_to_keep(home, backup, key))
    for file in (database, slots):
        file.chmod(durable.PRIVATE_FILE)
        durable.sync_file(file)


def _put_under(database: Path, backup: Path, carried: SlotFile, key: DataKey) -> None:
    """Look whether a backup's copy is whole, and have it under the data key."""
    own = backups.content_key(backup, key)
    if own is None:
        if key.check_value(carried.vault_id) == carried.current.check:
            raise backups.not_a_backup()
        raise WrongSecret(
            "The key does not open this backup",
            "It was made under another key.",
            "Give the passphrase or recovery code from when it was made.",
        )
    try:
        _examine(database, own)
        if own != key:
            copied = database.with_name(f"{database.name}.copied")
            copy_under(database, own, copied, key)
            copied.replace(database)  # not in the vault's place yet: it is synced further on
    finally:
        own.wipe()


def _examine(database: Path, key: DataKey) -> None:
    if not connections.opens(database, key) or integrity.pages(database, key):
        raise backups.not_a_backup()
    connection = connections.open_reader(database, key)
    try:
        schema.verify(connection)
    finally:
        connection.close()


def _slots_to_keep(home: Home, backup: Path, key: DataKey) -> bytes:
    """Return the present slot file if it opens the same key (its passphrase is the newer one),
    else the one that the backup carries.
    """
    try:
        present = load(home.slots)
        if present.pending is None and present.current.check == key.check_value(present.vault_id):
            return home.slots.read_bytes()
    except SecondMeError:
        pass  # none there, or damaged: the backup's own is the one to use
    return backups.slot_bytes(backup)
