"""The elements of one big JSON array, one at a time, without reading the array whole.

Exports of AI chats are a single array of conversations, up to gigabytes. Only brackets
and strings are looked at here; each element is handed on as bytes, so that one that is
broken does not take the others with it.
"""

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

LARGEST = 20 << 20
"""Bytes of an element. Nothing but brackets, as a zip of some kilobytes can hold, grows thirty
times as large when it is decoded.
"""

_BLOCK = 1 << 20
# A whole string, an opening or closing bracket, a comma, or a quote whose string goes on.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|"', re.DOTALL)
_ENDLESS = "the array, or a string in it, does not end"
_NO_ARRAY = "there is no such array"
_BOM = b"\xef\xbb\xbf"


class Element(NamedTuple):
    """One element; `raw` is None if it is larger than `LARGEST`. `end` is a byte offset."""

    raw: bytes | None
    end: int


def array_elements(stream: IO[bytes], key: str = "") -> Iterator[Element]:
    """Yield the elements of the array at the root or, in a root object, under `key`.

    Raises ValueError if the text ends inside the array; what came before was yielded.
    """
    scan = _Scan(*_array_start(stream, key))
    while True:
        yield from scan.elements()
        if scan.ended:
            return
        scan.read_more(stream)


class _Scan:
    """Goes over the text behind the opening bracket of an array, block by block."""

    def __init__(self, offset: int, buffer: bytes) -> None:
        self.ended = False
        self._offset = offset  # of the buffer in the stream
        self._buffer = buffer
        self._begin = 0  # where in the buffer the present element begins
        self._at = 0  # where scanning goes on
        self._depth = 0
        self._dropping = False  # the present element is too large

    def elements(self) -> Iterator[Element]:
        """Yield the elements that end in the buffer."""
        for match in _TOKEN.finditer(self._buffer, self._at):
            token = match[0]
            if token == b'"':
                return  # a string that goes on beyond the buffer
            self._at = match.end()
            if token in {b"{", b"["}:
                self._depth += 1
            elif token in {b"}", b"]"}:
                self._depth -= 1
            if self._depth < 0 or (self._depth == 0 and token == b","):
                yield from self._element(match)
            if self._depth < 0:
                self.ended = True
                return
        self._at = len(self._buffer)

    def _element(self, separator: re.Match[bytes]) -> Iterator[Element]:
        raw = self._buffer[self._begin : separator.start()].strip()
        if raw or self._dropping:
            yield Element(None if self._dropping else raw, self._offset + separator.end())
        self._begin, self._dropping = separator.end(), False

    def read_more(self, stream: IO[bytes]) -> None:
        """Move on to the next block, keeping the element begun."""
        unread = len(self._buffer) - self._at
        # Reading grows with a string left open, so that a long one is not gone through
        # again and again.
        block = stream.read(max(_BLOCK, unread))
        if not block or unread > LARGEST:
            raise ValueError(_ENDLESS)
        if self._dropping or self._at - self._begin > LARGEST:
            self._begin, self._dropping = self._at, True
        self._offset += self._begin
        self._buffer = self._buffer[self._begin :] + block
        self._at, self._begin = self._at - self._begin, 0


def _array_start(stream: IO[bytes], key: str) -> tuple[int, bytes]:
    """Return the offset after the array's bracket and the bytes read beyond it."""
    buffer = stream.read(_BLOCK)
    opening = rb"\s*\["
    if buffer.removeprefix(_BOM).lstrip()[:1] == b"{":
        opening = rb'\s*\{.*?"' + re.escape(key.encode()) + rb'"\s*:\s*\['
    match = re.match(rb"(?:\xef\xbb\xbf)?" + opening, buffer, re.DOTALL)
    if not match:
        raise ValueError(_NO_ARRAY)
    return match.end(), buffer[match.end() :]
