"""An mbox file taken apart into messages, one at a time and each of bounded size."""

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

LARGEST = 8 << 20
_LINE = 1 << 20
# "From " begins a message only with a date behind it; people begin sentences with it too.
_SEPARATOR = re.compile(rb"From (?:\S.*)?(?:\d{1,2}:\d{2}|\d{4})")
_QUOTED = re.compile(rb">+From ")


class RawMail(NamedTuple):
    """One message. `envelope` is its "From " line, `end` the offset of the byte after it.

    What goes beyond `LARGEST` is left out: by then only attachments come.
    """

    envelope: bytes
    raw: bytes
    end: int
    cut: bool


def split_mailbox(stream: IO[bytes]) -> Iterator[RawMail]:
    """Yield the messages of an mbox stream that stands at its start."""
    envelope, lines = b"", list[bytes]()
    length, end, blank, cut = 0, 0, True, False
    while line := stream.readline(_LINE):
        if blank and _SEPARATOR.match(line):
            if lines:
                yield RawMail(envelope, b"".join(lines), end, cut)
            envelope, lines, length, cut = line, [], 0, False
        elif length <= LARGEST:
            lines.append(line[1:] if _QUOTED.match(line) else line)
            length += len(line)
        else:
            cut = True
        blank = line in (b"\n", b"\r\n")
        end += len(line)
    if lines:
        yield RawMail(envelope, b"".join(lines), end, cut)
