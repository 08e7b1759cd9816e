"""Destroying a vault for good: its keys first, since without them the rest says nothing.

Crypto-shredding: the slot files, the backups' keys and the salts of the encrypted files are
overwritten and the keyring's half is removed. That takes a moment whatever the vault's size; the
files are unlinked afterwards. Each step can be done again, and the first one decides.
"""

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.erase import Reason
from second_me.core.protocol.vault import SlotKind
from second_me.vault import backup as backups
from second_me.vault import unlocking
from second_me.vault.durable import sync_folder
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.slot_file import SlotFile, load

HEAD: Final = 64 * 1024
"""Bytes at the beginning of an encrypted file that are overwritten: its salt and root page."""

_PART_HEAD: Final = 1024
_ALL_OF_IT: Final = ("slots.json", "key.json")
_OWN: Final = (
    "vault", "vault.*", "backups", "backups.*", "tombstones.json", ".tombstones.json.*",
    "logs", "window*.json", "window.new", ".trial-restore-*", "browser-host", "browser-host.bat",
)  # fmt: skip
"""Names in the home that are ours. A home may be a folder that holds other things too. The run
folder is the agent's, which removes it when it ends.
"""

UNREACHABLE: Final = (
    Reason(what="files that were exported or copied by hand"),
    Reason(what="backups that were moved away, and what a cloud or Syncthing keeps of them"),
    Reason(what="a recovery code on paper, which opens nothing here any more"),
    Reason(what="overwritten sectors, swap and snapshots that the disk keeps; they are encrypted"),
    Reason(what="the browser's extension, which the browser removes"),
)


class Destroyed(msgspec.Struct, frozen=True, kw_only=True):
    """What was destroyed by name, and files that would not go."""

    counts: dict[str, int]
    left: tuple[Path, ...]


def destroy(home: Home, keyring: KeyringBackend, more: Iterable[Path] = ()) -> Destroyed:
    """Destroy what opens a vault or a copy of it, then all files of ours in the home and `more`
    files or folders. The vault has to be closed.
    """
    counts = {"keyring entries": 0, "slots": 0, "backup keys": 0, "files": 0}
    ours = _backups(home)
    for file in _slot_files(home):
        counts["keyring entries"] += _forget(file, keyring)
        counts["slots"] += len(file.current.slots)
    for path in _named(home, home.slots.name):
        _overwrite(path, 0, path.stat().st_size)
    for backup in sorted(ours):
        counts["backup keys"] += _shred_backup(backup)
    for path in _named(home, home.database.name, f"{home.database.name}-wal"):
        _overwrite(path, 0, HEAD)
    left: list[Path] = []
    for place in (*own(home), *more):
        counts["files"] += _remove(place, ours, left)
    return Destroyed(counts=counts, left=tuple(left))


def own(home: Home) -> list[Path]:
    """Return the files and folders of ours in a home."""
    return sorted({path for pattern in _OWN for path in home.root.glob(pattern)})


def keyring_entries(home: Home) -> int:
    """Return how many entries of the keyring belong to the vault and what was put aside."""
    return sum(len(_in_keyring(file)) for file in _slot_files(home))


def _slot_files(home: Home) -> Iterator[SlotFile]:
    for path in _named(home, home.slots.name):
        try:
            yield load(path)
        except SecondMeError:
            continue  # damaged: it opens nothing, and is overwritten like the others


def _named(home: Home, *names: str) -> list[Path]:
    """Return files of these names in the vault's folder and in those that were put aside."""
    folders = [path for path in own(home) if path.is_dir() and not path.is_symlink()]
    places = (place / name for place in folders for name in names)
    return [path for path in places if path.is_file()]


def _backups(home: Home) -> set[Path]:
    """Return the backups of the vaults in a home; others may lie in a folder that is shared."""
    every = home.backups.iterdir() if home.backups.is_dir() else ()
    ids = {file.vault_id for file in _slot_files(home)}
    ours = backups.told_apart(ids)
    found = {path for path in every if path.is_file() and backups.SUFFIX in path.name}
    return {path for path in found if not ids or ours(path)}


def _in_keyring(file: SlotFile) -> list[str]:
    sets = (file.current, file.pending)
    slots = [slot for keys in sets if keys is not None for slot in keys.slots]
    kept = [slot for slot in slots if slot.kind is SlotKind.KEYRING]
    return [unlocking.entry_name(file.vault_id, slot) for slot in kept]


def _forget(file: SlotFile, keyring: KeyringBackend) -> int:
    """Take a vault's entries out of the keyring; one that cannot be reached opens nothing, since
    the slots it belongs to are overwritten.
    """
    count = 0
    for name in _in_keyring(file):
        try:
            keyring.delete(name)
        except SecondMeError:
            continue
        count += 1
    return count


def _shred_backup(path: Path) -> int:
    """Overwrite a backup's slots, key and the head of its vault; return whether it was whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [(one.filename, one.header_offset, one.file_size) for one in archive.infolist()]
    except (zipfile.BadZipFile, OSError):
        parts = []
    for name, start, size in parts:
        _overwrite(path, start, _PART_HEAD + (size if name in _ALL_OF_IT else HEAD))
    if not parts:
        _overwrite(path, 0, path.stat().st_size)
    return int(bool(parts))


def _overwrite(path: Path, start: int, length: int) -> None:
    """Put random bytes in the place of a file's, as far as the disk allows, and make it durable."""
    try:
        with path.open("rb+") as file:
            end = min(path.stat().st_size, start + length)
            file.seek(start)
            while (left := end - file.tell()) > 0:
                file.write(secrets.token_bytes(min(left, 1 << 20)))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return  # it is removed all the same


def _remove(place: Path, backups_of_ours: set[Path], left: list[Path]) -> int:
    """Remove a file or a whole folder; return how many files went, and note those that stay. Of a
    folder that is only linked to, our backups go, and the link.
    """
    if not place.is_dir():
        return _unlink(place, left)
    if place.is_symlink():
        ours = sorted(path for path in place.iterdir() if path in backups_of_ours)
        return sum(_unlink(path, left) for path in ours) + _unlink(place, left)
    count = sum(_remove(child, backups_of_ours, left) for child in sorted(place.iterdir()))
    shutil.rmtree(place, ignore_errors=True)
    if place.parent.is_dir():
        sync_folder(place.parent)
    return count


def _unlink(path: Path, left: list[Path]) -> int:
    if not os.path.lexists(path):
        return 0
    try:
        path.unlink()
    except OSError:
        left.append(path)
        return 0
    return 1
