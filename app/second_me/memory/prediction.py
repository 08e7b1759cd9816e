"""What memory predicts of a window, and so need not be read again (Nemori, 2025: learn from what
was not predicted).

Predicted is what somebody has said before in the same words, wherever it stood: sent once more,
forwarded, exported by two programs, or a form of words. What was drawn from it then is shown by
these words too. It is read anew if any of that has ended since, for then it is news.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.protocol.memory import FactView
from second_me.core.records import Actor, Event, FactStatus, Quote
from second_me.vault.recorded import By
from second_me.vault.session import Session

FEWEST_WORDS: Final = 4
"""What is shorter is said in many a talk, and means what was said before it."""

SHOWN: Final = 8
"""Words that a fact is shown by at most in this way: more would say nothing more."""

_ENDED: Final = frozenset({FactStatus.SUPERSEDED, FactStatus.RETRACTED})
_WORD: Final = re.compile(r"\w+")


class Predicted(msgspec.Struct, frozen=True):
    """An event, and the earlier one that says the same."""

    event: Event
    earlier: Event


def predicted(session: Session, events: Sequence[Event]) -> list[Predicted]:
    """Return those of a window's events that memory predicts."""
    found = ((event, _earlier(session, event)) for event in events)
    return [
        Predicted(event, earlier)
        for event, earlier in found
        if earlier is not None and not _ended(_drawn(session, earlier))
    ]


def confirm(session: Session, again: Sequence[Predicted], now: Timestamp) -> None:
    """Let what was drawn from earlier words be shown by those that say them again."""
    by = By(Actor.EXTRACT, now)
    for one in again:
        for view in _drawn(session, one.earlier):
            quotes = tuple(_moved(view, one)) if len(view.quotes) < SHOWN else ()
            if quotes and session.events.get([one.event.id]):
                session.facts.change(view.fact.id, by, quotes)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without marks and capitals: what makes it the same text."""
    return tuple(_WORD.findall(text.casefold()))


def _earlier(session: Session, event: Event) -> Event | None:
    """Return the newest event before this one that says the same."""
    said = words_of(event.text)
    if len(said) < FEWEST_WORDS:
        return None
    for known in session.events.holding(event.text, event.id):
        same = (known.author, known.origin) == (event.author, event.origin)
        if same and words_of(known.text) == said:
            return known
    return None


def _drawn(session: Session, event: Event) -> list[FactView]:
    return session.facts.get(session.evidence.facts_of([event.id]))


def _ended(views: Sequence[FactView]) -> bool:
    return any(view.fact.status in _ENDED for view in views)


def _moved(view: FactView, one: Predicted) -> list[Quote]:
    """Return the words that show a fact where they stand in the event that says them again."""
    return [
        Quote(one.event.id, quote.start, quote.end, quote.text)
        for quote in view.quotes
        if quote.event_id == one.earlier.id
        and one.event.text[quote.start : quote.end] == quote.text
    ]
