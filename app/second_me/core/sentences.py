"""Text cut into sentences, well enough for notes and chats."""

import re
from collections.abc import Iterator
from typing import Final

CLOSING: Final = "\"'”\u2019)]"
"""What may stand behind a sentence's last stop."""

_END: Final = re.compile(rf"(?<=[.!?…])[{re.escape(CLOSING)}]*\s+|\n+")

_NO_END: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|No|Jr|Sr|vs|approx|e\.g|i\.e)|\b[A-Z]|(?:^|\s)\d{1,2})\.$"
)
"""A stop that ends no sentence: an abbreviation, an initial, an ordinal or list number."""

_LOOK_BACK: Final = 16
"""Characters before a stop that tell whether it is one of those, the longest and its marks."""

Span = tuple[int, int]


def spans(text: str) -> Iterator[Span]:
    """Yield start and end of each sentence or line, without the white space around it."""
    start = 0
    for end in _END.finditer(text):
        # All of a sentence that never ends would be looked at again at each of its stops.
        before = text[max(start, end.start() - _LOOK_BACK) : end.end()].rstrip()
        if "\n" not in end.group() and _NO_END.search(before):
            continue
        yield from _trimmed(text, start, end.end())
        start = end.end()
    yield from _trimmed(text, start, len(text))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences and lines of a text, without the white space around them."""
    return (text[start:end] for start, end in spans(text))


def asks(sentence: str) -> bool:
    """Say whether a sentence ends as a question."""
    return sentence.rstrip(CLOSING + " ").endswith("?")


def ends_in_abbreviation(text: str) -> bool:
    """Say whether the stop at the end of `text` ends no sentence, as in "Dr."."""
    return _NO_END.search(text) is not None


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        left = start + len(piece) - len(piece.lstrip())
        yield left, left + len(piece.strip())
