"""Bytes of a file, or of a file inside a zip, with the faults of reading put in words."""

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from second_me.core.errors import EnvironmentFault, PersonFault, SecondMeError

HEAD = 64 * 1024
_MAX_MEMBERS = 100_000


class Part(msgspec.Struct, frozen=True):
    """A file, or one member of a zip file."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        return Path(self.member).name if self.member else self.path.name

    def size(self) -> int:
        """Return the number of bytes that reading gives."""
        if not self.member:
            return self.path.stat().st_size
        with zipfile.ZipFile(self.path) as archive:
            return archive.getinfo(self.member).file_size

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open for reading from the start; seeking to the start again is allowed."""
        if not self.member:
            with self.path.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
            yield stream

    def head(self, count: int = HEAD) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(count)


def is_zip(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


def members(path: Path) -> tuple[str, ...]:
    """Return the names of the files in a zip; none if it cannot be read or asks for a password."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()[:_MAX_MEMBERS]
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return ()
    return tuple(
        info.filename
        for info in infos
        if not info.is_dir()
        and not info.flag_bits & 1
        and not info.filename.startswith("__MACOSX/")
    )


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Translate what the operating system and the zip reader raise while `path` is read."""
    try:
        yield
    except SecondMeError:
        raise
    except OSError as error:
        raise EnvironmentFault(
            "The file could not be read to its end",
            f"The system reported: {error.strerror or type(error).__name__}.",
            "Check that it is still there and may be read, then resume the import.",
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise PersonFault(
            "The zip file is damaged",
            f"“{path.name}” cannot be unpacked to its end.",
            "Make the export again, or unpack it and import what is inside.",
        ) from error
