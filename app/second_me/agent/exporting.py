"""Exports: written beside their place and then renamed, plain only by the person's word."""

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.protocol.export import (
    ExportCheck,
    Exported,
    ExportForm,
    ExportPlan,
    WriteExport,
)
from second_me.vault import Argon2Cost, faults
from second_me.vault.durable import move, sync_file
from second_me.vault.erasing.closure import Chosen
from second_me.vault.exporting import bundle, checking
from second_me.vault.exporting.sealing import SealedWriter, is_sealed, lines, unsealed
from second_me.vault.session import Session
from second_me.vault.stretching import calibrate
from second_me.vault.vault import Vault

PIECE = 1 << 20
SHORTEST_PASSPHRASE = 8


def write(
    vault: Vault,
    clock: Clock,
    request: WriteExport,
    program: str,
    *,
    chosen: Chosen | None,
    owner: str = "",
    cost: Argon2Cost | None = None,
) -> Exported:
    """Write an export to where there is no file yet. Raises PersonFault, DiskFull, NotWritable."""
    target = free_place(request.path)
    _check_secrecy(request)
    now = clock.now()
    with sealed_at(target, request.passphrase, cost) as sink:
        rows = _put(vault, request.form, sink, now=now, chosen=chosen, owner=owner)
    vault.write(
        lambda session: session.audit.append(
            "export.write", program, now, counts={"plain": int(not request.passphrase)}
        )
    )
    return Exported(
        path=str(target),
        bytes=target.stat().st_size,
        rows=rows,
        sealed=bool(request.passphrase),
    )


def plan(
    vault: Vault, clock: Clock, form: ExportForm, chosen: Chosen | None, owner: str
) -> ExportPlan:
    """Say what an export would hold, and write nothing."""
    counted = _Counted()
    rows = _put(vault, form, counted, now=clock.now(), chosen=chosen, owner=owner)
    return ExportPlan(rows=rows, bytes=counted.bytes)


def check(path: Path, passphrase: str) -> ExportCheck:
    """Say whether an export could be taken in. Raises PersonFault, WrongSecret."""
    with opened(path) as file:
        return checking.check(lines(_rows(file, passphrase)))


def take_in(vault: Vault, path: Path, passphrase: str) -> dict[str, int]:
    """Put an export into the empty vault. Raises PersonFault, WrongSecret, VaultTooNew."""
    with opened(path) as file:
        return vault.take_in(lines(_rows(file, passphrase)))


def unseal(path: Path, target: str, passphrase: str) -> None:
    """Write the plain content of an encrypted export to where there is no file yet."""
    place = free_place(target)
    with opened(path) as file:
        if not is_sealed(file):
            raise PersonFault("It is not encrypted", "Everybody can read this file already.")
        with faults.translated(), _beside(place) as plain:
            for piece in unsealed(file, passphrase):
                plain.write(piece)


class _Counted:
    """A place that only counts what is written to it."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> None:
        self.bytes += len(data)


def _put(
    vault: Vault,
    form: ExportForm,
    sink: bundle.Sink,
    *,
    now: Timestamp,
    chosen: Chosen | None,
    owner: str,
) -> dict[str, int]:
    """Write an export from one snapshot; return what is in it."""

    def read(session: Session) -> dict[str, int]:
        def put(one: ExportForm, write: bundle.Write) -> dict[str, int]:
            return session.export_as(one, write, now, chosen, owner)

        if form is ExportForm.ALL:
            return bundle.write(sink, put)
        return put(form, sink.write)

    return vault.read(read)


def _check_secrecy(request: WriteExport) -> None:
    if request.passphrase:
        check_passphrase(request.passphrase)
    elif not request.plain:
        raise PersonFault(
            "An export that anybody can read?",
            "Without a passphrase the file is not encrypted.",
            "Give a passphrase, or say that a plain file is meant.",
        )


def check_passphrase(passphrase: str) -> None:
    """Raise PersonFault for a passphrase that is too short for a file that leaves home."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise PersonFault(
            "The passphrase is too short",
            f"It has fewer than {SHORTEST_PASSPHRASE} characters.",
            "Choose a longer one.",
        )


def free_place(path: str) -> Path:
    """Return where a file may be written. Raises PersonFault for no folder, or a file already."""
    target = Path(path).expanduser()
    if not target.is_absolute() or not target.parent.is_dir():
        raise PersonFault(
            "There is no such folder",
            "The path does not lead into a folder that is there.",
            "Give it from the root folder on.",
        )
    if target.exists():
        raise PersonFault(
            "There is a file already", "It was left as it is.", "Choose another name."
        )
    return target


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """Yield a private file that takes the target's name once it is whole."""
    descriptor, name = tempfile.mkstemp(  # for this account alone
        dir=target.parent, prefix=f".{target.name}.", suffix=".partial"
    )
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        sync_file(path)
        move(path, target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def sealed_at(target: Path, passphrase: str, cost: Argon2Cost | None) -> Iterator[bundle.Sink]:
    """Yield where an encrypted file's content is written to (without a passphrase: a plain one's);
    it takes its place once it is whole.
    """
    with faults.translated(), _beside(target) as file, _sink(file, passphrase, cost) as sink:
        yield sink


@contextmanager
def _sink(file: BinaryIO, passphrase: str, cost: Argon2Cost | None) -> Iterator[bundle.Sink]:
    if not passphrase:
        yield file
        return
    writer = SealedWriter(file, passphrase, cost or calibrate())
    yield writer
    writer.close()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to read from. Raises PersonFault if it cannot be opened."""
    try:
        # Opening a pipe would wait for ever.
        file = path.open("rb") if path.is_file() else None
    except OSError:
        file = None
    if file is None:
        raise PersonFault("The file cannot be read", "", "Check its path.")
    with file:
        yield file


def _rows(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Yield the lines of JSON in pieces, out of a ZIP of all forms too."""
    pieces = _pieces(file, passphrase)
    first = next(pieces, b"")
    every = itertools.chain((first,), pieces)
    return bundle.first_member(every) if first.startswith(bundle.BEGINNING) else every


def _pieces(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    if is_sealed(file):
        yield from unsealed(file, passphrase)
        return
    read: Callable[[], bytes] = lambda: file.read(PIECE)  # noqa: E731
    yield from iter(read, b"")
