"""Text made safe to keep, and cut into passages that can be found and quoted."""

import re
from collections.abc import Iterable, Iterator

PASSAGE = 1_200
"""Characters of a note's passage: about what the embedder reads at once."""
LONG_TEXT = 4_000
"""Characters of a message or mail that stay together."""

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_SPACES = re.compile(r"[ \t\u00a0]+$", re.MULTILINE)
_MANY_BLANKS = re.compile(r"\n{3,}")
# Where a cut hurts least: after a paragraph, a line, a sentence, a word.
_CUTS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?。…])\s"),
    re.compile(r"\s"),
)


def scrub(text: str) -> str:
    """Return text without control characters and halves of characters, line breaks alike."""
    if text.isprintable():
        return text
    if "\r" in text or not text.isascii():
        text = _BREAKS.sub("\n", text)
    return _UNSAFE.sub("", text)


def tidy(text: str) -> str:
    """Return scrubbed text without trailing blanks and long runs of empty lines."""
    return _MANY_BLANKS.sub("\n\n", _SPACES.sub("", scrub(text))).strip("\n ")


def passages(text: str, limit: int) -> Iterator[str]:
    """Cut text into pieces of at most `limit` characters, where it hurts least."""
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        piece = rest[:cut].strip()
        if piece:
            yield piece
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def _cut(text: str, limit: int) -> int:
    window = text[: limit + 1]
    for pattern in _CUTS:
        best = 0
        for match in pattern.finditer(window, limit // 3):
            best = match.end()
        if best:
            return min(best, limit)
    return limit


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
