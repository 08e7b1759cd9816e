"""Where on this machine something of Second Me lies, and how much."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from second_me.core import outside
from second_me.core.paths import Home
from second_me.core.protocol.privacy import Place
from second_me.vault.erasing import copies


def places(home: Home) -> Iterator[Place]:
    """Yield the places that there are, what matters most first."""
    yield from _place(
        "vault",
        "memories, what was drawn from them, settings and the audit",
        [*home.vault.glob(f"{home.database.name}*")],
        sealed=True,
    )
    yield from _place(
        "key slots", "the data key, locked up once for each way in", [home.slots], sealed=True
    )
    yield from _place(
        "backups",
        "copies of the vault, each under a key of its own",
        _files(home.backups),
        sealed=True,
    )
    aside = [file for folder in copies.put_aside(home) for file in _files(folder)]
    yield from _place(
        "put aside", "vaults that a restore or a salvage put aside", aside, sealed=True
    )
    yield from _place(
        "tombstones", "keyed hashes of what stays erased, no words", [home.tombstones], sealed=False
    )
    yield from _place(
        "logs",
        "what the background program did: numbers and times, no words",
        _files(home.logs),
        sealed=False,
    )
    yield from _place(
        "run files",
        "the socket and its token, while the program runs",
        _files(home.run),
        sealed=False,
    )
    yield from _place(
        "window", "size and look of the window", [*home.root.glob("window*.json")], sealed=False
    )
    yield from models(home)
    yield from _place(
        "entries of the system",
        "start with the session, hosts of browsers",
        [*home.root.glob("browser-host*"), *outside.entries()],
        sealed=False,
    )


def models(home: Home) -> Iterator[Place]:
    """Yield the models that were installed; they hold nothing of the person."""
    yield from _place(
        "models", "language models, as they were published", _files(home.models), sealed=False
    )


def _place(name: str, what: str, files: Iterable[Path], *, sealed: bool) -> Iterator[Place]:
    there = [path for path in files if path.is_file() or path.is_socket()]
    if there:
        common = there[0] if len(there) == 1 else there[0].parent
        size = sum(path.stat().st_size for path in there)
        yield Place(
            name=name, what=what, path=str(common), files=len(there), bytes=size, sealed=sealed
        )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if not path.is_dir())
