"""What of a window the model is given to read, in pieces that fit it."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from second_me.core.records import PEOPLES_WORDS, Event, EventKind
from second_me.core.sentences import asks, sentences, spans
from second_me.core.terms import topical

PIECE_CHARACTERS: Final = 440
"""Of one event at a time: the extract prompt takes 500 a line, with day and name. A long note is
read in several pieces.
"""

READING_CHARACTERS: Final = 1800
"""Of all pieces read together: about as much as holds the six facts a reading may give."""

MOST_PIECES: Final = 24

FEWEST_WORDS: Final = 2

_GREETINGS: Final = frozenset(
    """
    afternoon bye cheers congrats congratulations dear evening fine good goodbye goodnight great
    haha happy hello hey hi hope lol love luck morning nice night ok okay regards see soon sorry
    sure take care talk thank thanks thx today tomorrow tonight weekend well welcome wow yeah yep
    """.split()  # noqa: SIM905  (a list of fifty strings is not read by anybody)
)


class Piece(msgspec.Struct, frozen=True):
    """A stretch of an event's text, `start` to `end` in characters."""

    event: Event
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.event.text[self.start : self.end]


def readings(
    events: Sequence[Event],
    characters: int = READING_CHARACTERS,
    most: int = MOST_PIECES,
    longest: int = PIECE_CHARACTERS,
) -> Iterator[tuple[Piece, ...]]:
    """Yield what is worth reading of a window, as much at a time as the model takes: at most so
    many `characters`, and at `most` so many pieces, none longer than `longest`.
    """
    together: list[Piece] = []
    length = 0
    for piece in (piece for event in events if tells(event) for piece in _pieces(event, longest)):
        if together and (length + len(piece.text) > characters or len(together) >= most):
            yield tuple(together)
            together, length = [], 0
        together.append(piece)
        length += len(piece.text)
    if together:
        yield tuple(together)


def tells(event: Event) -> bool:
    """Say whether an event may hold a fact: people's own words, and more than a greeting or a
    question.
    """
    # Assistants, web pages and programs say nothing that becomes a fact about somebody.
    if event.origin not in PEOPLES_WORDS or event.kind is EventKind.RECORD:
        return False
    said = [word for line in sentences(event.text) if not asks(line) for word in topical(line)]
    return len(said) >= FEWEST_WORDS and not _GREETINGS.issuperset(said)


def _pieces(event: Event, longest: int) -> Iterator[Piece]:
    """Cut a text between sentences; a sentence that is too long by itself is cut anywhere."""
    start = end = 0
    for first, last in _short(event.text, longest):
        if last - start > longest and end > start:
            yield Piece(event, start, end)
            start = first
        end = last
    if end > start:
        yield Piece(event, start, end)


def _short(text: str, longest: int) -> Iterator[tuple[int, int]]:
    for first, last in spans(text):
        for start in range(first, last, longest):
            yield start, min(start + longest, last)
