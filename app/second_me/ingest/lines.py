"""Lines of text out of bytes whose encoding nobody told.

UTF-8 is tried first on each line. A line that is not UTF-8 is read as Windows-1252,
silently as long as the file has shown no UTF-8 beyond ASCII, with a fault after that.
UTF-16 and UTF-32 are known by their byte order mark or by the zero bytes of plain text.
"""

import codecs
import re
from collections.abc import Iterator
from typing import IO

MAX_LINE = 1 << 20
_TEXT_CONTROLS = b"\t\n\r\x0c\x1b\x08"
_MOST_CONTROLS = 0.02
_FEWEST_PAIRS = 4
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


Line = tuple[int, str, int, str]
"""Number from 1, text without its break, offset of the byte after it, what is wrong with it.

A line longer than `MAX_LINE` bytes comes in several pieces with one number. A plain
tuple, since a long chat makes millions of them.
"""


def encoding_of(head: bytes) -> tuple[str, int]:
    """Return the encoding and the length of its mark; "" stands for UTF-8 or Windows-1252."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return ("" if encoding == "utf-8" else encoding), len(mark)
    sample = head[:4096]
    pairs = len(sample) // 2
    if pairs >= _FEWEST_PAIRS:
        even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
        if odd > 0.4 * pairs and even < 0.05 * pairs:
            return "utf-16-le", 0
        if even > 0.4 * pairs and odd < 0.05 * pairs:
            return "utf-16-be", 0
    return "", 0


def looks_binary(head: bytes) -> bool:
    """Return whether bytes are no text: too many control characters, stray ones allowed."""
    if encoding_of(head)[0]:
        return False
    control = sum(head.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    return control > _MOST_CONTROLS * len(head)


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
    """Split at line feeds; by far the most files, so whole blocks are decoded where they can."""
    number, end, seen_utf8 = 1, start, False
    while block := stream.read(_BLOCK):
        if not block.endswith(b"\n"):
            block = _to_character_end(block + stream.readline(MAX_LINE), stream)
        broken = block.endswith(b"\n")
        raws = block.split(b"\n")
        if broken:
            raws.pop()
        texts, faults, seen_utf8 = _decoded(block, raws, seen_utf8=seen_utf8)
        last = len(raws) - 1
        for index, raw in enumerate(raws):
            end += len(raw) + (broken or index < last)
            yield number, texts[index], end, faults.get(index, "")
            number += broken or index < last


def _decoded(
    block: bytes, raws: list[bytes], *, seen_utf8: bool
) -> tuple[list[str], dict[int, str], bool]:
    """Return the lines of a block as text, the faults of some, and whether UTF-8 was seen."""
    try:
        text = block.decode()
    except UnicodeDecodeError:
        return _decoded_one_by_one(raws, seen_utf8=seen_utf8)
    if "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    return text.split("\n"), {}, seen_utf8 or not block.isascii()


def _decoded_one_by_one(
    raws: list[bytes], *, seen_utf8: bool
) -> tuple[list[str], dict[int, str], bool]:
    texts: list[str] = []
    faults: dict[int, str] = {}
    for index, raw in enumerate(raws):
        try:
            text = raw.decode()
            seen_utf8 = seen_utf8 or not raw.isascii()
        except UnicodeDecodeError:
            text, fault = _decode_other(raw, seen_utf8=seen_utf8)
            if fault:
                faults[index] = fault
        texts.append(text.removesuffix("\r"))
    return texts, faults, seen_utf8


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
            yield _checked(number, pending[done : match.start()], end)
            number, done = number + 1, match.end()
        pending = pending[done:]
        if pending and (last or len(pending) > MAX_LINE):
            end += _bytes(pending, encoding)
            yield _checked(number, pending, end)
            pending = ""


def _bytes(text: str, encoding: str) -> int:
    return len(text.encode(encoding, errors="replace"))


def _checked(number: int, text: str, end: int) -> Line:
    return number, text, end, _BAD_BYTES if "\ufffd" in text else ""
