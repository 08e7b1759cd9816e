"""What of a message is its writer's own words, not somebody else's in quotation marks."""

import re
from typing import Final

_MARKED: Final = re.compile(r"[\"“„«][^\"“”„«»]{12,}[\"”“»]")
_OWN: Final = re.compile(r"\b(?:I|my|me|we|our|us)\b", re.IGNORECASE)


def unquoted(text: str) -> str:
    """Return the text, as long as before, with blanks for what somebody says in quotation marks.

    A title of a book or a film in marks is no such quote: nobody says "I" in it.
    """
    return _MARKED.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0]) if _OWN.search(found[0]) else found[0]
