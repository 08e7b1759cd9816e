"""Lines of text out of bytes whose encoding nobody told.

UTF-8 is tried first on each line. A line that is not UTF-8 is read as Windows-1252,
silently as long as the file has shown no UTF-8 beyond ASCII, with a fault after that.
UTF-16 and UTF-32 are known by their byte order mark or by the zero bytes of plain text.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

MAX_LINE = 1 << 20
_HEAD = 64 * 1024
_BLOCK = 1 << 18
_BREAK = re.compile(r"\r\n|\n|\r")
_BAD_BYTES = "Some characters on this line could not be read and were replaced."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(NamedTuple):
    """A line without its break; `end` is the offset of the byte after it.

    A line longer than `MAX_LINE` bytes comes in several pieces with one number.
    """

    number: int
    text: str
    end: int
    fault: str = ""


def encoding_of(head: bytes) -> tuple[str, int]:
    """Return the encoding and the length of its mark; "" stands for UTF-8 or Windows-1252."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return ("" if encoding == "utf-8" else encoding), len(mark)
    sample = head[:4096]
    pairs = len(sample) // 2
    if pairs:
        even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
        if odd > 0.4 * pairs and even < 0.05 * pairs:
            return "utf-16-le", 0
        if even > 0.4 * pairs and odd < 0.05 * pairs:
            return "utf-16-be", 0
    return "", 0


def read_lines(stream: IO[bytes]) -> Iterator[Line]:
    """Yield the lines of a stream that stands at its start, in bounded memory."""
    head = stream.read(_HEAD)
    encoding, mark = encoding_of(head)
    stream.seek(mark)
    if encoding:
        return _wide_lines(stream, encoding, mark)
    if b"\n" not in head and b"\r" in head:
        return _wide_lines(stream, "utf-8" if _is_utf8(head) else "cp1252", mark)
    return _byte_lines(stream, mark)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _byte_lines(stream: IO[bytes], start: int) -> Iterator[Line]:
    """Split at line feeds; by far the most files, so the good case is kept short."""
    number, end, seen_utf8, fault, broken = 1, start, False, "", True
    readline = stream.readline
    while raw := readline(MAX_LINE):
        broken = raw.endswith(b"\n")
        if not broken:
            raw = _to_character_end(raw, stream)
        end += len(raw)
        try:
            text = raw.decode()
            seen_utf8 = seen_utf8 or not raw.isascii()
            fault = ""
        except UnicodeDecodeError:
            text, fault = _decode_other(raw, seen_utf8=seen_utf8)
        yield Line(number, text.rstrip("\r\n"), end, fault)
        number += broken


def _to_character_end(raw: bytes, stream: IO[bytes]) -> bytes:
    """Complete a UTF-8 character that the length limit cut through."""
    for _ in range(3):
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data" or error.end != len(raw):
                return raw
            raw += stream.read(1)
        else:
            return raw
    return raw


def _decode_other(raw: bytes, *, seen_utf8: bool) -> tuple[str, str]:
    if seen_utf8:
        return raw.decode(errors="replace"), _BAD_BYTES
    try:
        return raw.decode("cp1252"), ""
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace"), _BAD_BYTES


def _wide_lines(stream: IO[bytes], encoding: str, start: int) -> Iterator[Line]:
    """Split decoded text at any kind of line break."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    number, end, pending, last = 1, start, "", False
    while not last:
        block = stream.read(_BLOCK)
        last = not block
        pending += decoder.decode(block, final=last)
        done = 0
        for match in _BREAK.finditer(pending):
            if match.end() == len(pending) and match[0] == "\r" and not last:
                break  # perhaps half of a CR LF
            end += _bytes(pending[done : match.end()], encoding)
            yield _wide_line(number, pending[done : match.start()], end)
            number, done = number + 1, match.end()
        pending = pending[done:]
        if pending and (last or len(pending) > MAX_LINE):
            end += _bytes(pending, encoding)
            yield _wide_line(number, pending, end)
            pending = ""


def _bytes(text: str, encoding: str) -> int:
    return len(text.encode(encoding, errors="replace"))


def _wide_line(number: int, text: str, end: int) -> Line:
    return Line(number, text, end, _BAD_BYTES if "\ufffd" in text else "")
