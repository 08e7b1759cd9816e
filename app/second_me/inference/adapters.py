"""The adapters that come with the product, and which of them fits a base.

`models/adapters/manifest.toml` lists them. An adapter is used only on the very file that
it was trained on, known by its sha256, and only if it is whole itself. A base without one
works by prompts alone.
"""

import functools
import hashlib
from pathlib import Path

import msgspec

from second_me.core.paths import packaged
from second_me.inference.base_file import BaseFile
from second_me.inference.prompts import Task

LARGEST = 10_000_000


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One adapter of the manifest; `base` is the sha256 of the file that it was trained on."""

    task: Task
    base: str
    file: str
    sha256: str
    prompt: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All adapters that come with the product."""

    adapter: tuple[Entry, ...] = ()


def adapter_for(base: BaseFile | None, task: Task, folder: Path | None = None) -> Path | None:
    """Return the task's adapter for this base; None if there is none, or it is not whole.

    `folder` is where the adapters and their manifest lie, the product's own by default.
    """
    if base is None or not base.sha256:
        return None
    place = folder or packaged("models") / "adapters"
    for entry in listed(place):
        if entry.task == task and entry.base == base.sha256:
            path = place / entry.file
            return path if _whole(path, entry.sha256) else None
    return None


def listed(folder: Path) -> tuple[Entry, ...]:
    """Return what the manifest in `folder` lists; nothing if there is none that can be read."""
    try:
        data = (folder / "manifest.toml").read_bytes()
        return msgspec.toml.decode(data, type=Manifest).adapter
    except (OSError, msgspec.DecodeError):
        return ()


def _whole(path: Path, expected: str) -> bool:
    try:
        known = path.stat()
    except OSError:
        return False
    if known.st_size > LARGEST:
        return False
    return _digest(path, known.st_size, known.st_mtime_ns) == expected


@functools.lru_cache(maxsize=8)
def _digest(path: Path, _size: int, _modified: int) -> str:
    """Return the file's sha256, computed once for each state of the file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
