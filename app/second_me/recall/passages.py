"""Evidence as the model and the person read it: numbered, with who said it and when."""

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.clock import Moment, Precision
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.core.said_times import annotate
from second_me.core.sentences import asks, sentences
from second_me.core.terms import stems

MAX_CHARACTERS: Final = 480
"""Of one event's text: five of them leave room for the question in a small model's context."""

ANSWERED_WITHIN: Final = 3
"""Turns behind a question among which its answer stands."""

_SURE: Final = 20.0
"""Scores are log-odds; beyond this nothing is likelier."""

_DATE_FORMATS: Final = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%B %Y",
    Precision.DAY: "%A {day} %B %Y",
    Precision.MINUTE: "%A {day} %B %Y, %H:%M",
    Precision.SECOND: "%A {day} %B %Y, %H:%M",
}

_NAMELESS: Final = {
    EventKind.MESSAGE: "Message",
    EventKind.NOTE: "Note",
    EventKind.MAIL: "Mail",
    EventKind.CHAT: "Chat",
    EventKind.DOCUMENT: "Document",
    EventKind.RECORD: "Record",
}


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: its number, who and when, and the part that is to the point.

    `dated` is the same text with dates beside words like "yesterday". `stems` are of all of it,
    `by` of who it is from, `told` of what it tells: title, day and text, but for the sentences
    that only ask. `put` are of what somebody else had just asked it in the same talk. `near` is
    how likely search takes it to tell what is asked, 0 to 1.
    """

    number: int
    event: Event
    heading: str
    text: str
    dated: str
    stems: frozenset[str]
    by: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    put: frozenset[str] = frozenset()
    near: float = 0.0


def passages(question: str, hits: Sequence[Hit]) -> tuple[Passage, ...]:
    """Return the hits as numbered passages, in their order, counting from 1."""
    wanted = stems(question)
    talk = [hit.event for hit in hits if hit.event.thread]
    return tuple(
        _passage(number, hit, wanted, _put(hit.event, talk))
        for number, hit in enumerate(hits, start=1)
    )


def heading(event: Event) -> str:
    """Return who it is from and when, as in "Anna, Friday 12 March 2021, 14:30"."""
    who = event.author or ("You" if event.origin is Origin.TYPED else _NAMELESS[event.kind])
    title = f"“{event.title}”" if event.title else ""
    return ", ".join(part for part in (who, title, date_words(event.moment)) if part)


def date_words(moment: Moment) -> str:
    """Return the moment in words, no more precise than it is known; empty if it is not."""
    form = _DATE_FORMATS.get(moment.precision)
    if form is None:
        return ""
    local = moment.local()
    return local.strftime(form.replace("{day}", str(local.day)))


def told(text: str) -> str:
    """Return a text without the sentences that only ask."""
    return " ".join(one for one in sentences(text) if not asks(one))


def _put(event: Event, talk: Sequence[Event]) -> frozenset[str]:
    """Return the stems of what others had asked in its thread shortly before."""
    return frozenset[str]().union(
        *(
            stems(sentence)
            for one in talk
            if one.thread == event.thread
            and one.source_id == event.source_id
            and one.author != event.author
            and 0
            < event.id - one.id
            <= ANSWERED_WITHIN  # what is taken in together has ids in order
            for sentence in sentences(one.text)
            if asks(sentence)
        )
    )


def _passage(number: int, hit: Hit, wanted: frozenset[str], put: frozenset[str]) -> Passage:
    event = hit.event
    head = heading(event)
    text = _to_the_point(_unsigned(event.text, event.author), wanted)
    dated = annotate(text, event.moment.local().date()) if _to_the_day(event.moment) else text
    return Passage(
        number=number,
        event=event,
        heading=head,
        text=text,
        dated=dated,
        stems=stems(f"{head} {dated}"),
        by=stems(event.author),
        told=stems(f"{event.title} {date_words(event.moment)} {told(dated)}"),
        put=put,
        near=1 / (1 + math.exp(-max(min(hit.score, _SURE), -_SURE))),
    )


def _unsigned(text: str, author: str) -> str:
    """Return a text without the author's name before it, which some exports write there."""
    opening, mark, rest = text.partition(":")
    return rest.lstrip() if mark and opening.strip() == author else text


def _to_the_day(moment: Moment) -> bool:
    return moment.precision in {Precision.DAY, Precision.MINUTE, Precision.SECOND}


def _to_the_point(text: str, wanted: frozenset[str]) -> str:
    """Return a text in one line; of a long one, the stretch nearest to the question."""
    flat = " ".join(text.split())
    if len(flat) <= MAX_CHARACTERS:
        return flat
    pieces = [piece[:MAX_CHARACTERS] for piece in sentences(text)]
    shared = [len(stems(piece) & wanted) for piece in pieces]
    start = shared.index(max(shared))
    # The sentence before often says whom or what it is about.
    end = start + 1
    if start and len(pieces[start - 1]) + len(pieces[start]) < MAX_CHARACTERS:
        start -= 1
    while end < len(pieces) and sum(map(len, pieces[start : end + 1])) < MAX_CHARACTERS:
        end += 1
    kept = " ".join(" ".join(pieces[start:end]).split())
    return ("… " if start else "") + kept + (" …" if end < len(pieces) else "")
