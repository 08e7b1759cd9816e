"""Whether a stretch of a message is somebody else's words, given in quotation marks."""

import re
from typing import Final

_MARKED: Final = re.compile(r"[\"“„«]([^\"“”„«»]{12,})[\"”“»]")
_OWN: Final = re.compile(r"\b(?:I|I'm|I've|my|me|we|our|us)\b", re.IGNORECASE)


def quoted(text: str, start: int, end: int) -> bool:
    """Return whether `start` to `end` lies for the most part within marks around whole words.

    A title of a book or a film in marks is no such quote: nobody says "I" in it.
    """
    inside = 0
    for found in _MARKED.finditer(text):
        if _OWN.search(found[1]):
            inside += max(0, min(end, found.end()) - max(start, found.start()))
    return inside * 2 > end - start
