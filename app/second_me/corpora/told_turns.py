"""What facts are drawn from: sessions with gold memories, messages that tell nothing, records."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from second_me.core.bearing import borne_out
from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Event, EventKind, NewEvent, Origin
from second_me.core.said_times import annotate
from second_me.corpora import lifebench as lifebench_corpus
from second_me.corpora import realmem_memories
from second_me.corpora.realmem_memories import OWN, Session

SAID: Final = 0.5
"""Share of a gold statement's own words that its turn must hold to count as said there."""

EVENTS: Final = 10
"""Of one thread in a row that the agent gives to be read together."""


class Told(msgspec.Struct, frozen=True):
    """One session: what its owner said, and the gold statements.

    `said` are those drawn from the owner's turns and borne out by them, `drawn` all from the
    owner's turns, `noted` all there are, the assistant's too.
    """

    events: tuple[Event, ...]
    said: tuple[str, ...]
    drawn: tuple[str, ...]
    noted: tuple[str, ...]


class Person(msgspec.Struct, frozen=True):
    """One persona's sessions, those that tell something first."""

    file: str
    name: str
    sessions: tuple[Told, ...]


def realmem(path: Path) -> Iterator[Person]:
    """Yield the personas of RealMem (Apache-2.0)."""
    for persona in realmem_memories.read(path):
        told = tuple(_told(session, persona.name) for session in persona.sessions)
        yield Person(persona.file, persona.name, told)


def _told(session: Session, name: str) -> Told:
    day = datetime.fromisoformat(session.day).replace(tzinfo=UTC)
    said: list[str] = []
    drawn: list[str] = []
    noted: list[str] = []
    for memory in session.noted:
        statements = [realmem_memories.named(one, name) for one in memory.statements]
        noted += statements
        if memory.role == OWN and 0 <= memory.turn < len(session.turns):
            text = annotate(session.turns[memory.turn][1], day.date())
            drawn += statements
            said += [one for one in statements if borne_out(one, text, name) >= SAID]
    events = tuple(
        event(number, text, day, name, EventKind.CHAT, Origin.OWN, session.name)
        for number, (role, text) in enumerate(session.turns, start=1)
        if role == OWN
    )
    return Told(events, tuple(said), tuple(drawn), tuple(noted))


def sampled(person: Person, most: int) -> list[Told]:
    """Return so many of a person's sessions that tell something, and a quarter as many that tell
    nothing, the same for the same person; 0 means all.
    """
    order = list(person.sessions)
    random.Random(person.name).shuffle(order)  # noqa: S311  (repeatable, not secret)
    if not most:
        return order
    telling = [one for one in order if one.said][:most]
    return telling + [one for one in order if not one.noted][: most // 4]


def nothing() -> tuple[Event, ...]:
    """Return messages of our own that tell nothing lasting of anybody."""
    text = (files("second_me.corpora") / "nothing_turns.txt").read_text("utf-8")
    day = datetime(2024, 5, 3, tzinfo=UTC)
    return tuple(
        event(number, line, day, "Marta", EventKind.MESSAGE, Origin.OTHER, "")
        for number, line in enumerate(text.splitlines(), start=1)
    )


def event(  # noqa: PLR0917  (the columns of an event)
    number: int, text: str, day: datetime, who: str, kind: EventKind, origin: Origin, thread: str
) -> Event:
    """Return a stored event as the vault would give it back."""
    return Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=None,
        kind=kind,
        origin=origin,
        text=text,
        moment=Moment(from_datetime(day), Precision.DAY, 0),
        received_at=Timestamp(0),
        author=who,
        thread=thread,
        position=number,
    )


def lifebench(path: Path) -> Iterator[tuple[str, str, list[list[Event]]]]:
    """Yield name, owner, and the records in time order, cut as the agent gives them to be read."""
    for person in lifebench_corpus.read(path):
        stored = [_stored(number, one) for number, one in enumerate(person.events, start=1)]
        yield person.name, person.owner, list(_spans(stored))


def _stored(number: int, new: NewEvent) -> Event:
    known = {name: getattr(new, name) for name in ("kind", "origin", "text", "moment", "author")}
    return Event(
        id=EventId(number), source_id=SourceId(1), batch_id=None, received_at=Timestamp(0),
        thread=new.thread, position=new.position, title=new.title, **known,
    )  # fmt: skip


def _spans(events: Sequence[Event]) -> Iterator[list[Event]]:
    together: list[Event] = []
    for one in events:
        if together and (one.thread != together[0].thread or len(together) == EVENTS):
            yield together
            together = []
        together.append(one)
    if together:
        yield together
