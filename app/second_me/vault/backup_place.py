"""Where backups go: the folder in the home, or one elsewhere that it links to.

The other folder may be one that Syncthing, a cloud drive or restic carries: what lies there is
encrypted. Every other module goes through the link, and need not know of it.
"""

import os
import shutil
from pathlib import Path

from second_me.core.errors import PersonFault
from second_me.core.paths import Home
from second_me.core.protocol.vault import BackupFolder
from second_me.vault import durable, faults
from second_me.vault.backup import SUFFIX


def place(home: Home) -> BackupFolder:
    """Return where backups go, and whether that can be reached now."""
    path = home.backups.readlink() if home.backups.is_symlink() else home.backups
    return BackupFolder(path=str(path), reachable=not home.backups.is_symlink() or path.is_dir())


def move(home: Home, target: Path | None) -> BackupFolder:
    """Have backups go into `target`, or back into the home; those there are move along.

    Raises PersonFault for a folder that cannot be used; then nothing was changed.
    """
    with faults.translated():
        old = home.backups.readlink() if home.backups.is_symlink() else home.backups
        _check(home, old, target)
        new = target or home.root / f"{home.backups.name}.moving"
        if target is None:
            durable.private_folder(new)
        moved = _carry(old, new)
        if target is not None:
            _link(home.backups, target)
        else:
            home.backups.unlink()
            durable.move(new, home.backups)
        if old != home.backups:  # its own folder went with what was in it
            for path in moved:
                path.unlink(missing_ok=True)
        return place(home)


def _check(home: Home, old: Path, target: Path | None) -> None:
    if target is None:
        if not home.backups.is_symlink():
            raise PersonFault("They are there already", "Backups go into Second Me's own folder.")
    elif not target.is_absolute() or not target.is_dir() or not os.access(target, os.W_OK):
        raise PersonFault(
            "Backups cannot go there",
            "It is no folder that can be written to, or not named from the root folder on.",
            "Make the folder first, and name it in full.",
        )
    elif target.resolve().is_relative_to(home.root.resolve()):
        raise PersonFault("Backups cannot go there", "It lies within Second Me's own folder.")
    if home.backups.is_symlink() and not old.is_dir():
        raise PersonFault(
            "The present folder is not there",
            "The backups in it would be left behind.",
            "Connect its disk, then try again.",
        )


def _carry(old: Path, new: Path) -> list[Path]:
    """Copy the backups of one folder into another; return those that may go from the old one."""
    carried = []
    for path in sorted(old.glob(f"*{SUFFIX}")) if old.is_dir() else ():
        if not (new / path.name).exists():
            part = new / f".{path.name}.partial"
            shutil.copyfile(path, part)
            part.chmod(durable.PRIVATE_FILE)
            durable.sync_file(part)
            durable.move(part, new / path.name)
        carried.append(path)
    return carried


def _link(place: Path, target: Path) -> None:
    """Have a link stand at `place`; what stood there is an emptied folder or another link."""
    fresh = place.with_name(f"{place.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        fresh.symlink_to(target, target_is_directory=True)
    except OSError as error:
        raise PersonFault(
            "This system lets no program link folders",
            "Backups stay where they are.",
            "Have the program that carries files carry that folder instead.",
        ) from error
    if place.is_dir() and not place.is_symlink():
        aside = place.with_name(f"{place.name}.old")
        place.replace(aside)
        fresh.replace(place)
        shutil.rmtree(aside)
    else:
        fresh.replace(place)
    durable.sync_folder(place.parent)
