"""Text made safe to keep, and cut into passages that can be found and quoted."""

import re
from collections.abc import Iterable, Iterator

PASSAGE = 1_200
"""Characters of a note's passage: about what the embedder reads at once."""
LONG_TEXT = 4_000
"""Characters of a message or mail that stay together."""

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]+")
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_MANY_BLANKS = re.compile(r"\n{3,}")
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002]\s")


def scrub(text: str) -> str:
    """Return text without control characters and halves of characters, line breaks alike."""
    if text.isprintable():
        return text
    if "\r" in text or not text.isascii():
        text = _BREAKS.sub("\n", text)
    return _UNSAFE.sub("", text)


def tidy(text: str) -> str:
    """Return scrubbed text without trailing blanks and long runs of empty lines."""
    lines = (line.rstrip() for line in scrub(text).split("\n"))
    return _MANY_BLANKS.sub("\n\n", "\n".join(lines)).strip("\n ")


def passages(text: str, limit: int) -> Iterator[str]:
    """Cut text into pieces of at most `limit` characters, where it hurts least."""
    at = 0
    while len(text) - at > limit:
        cut = _cut(text, at, limit)
        piece = text[at:cut].strip()
        if piece:
            yield piece
        at = cut
    rest = text[at:].strip()
    if rest:
        yield rest


def _cut(text: str, at: int, limit: int) -> int:
    """Return where to end a piece: after a paragraph, a line, a sentence or a word."""
    low, high = at + limit // 3, at + limit
    for mark in ("\n\n", "\n"):
        found = text.rfind(mark, low, high)
        if found >= 0:
            return found + len(mark)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, high)]
    return ends[-1] if ends else (text.rfind(" ", low, high) + 1 or high)


def packed(parts: Iterable[str], limit: int) -> Iterator[str]:
    """Join short neighbouring parts by an empty line as long as they fit in `limit`."""
    held = ""
    for part in parts:
        if held and len(held) + len(part) + 2 <= limit:
            held = f"{held}\n\n{part}"
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
