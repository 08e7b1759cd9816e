"""Backups: one file that holds an encrypted copy of the vault and its slot file.

The file is an ordinary ZIP without compression (`vault.db`, `key.json`, `slots.json`,
`about.json`), so it can be taken apart with any tool. The copy is under a key of its own, which
is wrapped under the data key; the slots give that. It is written beside its place, checked, and
then renamed, so that whoever carries the folder elsewhere never meets half of one under its name.
"""

import re
import zipfile
from collections.abc import Callable, Collection
from datetime import UTC
from pathlib import Path

import msgspec

from second_me.core.clock import Clock, Timestamp, to_datetime
from second_me.core.errors import EnvironmentFault, PersonFault, SecondMeError, VaultDamaged
from second_me.core.paths import Home
from second_me.core.protocol.vault import Backup, BackupState
from second_me.vault import connection as connections
from second_me.vault import durable, faults, integrity
from second_me.vault.backup_key import WrappedKey, unwrap, wrap
from second_me.vault.file_copy import copy_under
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.keys import DataKey
from second_me.vault.slot_file import SlotFile, load, parse
from second_me.vault.unlocking import Opened, open_file

SUFFIX = ".smbackup"
VAULT, KEY, SLOTS, ABOUT = "vault.db", "key.json", "slots.json", "about.json"
_COPYING = ".partial"
_OWN_NAME = re.compile(r"second-me-(?:[a-z0-9-]+-)?\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?")
_AUTOMATIC = re.compile(r"second-me-\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?")


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself without a key."""

    form: str = "second-me-backup"
    version: int = 1
    created_at: Timestamp
    events: int


def write(
    home: Home,
    key: DataKey,
    clock: Clock,
    *,
    path: Path | None = None,
    label: str = "",
    stopped: Callable[[], bool] = lambda: False,
) -> Backup:
    """Write a backup and return it. A backup is whole and checked, or it is not there.

    Nothing that lies at `path` is written over; a folder takes it under a name of its own.
    Raises PersonFault, and VaultLocked when `stopped` says so.
    """
    with faults.translated():
        if not home.slots.exists():
            raise faults.missing(home.slots)  # without it the backup could not be opened
        if path is None and home.backups.is_symlink() and not home.backups.is_dir():
            raise not_there(home.backups.readlink())
        now = clock.now()
        target = _free_name(home.backups, now, label) if path is None else _free(path, now)
        if path is None:
            durable.private_folder(home.backups)
            _remove_unfinished(home.backups)
        own = DataKey.generate()
        copy = target.with_name(f".{target.name}.db{_COPYING}")
        packed = target.with_name(f".{target.name}{_COPYING}")
        try:
            copy_under(home.database, key, copy, own, stopped)
            about = About(created_at=now, events=_checked(copy, own))
            pack(packed, copy, home.slots.read_bytes(), about, wrap(own, key))
            if stopped():
                raise faults.closed()
            durable.move(packed, target)
        finally:
            own.wipe()
            copy.unlink(missing_ok=True)
            packed.unlink(missing_ok=True)
        return _describe(target, about)


def found(folder: Path) -> list[Backup]:
    """Return the backups in a folder, newest first; those that are cut short are told as such."""
    backups = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        try:
            backups.append((path.stat().st_mtime_ns, _described(path)))
        except OSError:
            continue  # taken away just now
    backups.sort(key=lambda one: (one[1].created_at, one[0]), reverse=True)
    return [backup for _, backup in backups]


def is_automatic(path: Path) -> bool:
    """Return whether a backup has a name that the schedule gives."""
    return _AUTOMATIC.fullmatch(path.stem) is not None


def about(path: Path) -> About:
    """Return what a backup says of itself. Raises VaultDamaged if it is none."""
    try:
        return msgspec.json.decode(_part(path, ABOUT), type=About)
    except msgspec.DecodeError as error:
        raise not_a_backup() from error


def slot_bytes(path: Path) -> bytes:
    """Return the slot file that a backup carries, as it was. Raises VaultDamaged."""
    return _part(path, SLOTS)


def slot_file(path: Path) -> SlotFile:
    """Return the slot file that a backup carries. Raises VaultDamaged if it is none."""
    return parse(slot_bytes(path))


def told_apart(vault_ids: Collection[str]) -> Callable[[Path], bool]:
    """Return what says whether a backup is of one of these vaults: the folder may be shared with
    another machine's. One that is cut short says nothing, and counts as one of them.
    """

    def ours(path: Path) -> bool:
        try:
            return slot_file(path).vault_id in vault_ids
        except SecondMeError:
            return True

    return ours


def own(home: Home) -> Callable[[Path], bool]:
    """Return what says whether a backup is of the vault in a home. Where that cannot say which
    it is, every backup counts as its own.
    """
    try:
        return told_apart({load(home.slots).vault_id})
    except SecondMeError:
        return lambda _: True


def wrapped_key(path: Path) -> WrappedKey | None:
    """Return a backup's own key as it is wrapped; None for one of the first form, which was under
    the data key itself. Raises VaultDamaged if it is no backup.
    """
    with faults.translated():
        try:
            with zipfile.ZipFile(path) as archive:
                if KEY not in archive.namelist():
                    return None
        except (zipfile.BadZipFile, EOFError) as error:
            raise not_a_backup() from error
    try:
        return msgspec.json.decode(_part(path, KEY), type=WrappedKey)
    except msgspec.DecodeError as error:
        raise not_a_backup() from error


def content_key(path: Path, key: DataKey) -> DataKey | None:
    """Return the key of a backup's copy of the vault, given the data key of its time; None if
    that is another one.
    """
    wrapped = wrapped_key(path)
    if wrapped is not None:
        return unwrap(wrapped, key)
    file = slot_file(path)
    right = key.check_value(file.vault_id) == file.current.check
    return key.copy() if right else None


def opens_with(path: Path, key: DataKey) -> bool:
    """Return whether the data key opens a backup. Raises VaultDamaged if it is none."""
    own = content_key(path, key)
    if own is not None:
        own.wipe()
    return own is not None


def unlock(
    path: Path, keyring: KeyringBackend, *, passphrase: str = "", recovery_code: str = ""
) -> Opened:
    """Return the key of a backup by its own slots; with nothing given, by the keyring.

    Raises WrongSecret, KeyringUnavailable, or VaultDamaged if it is no backup.
    """
    return open_file(slot_file(path), keyring, passphrase, recovery_code)


def not_there(folder: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "The backups folder is not there",
        f"Backups go to {folder}, which cannot be reached now.",
        "Connect its disk, or choose another folder for backups.",
    )


def not_a_backup() -> VaultDamaged:
    return VaultDamaged(
        "This is not a whole backup",
        "The file is not one that Second Me made, or it was cut short.",
        "Choose another backup.",
    )


def _part(path: Path, name: str) -> bytes:
    with faults.translated():
        try:
            with zipfile.ZipFile(path) as archive:
                return archive.read(name)
        except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
            raise not_a_backup() from error


def _free_name(folder: Path, now: Timestamp, label: str) -> Path:
    moment = to_datetime(now).astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")
    stem = f"second-me-{label}-{moment}" if label else f"second-me-{moment}"
    number, path = 1, folder / f"{stem}{SUFFIX}"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def _free(path: Path, now: Timestamp) -> Path:
    """Return where a backup goes that the person gave a place. Raises PersonFault."""
    if path.is_dir():
        return _free_name(path, now, "")
    if path.exists():
        raise PersonFault(
            "There is a file already", "It was left as it is.", "Choose another name or a folder."
        )
    if not path.parent.is_dir():
        raise PersonFault("There is no such folder", "No backup was made.", "Check the path.")
    return path


def _remove_unfinished(folder: Path) -> None:
    """Remove what backups that were cut short left behind."""
    for leftover in folder.glob(f".second-me-*{_COPYING}*"):
        leftover.unlink(missing_ok=True)


def _checked(copy: Path, key: DataKey) -> int:
    """Return how many events the copy holds. Raises VaultDamaged if it is not sound."""
    if integrity.pages(copy, key):
        raise VaultDamaged(
            "The backup was not kept",
            "The copy is not sound, so the vault itself may be damaged.",
            "Check the vault under Health, and keep your older backups.",
        )
    connection = connections.open_reader(copy, key)
    try:
        row = connection.execute("SELECT coalesce(sum(events), 0) FROM sources").fetchone()
        return int(row[0])
    finally:
        connection.close()


def pack(
    packed: Path, copy: Path, slots: bytes, about_it: About, wrapped: WrappedKey | None
) -> None:
    """Write one file out of a vault's copy, its key and its slot file, and read it back."""
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(ABOUT, msgspec.json.encode(about_it))
        archive.writestr(SLOTS, slots)
        if wrapped is not None:
            archive.writestr(KEY, msgspec.json.encode(wrapped))
        archive.write(copy, VAULT)
    with zipfile.ZipFile(packed) as archive:
        if archive.testzip() is not None:
            raise faults.damaged("The backup was not written as it should be.")
    packed.chmod(durable.PRIVATE_FILE)
    durable.sync_file(packed)


def _described(path: Path) -> Backup:
    try:
        return _describe(path, about(path))
    except SecondMeError:
        found_at = path.stat()
        return Backup(
            path=str(path),
            created_at=Timestamp(found_at.st_mtime_ns // 1_000_000),
            bytes=found_at.st_size,
            state=BackupState.PARTIAL,
        )


def _describe(path: Path, about_it: About) -> Backup:
    ours = path.name.startswith("second-me-2")
    named_by_another = ours and _OWN_NAME.fullmatch(path.stem) is None
    return Backup(
        state=BackupState.CONFLICT if named_by_another else BackupState.WHOLE,
        path=str(path),
        created_at=about_it.created_at,
        bytes=path.stat().st_size,
        events=about_it.events,
    )
