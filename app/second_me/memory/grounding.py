"""Holding what the model proposes to the words it was given: what is not in them is refused."""

import enum
import re
from collections.abc import Sequence
from typing import Final

from second_me.core.clock import Precision
from second_me.core.records import Event, NewFact, Origin, Quote
from second_me.core.sentences import asks, spans
from second_me.core.terms import exact, stems
from second_me.memory.dates import stated
from second_me.memory.fact_words import denies
from second_me.memory.proposals import Candidate
from second_me.memory.subjects import is_owner, resolve, speaker, statement
from second_me.memory.windows import Piece

ENOUGH: Final = 0.6
"""Share of a fact's own words that must stand in its event."""

_SHORTEST_QUOTE: Final = 2
"""Words: a single one shows nothing."""

_LONGEST_TEXT: Final = 300

_MARKS: Final = re.compile(r"['\u2019\u2018\"“”]")


class Refusal(enum.StrEnum):
    """Why a proposed fact is not kept."""

    NO_QUOTE = "no_quote"  # its quote is in none of the events
    QUESTION = "question"  # its quote asks
    SUBJECT = "subject"  # nobody can be made out whom it is about
    OTHERS_WORD = "others_word"  # somebody else's word about the person
    FIRST_PERSON = "first_person"  # the words were copied, and cannot be turned
    TRIVIAL = "trivial"  # said, but nothing that anybody would note
    NOT_SAID = "not_said"  # it says more than its event, or the opposite


def ground(
    candidate: Candidate, pieces: Sequence[Piece], owner: str, maker: str
) -> NewFact | Refusal:
    """Return the fact with its quote located and its subject resolved, or why it is refused."""
    located = _locate(candidate.quote, pieces)
    if located is None or len(candidate.text) > _LONGEST_TEXT:
        return Refusal.NO_QUOTE
    quote, event = located
    if _within_question(quote, event):
        return Refusal.QUESTION
    subject = resolve(candidate.subject, event, owner)
    if not subject:
        return Refusal.SUBJECT
    if event.origin is Origin.OTHER and is_owner(subject, owner):
        return Refusal.OTHERS_WORD
    share = _said(candidate.text, quote, event, subject, speaker(event, owner))
    if share < ENOUGH:
        return Refusal.NOT_SAID
    when = stated(candidate.when or "", event)
    return NewFact(
        subject=subject,
        kind=candidate.kind,
        text=statement(candidate.text, subject, quote.text),
        quotes=(quote,),
        confidence=round(0.3 + 0.4 * share, 2),
        valid_from=when.at if when else None,
        valid_precision=when.precision if when else Precision.UNKNOWN,
        maker=maker,
    )


def alike(first: NewFact, other: NewFact) -> bool:
    """Say whether two facts of one reading say the same of the same subject, by whatever words."""
    ours, others = stems(first.text), stems(other.text)
    return first.subject.casefold() == other.subject.casefold() and len(
        ours & others
    ) >= ENOUGH * len(ours | others)


def same(first: NewFact, subject: str, text: str, quotes: Sequence[Quote]) -> bool:
    """Say whether another fact says the same of the same subject from the same words.

    So two windows over one text, worded a little differently, give one fact.
    """
    if first.subject.casefold() != subject.casefold():
        return False
    if not any(_overlap(mine, theirs) for mine in first.quotes for theirs in quotes):
        return False
    ours, others = stems(first.text), stems(text)
    return len(ours & others) >= ENOUGH * len(ours | others)


def _overlap(first: Quote, second: Quote) -> bool:
    return (
        first.event_id == second.event_id and first.start < second.end and second.start < first.end
    )


def _locate(quote: str, pieces: Sequence[Piece]) -> tuple[Quote, Event] | None:
    """Find a quote in the pieces; letter case, white space and the kind of quote marks may differ.

    What is returned are the event's own words.
    """
    parts = quote.strip(' .…"“”').split()
    if len(parts) < _SHORTEST_QUOTE:
        return None
    loose = r"\s+".join(_MARKS.sub("['\u2019\u2018\"“”]", re.escape(part)) for part in parts)
    pattern = re.compile(rf"(?<!\w){loose}(?!\w)", re.IGNORECASE)
    for piece in pieces:
        if found := pattern.search(piece.text):
            start, end = piece.start + found.start(), piece.start + found.end()
            return Quote(piece.event.id, start, end, piece.event.text[start:end]), piece.event
    return None


def _within_question(quote: Quote, event: Event) -> bool:
    return any(
        asks(event.text[start:end])
        for start, end in spans(event.text)
        if start < quote.end and quote.start < end
    )


def _said(text: str, quote: Quote, event: Event, subject: str, who: str) -> float:
    """Return the share of a fact's own words that its event holds; 0 if it says another thing.

    Figures and names must stand there as they are, something of it must be in the quote, and
    it denies just when the quote does.
    """
    names = stems(f"{subject} {who}")
    own = stems(text) - names
    there = stems(f"{event.title} {event.text}")
    if not own & stems(quote.text) or not exact(text) - names <= there:
        return 0.0
    if denies(text) != denies(quote.text):
        return 0.0
    return len(own & there) / len(own)
