"""Putting a unit that came from elsewhere into memory, with where it came from.

Its words are another's here, so nothing of it ends what is known: what contradicts that waits for
the person, and what it says of the person themselves is kept apart until they accept it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import BatchId, EventId, FactId, SourceId
from second_me.core.protocol.memory import FactView
from second_me.core.records import (
    OWN_WORDS,
    Actor,
    BatchState,
    Derived,
    Event,
    FactStatus,
    NewEvent,
    NewFact,
    NewReview,
    Origin,
    Quote,
    ReviewKind,
)
from second_me.core.units import FORMAT
from second_me.memory.aliases import Aliases
from second_me.memory.merging import renamed
from second_me.memory.subjects import UNNAMED_OWNER, is_owner, named, second_person
from second_me.trust import at_the_door
from second_me.vault.exporting.unit_reading import Opened
from second_me.vault.facts import fact_digest
from second_me.vault.recorded import By
from second_me.vault.session import Session

MAKER: Final = "unit"
_EVERY: Final = 1_000_000
_CHUNK: Final = 500
_TRUSTED: Final = 0.67
"""How far another's facts are believed at first: as words of somebody else are."""


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit brought: the source that it is, its import, and what is new of it."""

    source_id: SourceId
    batch_id: BatchId
    events: tuple[EventId, ...]
    facts: tuple[FactId, ...]
    known: int
    waiting: int
    erased: int


def put_unit(session: Session, unit: Opened, now: Timestamp, *, mine: bool) -> Put:
    """Store a unit. Raises PersonFault if it has expired."""
    label = unit.label
    if label.terms.expires_at is not None and label.terms.expires_at <= now:
        raise PersonFault("The unit has expired", "Whoever made it gave it until then only.")
    source = session.sources.ensure(FORMAT, f"{label.name} (from {label.by})", label.key, now)
    session.units.put(source, label, now)
    batch = session.batches.start(source, now)
    return _Putting(session, unit, now, mine=mine).all(source, batch)


class _Putting:
    """The transaction that a unit is put in by."""

    def __init__(self, session: Session, unit: Opened, now: Timestamp, *, mine: bool) -> None:
        self._session = session
        self._unit = unit
        self._now = now
        self._mine = mine
        self._owner = Aliases.read(session).owner
        self._here: dict[EventId, Event] = {}
        """By an event of the unit, the one that holds its words here."""
        self._facts: dict[FactId, FactId] = {}
        """The same of facts."""
        self._made: list[FactId] = []
        self._known = 0
        self._waiting = 0

    def all(self, source: SourceId, batch: BatchId) -> Put:
        added, duplicates, erased = self._events(source, batch)
        views = self._unit.session.facts.list(limit=_EVERY)
        for view in reversed(views):
            self._fact(view)
        self._follow(views)
        if self._mine:
            self._names()
        self._session.batches.finish(batch, BatchState.DONE, self._now)
        return Put(
            source_id=source,
            batch_id=batch,
            events=tuple(added),
            facts=tuple(self._made),
            known=self._known + duplicates,
            waiting=self._waiting,
            erased=erased,
        )

    def _events(self, source: SourceId, batch: BatchId) -> tuple[list[EventId], int, int]:
        added: list[EventId] = []
        duplicates = erased = 0
        events = self._unit.session.events.in_range(EventId(0), EventId(2**53))
        for start in range(0, len(events), _CHUNK):
            chunk = self._not_own(events[start : start + _CHUNK])
            new = at_the_door(self._as_new(event) for event in chunk)
            done = self._session.events.append(source, batch, new, self._now)
            added += done.event_ids
            duplicates += done.duplicates
            erased += done.erased
            self._session.batches.advance(
                batch, added=len(done.event_ids), duplicates=done.duplicates, erased=done.erased
            )
            for event, one in zip(chunk, new, strict=True):
                id_ = self._session.events.find(source, one.thread, one.natural_key)
                self._here.update(
                    (event.id, found) for found in self._session.events.get([id_] if id_ else [])
                )
        return added, duplicates, erased

    def _not_own(self, events: Sequence[Event]) -> list[Event]:
        """Return events without those that this very vault gave away: they are here."""
        digests = {event.id: self._unit.digests[event.id] for event in events}
        held = self._session.events.held(list(digests.values()))
        own = {one.id: one for one in self._session.events.get(held.values())}
        for event in events:
            here = own.get(held.get(digests[event.id], EventId(0)))
            if here is not None and here.text == event.text and here.moment == event.moment:
                self._here[event.id] = here
                self._known += 1
        return [event for event in events if event.id not in self._here]

    def _as_new(self, event: Event) -> NewEvent:
        own = Origin.OWN if self._mine else Origin.OTHER
        said = hashlib.blake2b(event.text.encode("utf-8", "replace"), digest_size=8).hexdigest()
        return NewEvent(
            kind=event.kind,
            origin=own if event.origin in OWN_WORDS else event.origin,
            text=event.text,
            moment=event.moment,
            natural_key=f"{self._unit.digests[event.id]} {said}",
            author=self._author(event),
            thread=event.thread,
            position=event.position,
            language=event.language,
            title=event.title,
        )

    def _author(self, event: Event) -> str:
        if event.origin not in OWN_WORDS:
            return event.author
        return event.author if self._mine else self._unit.label.by

    def _fact(self, view: FactView) -> None:
        """Store a fact whose words came along and stand there still."""
        quotes = tuple(self._quotes(view.quotes))
        if not quotes:
            return
        new = self._as_fact(view, quotes)
        known = self._told_already(new)
        if known is None:
            known = self._session.facts.add(new, Actor.IMPORT, self._now)
            if known is not None:
                self._made.append(known)
                self._ask(new, known)
        else:
            self._known += 1
        known = known or self._session.facts.saying(new.subject, new.text)
        if known is not None:
            self._facts[view.fact.id] = known

    def _as_fact(self, view: FactView, quotes: tuple[Quote, ...]) -> NewFact:
        fact = view.fact
        subject = self._subject(fact.subject)
        about = is_owner(subject, self._owner) and not self._mine
        standing = FactStatus.QUARANTINED if about else FactStatus.PROPOSED
        ended = fact.status is FactStatus.SUPERSEDED
        return NewFact(
            subject=subject,
            kind=fact.kind,
            text=_about(fact.text, fact.subject, subject),
            quotes=quotes,
            status=FactStatus.SUPERSEDED if ended else standing,
            confidence=fact.confidence if self._mine else round(fact.confidence * _TRUSTED, 3),
            value=fact.value,
            valid_from=fact.valid_from,
            valid_to=fact.valid_to,
            valid_precision=fact.valid_precision,
            maker=MAKER,
            slot=fact.slot,
        )

    def _subject(self, theirs: str) -> str:
        """Return whom a fact is about here: "You" and the unit's maker are not this person."""
        if not is_owner(theirs, self._unit.label.by):
            return theirs
        return self._owner if self._mine else self._unit.label.by

    def _quotes(self, theirs: Iterable[Quote]) -> Iterable[Quote]:
        for quote in theirs:
            here = self._here.get(quote.event_id)
            if here is None or not quote.text:
                continue
            if here.text[quote.start : quote.end] == quote.text:
                yield Quote(here.id, quote.start, quote.end, quote.text)

    def _told_already(self, new: NewFact) -> FactId | None:
        """Return the fact that says this of the same words, whatever became of it."""
        digest = fact_digest(new.subject, new.text)
        drawn = self._session.evidence.facts_of({quote.event_id for quote in new.quotes})
        for view in self._session.facts.get(drawn):
            if fact_digest(view.fact.subject, view.fact.text) == digest:
                return view.fact.id
        return None

    def _ask(self, new: NewFact, id_: FactId) -> None:
        if new.status is FactStatus.QUARANTINED:
            self._waiting += 1
            review = NewReview(
                kind=ReviewKind.QUARANTINE,
                proposal="add",
                confidence=new.confidence,
                reason="somebody else's word",
                fact_id=id_,
            )
            self._session.reviews.add(review, self._now)

    def _follow(self, views: Iterable[FactView]) -> None:
        """Let facts that ended name what took their place."""
        by = By(Actor.IMPORT, self._now)
        for view in views:
            after = view.fact.superseded_by
            old = self._facts.get(view.fact.id)
            new = self._facts.get(after) if after is not None else None
            if old in self._made and new is not None and old != new:
                self._session.facts.change(old, by, superseded_by=new)

    def _names(self) -> None:
        """Keep the names by which the person knows people; another's "Mum" is another."""
        entities = self._unit.session.entities.all()
        words = self._unit.session.evidence.of(Derived.ENTITY, [one.id for one in entities])
        for one in entities:
            quotes = tuple(self._quotes(words.get(one.id, ())))
            if quotes and one.merged_into is None:
                self._session.entities.ensure(
                    one.kind, one.name, quotes, Actor.IMPORT, self._now, aliases=one.aliases
                )


def _about(text: str, theirs: str, here: str) -> str:
    """Return a statement with the name that its subject has here."""
    if theirs == here:
        return text
    if here == UNNAMED_OWNER:
        return second_person(text, theirs)
    return named(text, here) if theirs == UNNAMED_OWNER else renamed(text, theirs, here)


def subjects(views: Iterable[FactView], by: str) -> tuple[str, ...]:
    """Return whom facts are about, as somebody else reads it."""
    names = (by if is_owner(view.fact.subject, by) else view.fact.subject for view in views)
    return tuple(dict.fromkeys(names))
