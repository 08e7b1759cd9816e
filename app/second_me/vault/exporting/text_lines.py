"""Lines of vCard and iCalendar: escaped, folded after 75 bytes, ended by CRLF (RFC 6350, 5545)."""

from collections.abc import Callable
from typing import Final

Put = Callable[[bytes], object]

_LONGEST: Final = 75
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def text(value: str) -> str:
    """Return a value with what has a meaning in these formats escaped."""
    shown = "".join(mark for mark in value if mark == "\n" or mark.isprintable())
    return shown.translate(_ESCAPED)


def line(name: str, value: str) -> bytes:
    """Return one property, folded between characters."""
    pieces, piece, size = [], "", 0
    for character in f"{name}:{value}":
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece]).encode("utf-8", "replace") + b"\r\n"
