"""Making text from memory harmless on a terminal.

A message that somebody sent can hold escape sequences that move the cursor, change the
title, rewrite what was printed or turn the reading direction. None reaches the terminal.
"""

import unicodedata
from typing import Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_JOINERS: Final = frozenset("\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}")
_BREAKS: Final = frozenset("\r\v\f\x1c\x1d\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}")
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs"})


def harmless(text: str) -> str:
    """Return `text` with line ends as newlines and every control character made visible."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(map(_harmless_character, text.replace("\r\n", "\n")))


def escaped(document: str) -> str:
    """Return a JSON document with every control character written as an escape.

    JSON lets those beyond ASCII stand as they are, and a terminal obeys them all the same.
    """
    if document.isascii() and "\x7f" not in document:
        return document
    return "".join(map(_escaped_character, document))


def one_line(text: str, width: int = 0) -> str:
    """Return harmless text on one line, cut to `width` characters if that is given."""
    line = " ".join(harmless(text).split())
    if width and len(line) > width:
        return line[: max(width - 1, 1)].rstrip() + "…"
    return line


def _harmless_character(character: str) -> str:
    if character in "\n\t" or character in _JOINERS:
        return character
    if character in _BREAKS:
        return "\n"
    return REPLACEMENT if unicodedata.category(character) in _UNSAFE else character


def _escaped_character(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _UNSAFE:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
