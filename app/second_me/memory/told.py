"""Facts as the extract adapter writes them, each held to the message that it names.

The adapter writes the number of a message and a statement in the third person, no more. Whom it
is about, which words show it and since when it holds is found by program, and what the message
does not bear out is refused.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from typing import Final

from second_me.core.bearing import ENOUGH, borne_out
from second_me.core.clock import Precision
from second_me.core.records import Event, NewFact, Origin, Quote
from second_me.core.said_times import annotate, day
from second_me.core.sentences import asks, spans
from second_me.core.terms import STOP_WORDS, stems, words
from second_me.inference import fact_lines
from second_me.inference.adapter_prompts import Line
from second_me.inference.fact_lines import Stated
from second_me.inference.text_model import Generate, Generated, TextModel
from second_me.memory.automatic import is_automatic
from second_me.memory.fact_words import denies, not_meant
from second_me.memory.grounding import Refusal
from second_me.memory.languages import is_english
from second_me.memory.quoted_words import unquoted
from second_me.memory.said_when import roughly_dated, said_when
from second_me.memory.subjects import (
    UNNAMED_OWNER,
    in_third_person,
    is_owner,
    resolve,
    second_person,
    speaker,
)
from second_me.memory.windows import Piece, readings
from second_me.memory.worth import Sureness

USER: Final = "User"
"""How the person's words are signed for the adapter as long as they have not given their name."""

PIECE: Final = 210
"""Characters of one message that are read: from more the adapter tells less, and in circles."""

SURE_OF_NOTHING: Final = 0.9
"""A "none" that is less likely than this is not taken: the adapter must name something, and what it
names is held to the message as ever, and weighed (`memory.worth`).
"""

SCORED: Final = 24
"""Tokens of an answer whose likelihood is looked at: about one statement."""

_UNNAMED: Final = "Somebody"
_NAME_CHARACTERS: Final = 40
_MOST_NAMES: Final = 24
_NAMED: Final = re.compile(r"\b[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}")
_APOSTROPHE: Final = re.compile("['\u2019]")
_SHARE: Final = 0.34
"""Share of a statement's own words that its quote alone must hold."""

_DISTINCT: Final = 0.75
"""Share of a statement's words that must not be repetitions."""

_FEWEST_BESIDE_A_NAME: Final = 5
"""Words after "Anna: ": less is no statement."""

_MOST_SENTENCES: Final = 3
_AGAINST: Final = re.compile(
    r"\b(?:hate|stop|quit|gave up|given up|avoid|refuse|cancel|reject|instead|rather than)",
    re.IGNORECASE,
)
_TALE: Final = re.compile(
    r"\b(?:character|narrator|(?:in|of) (?:my|the|a|this|that|his|her)"
    r" (?:story|tale|novel|film|movie|book|song|poem|play|joke))\b.{0,40}"
    r"\b(?:says?|said|shouts?|goes|sings?|tells?|asks?)\b",
    re.IGNORECASE,
)
_CLAUSES: Final = re.compile(r"[,;:\u2013\u2014]\s+|\s+(?:but|and|so|because|although)\s+")


def request(pieces: Sequence[Piece], owner: str, adapter: str) -> Generate:
    """Return what the adapter is asked."""
    lines = [line(piece, owner) for piece in pieces]
    shared, own = fact_lines.extract_parts(lines)
    return Generate(
        task="extract",
        prompt=shared + own,
        grammar=fact_lines.grammar(len(pieces), _names(pieces, owner)),
        max_tokens=fact_lines.MAX_TOKENS,
        adapter=adapter,
        scored=SCORED,
        decline=fact_lines.NONE,
        decline_from=SURE_OF_NOTHING,
        maker=f"extract {fact_lines.EXTRACT}",
    )


def readings_of(events: Sequence[Event]) -> Iterator[tuple[Piece, ...]]:
    """Yield what the adapter is to read of a window: it knows English alone."""
    read = [event for event in events if is_english(event.text) and not is_automatic(event)]
    return readings(read, PIECE, most=1, longest=PIECE)


def ask(
    model: TextModel,
    windows: Sequence[Sequence[Piece]],
    owner: str,
    adapter: str,
    cancel: threading.Event | None = None,
) -> list[tuple[Generated, Sureness]]:
    """Return what the adapter writes of each window, and how sure it was. Raises what the model
    raises.
    """
    requests = [request(pieces, owner, adapter) for pieces in windows]
    done = model.generate_all(requests, cancel, background=True)
    return [(one, Sureness.of(1 - one.declined, one.probabilities[1:])) for one in done]


def line(piece: Piece, owner: str) -> Line:
    """Return a piece as the adapter is shown it, with dates beside its words for time."""
    moment = piece.event.moment
    date = moment.local().date()
    text = annotate(piece.text, date) if moment.to_the_day else piece.text
    return Line(day(date) if moment.to_the_day else "", _signed(piece.event, owner), text)


def ground(stated: Stated, pieces: Sequence[Piece], owner: str, maker: str) -> NewFact | Refusal:
    """Return the fact with its words located and its subject resolved, or why it is refused.

    The message that the adapter names is looked at first, then the others: it miscounts at times.
    """
    if len(stated.text) > fact_lines.LONGEST or _says_nothing(stated.text):
        return Refusal.NOT_SAID
    named = pieces[stated.number - 1 : stated.number] if stated.number else ()
    first: Refusal | None = None
    for piece in (*named, *(other for other in pieces if other not in named)):
        found = _ground(stated, piece, owner, maker)
        if not isinstance(found, Refusal):
            return found
        first = first or found
    return first or Refusal.NO_QUOTE


def _says_nothing(statement: str) -> bool:
    """Return whether a statement repeats itself, "the slot for the slot is free", or is none."""
    said = [word for word in words(statement) if word not in STOP_WORDS]
    _, colon, rest = statement.partition(": ")
    too_short = bool(colon) and len(rest.split()) < _FEWEST_BESIDE_A_NAME
    return too_short or len(set(said)) < _DISTINCT * len(said)


def _ground(stated: Stated, piece: Piece, owner: str, maker: str) -> NewFact | Refusal:
    event, signed = piece.event, _signed(piece.event, owner)
    name = _subject(stated.text, piece, signed)
    subject = UNNAMED_OWNER if name == USER else resolve(name, event, owner)
    if not name or not subject:
        return Refusal.SUBJECT
    if event.origin is Origin.OTHER and is_owner(subject, owner):
        return Refusal.OTHERS_WORD
    names = f"{subject} {name} {signed}"
    own_words = annotate(unquoted(piece.text), event.moment.local().date())
    share = borne_out(stated.text, f"{event.title} {own_words}", names)
    quote = _shown(stated.text, piece, names) if share >= ENOUGH else Refusal.NOT_SAID
    if isinstance(quote, Refusal):
        return quote
    text = in_third_person(stated.text, name)
    if not text:
        return Refusal.FIRST_PERSON
    text = roughly_dated(text, own_words)
    when = said_when(text, event)
    return NewFact(
        subject=subject,
        kind=stated.kind,
        text=second_person(text, USER) if name == USER else text,
        quotes=(quote,),
        confidence=round(0.3 + 0.5 * share, 2),
        valid_from=when.at if when else None,
        valid_precision=when.precision if when else Precision.UNKNOWN,
        maker=maker,
    )


def _shown(statement: str, piece: Piece, names: str) -> Quote | Refusal:
    """Return the words that show a statement, or why there are none."""
    quote = _quote(statement, piece, names)
    if quote is None:
        return Refusal.QUESTION
    if _turned(statement, quote.text) or not_meant(quote.text) or _TALE.search(quote.text):
        return Refusal.NOT_SAID
    return quote


def _signed(event: Event, owner: str) -> str:
    who = speaker(event, owner)
    return USER if who == UNNAMED_OWNER else (who or _UNNAMED)[:_NAME_CHARACTERS]


def _names(pieces: Sequence[Piece], owner: str) -> list[str]:
    """Return what a statement may begin with: who speaks, and who is named."""
    signed = [_signed(piece.event, owner) for piece in pieces]
    first = [name.split()[0] for name in signed]
    named = [name for piece in pieces for name in _named(piece.text)]
    return list(dict.fromkeys(signed + first + named))[:_MOST_NAMES]


def _named(text: str) -> Iterator[str]:
    """Yield the names in a text as they stand there, and the first part of each."""
    for found in _NAMED.finditer(text):
        name = found.group().removesuffix("'s")
        first = name.split()[0]
        if _APOSTROPHE.split(first.lower())[0] not in STOP_WORDS:
            yield name
            if first != name:
                yield first


def _subject(statement: str, piece: Piece, signed: str) -> str:
    """Return the name that a statement begins with; the speaker's, or the longest there is."""
    for name in (signed, signed.split(maxsplit=1)[0]):
        if re.match(rf"{re.escape(name)}(?!\w)", statement):
            return signed
    named = sorted(_named(piece.text), key=len, reverse=True)
    found = (name for name in named if re.match(rf"{re.escape(name)}(?!\w)", statement))
    return next(found, "")


def _quote(statement: str, piece: Piece, names: str) -> Quote | None:
    """Return the sentence that holds most of a statement, with neighbours that hold more of it.

    Questions and others' words in quotation marks show nothing. None if too little is left.
    """
    own, said, day_of = stems(statement) - stems(names), unquoted(piece.text), piece.event.moment
    told = [(start, end) for start, end in spans(piece.text) if not asks(piece.text[start:end])]
    held = [own & stems(annotate(said[start:end], day_of.local().date())) for start, end in told]
    if not told or not any(held):
        return None
    best = max(range(len(told)), key=lambda at: len(held[at]))
    first, last, shown = best, best, held[best]
    while last - first + 1 < _MOST_SENTENCES and shown < own:
        before = held[first - 1] - shown if first else frozenset()
        after = held[last + 1] - shown if last + 1 < len(told) else frozenset()
        if not before and not after:
            break
        if len(after) >= len(before):
            last, shown = last + 1, shown | after
        else:
            first, shown = first - 1, shown | before
    if len(shown) < _SHARE * len(own):
        return None
    start, end = piece.start + told[first][0], piece.start + told[last][1]
    return Quote(piece.event.id, start, end, piece.event.text[start:end])


def _turned(statement: str, quote: str) -> bool:
    """Return whether a statement denies what its quote says, or says what its quote denies."""
    own = stems(statement)
    clauses = [part for part in _CLAUSES.split(quote) if own & stems(part)] or [quote]
    denied = [denies(part) or bool(_AGAINST.search(part)) for part in clauses]
    if denies(statement):
        return not any(denied) and not denies(quote)
    return all(denied) and not _AGAINST.search(statement)
