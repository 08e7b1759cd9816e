"""All forms of an export in one ZIP, and the way back in from it without a plain file between."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from second_me.core.errors import PersonFault
from second_me.core.protocol.export import ExportForm

MEMBERS: Final = {
    "memory.jsonl": ExportForm.JSON,  # first: it is read as a stream when it is taken in
    "memory.md": ExportForm.MARKDOWN,
    "people.vcf": ExportForm.VCARD,
    "calendar.ics": ExportForm.CALENDAR,
    "about-me.md": ExportForm.PAGE,
}
BEGINNING: Final = b"PK\x03\x04"
_HEAD: Final = 30

Write = Callable[[bytes], object]


class Sink(Protocol):
    def write(self, data: bytes) -> object: ...


class _Stream:
    """What `zipfile` needs of a file that can only be written to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, data: bytes, /) -> int:
        self._sink.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        """All is written at once."""

    def close(self) -> None:
        """The place is the caller's."""


def write(sink: Sink, put: Callable[[ExportForm, Write], dict[str, int]]) -> dict[str, int]:
    """Write every form by `put`, and return all counts: of the rows, and of the other forms."""
    counts: dict[str, int] = {}
    with zipfile.ZipFile(_Stream(sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, form in MEMBERS.items():
            with archive.open(name, "w", force_zip64=True) as member:
                counts = put(form, member.write) | counts
    return counts


def first_member(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the plain content of a ZIP's first member. Raises PersonFault if it is not ours."""
    gathered = b""
    for piece in pieces:
        gathered += piece
        if len(gathered) >= _HEAD and len(gathered) >= _length(gathered):
            break
    if len(gathered) < _HEAD or int.from_bytes(gathered[8:10], "little") != zipfile.ZIP_DEFLATED:
        raise _not_ours()
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        yield inflate.decompress(gathered[_length(gathered) :])
        while not inflate.eof:
            yield inflate.decompress(next(pieces))
    except (zlib.error, StopIteration) as error:
        raise _not_ours() from error


def _length(head: bytes) -> int:
    """Return how long a member's local header is, its name and extra fields included."""
    return _HEAD + sum(int.from_bytes(head[at : at + 2], "little") for at in (26, 28))


def _not_ours() -> PersonFault:
    return PersonFault(
        "Not a whole export", "The ZIP was cut short or is not one of ours.", "Find another copy."
    )
