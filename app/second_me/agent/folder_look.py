"""What is new in a watched folder since it was looked at last."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.errors import PersonFault
from second_me.core.outcomes import Rejected
from second_me.core.protocol.memory import Problem
from second_me.ingest import detect, importers

MOST_FILES: Final = 20_000
"""A folder with more of them is no folder of notes or exports, but somebody's whole disk."""

_GATHERED: Final = {"markdown": "markdown", "text": "markdown", "mail": "mail"}
"""Formats of which a folder holds many small files, and what reads them all at once."""


class Look(msgspec.Struct, frozen=True):
    """`stamps` names each file that can be read with its state, as digests. `whole` are
    the formats that read the folder at once and have something new; `files` are those to be read
    one by one, each with its format.
    """

    stamps: frozenset[str]
    whole: tuple[str, ...]
    files: tuple[tuple[Path, str], ...]
    problems: tuple[Problem, ...]


def look(folder: Path, known: frozenset[str]) -> Look:
    """Return what has changed in `folder`, where `known` is what it held before.

    Raises OSError if it cannot be walked, PersonFault if it holds too much.
    """
    taken = {suffix for one in importers() for suffix in one.format.suffixes} | {".txt"}
    stamps: set[str] = set()
    files: list[tuple[Path, str]] = []
    problems: list[Problem] = []
    whole: set[str] = set()
    for path in _files(folder, taken):
        stamp = _stamp(folder, path)
        if stamp in known:
            stamps.add(stamp)
            continue
        importer = detect(path)
        if isinstance(importer, Rejected):
            name = path.relative_to(folder).as_posix()
            problems.append(Problem(locator=name, message=importer.reason))
            continue
        stamps.add(stamp)
        name = importer.format.name
        if name in _GATHERED:
            whole.add(_GATHERED[name])
        else:
            files.append((path, name))
    return Look(frozenset(stamps), tuple(sorted(whole)), tuple(files), tuple(problems))


def _files(folder: Path, taken: set[str]) -> Iterator[Path]:
    """Yield the files that may be for us, in a fixed order; hidden ones are not."""
    count = 0
    for root, folders, names in os.walk(folder, onerror=lambda error: _closed(folder, error)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or Path(name).suffix.lower() not in taken:
                continue
            count += 1
            if count > MOST_FILES:
                raise PersonFault(
                    "Too much to watch",
                    f"This folder holds more than {MOST_FILES:,} files that could be read.",
                    "Watch the folder of your notes or exports instead.",
                )
            yield Path(root, name)


def _closed(folder: Path, error: OSError) -> None:
    """Pass over a folder below that is closed to us; the rest can be read. Raises OSError."""
    if not isinstance(error, PermissionError) or error.filename in {None, str(folder)}:
        raise error


def _stamp(folder: Path, path: Path) -> str:
    """Return a file's name and state as a digest: names of files may be names of people."""
    try:
        state = path.stat()
        told = f"{state.st_size}:{state.st_mtime_ns}"
    except OSError:
        told = "gone"
    name = path.relative_to(folder).as_posix()
    return hashlib.blake2b(f"{name}\0{told}".encode("utf-8", "replace"), digest_size=8).hexdigest()
