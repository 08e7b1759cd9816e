"""Identity read by program: cards, and slots that people tell in so many words, as facts.

Somebody else's word about the person is kept apart (quarantined) until they accept it; what they
typed themselves is confirmed by that.
"""

from collections.abc import Iterator
from typing import Final

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import EventId, FactId
from second_me.core.records import (
    OWN_WORDS,
    PEOPLES_WORDS,
    Actor,
    Event,
    EventKind,
    FactStatus,
    NewFact,
    NewReview,
    Origin,
    Quote,
    ReviewKind,
)
from second_me.memory import addresses, cards, self_told
from second_me.memory.aliases import Aliases
from second_me.memory.automatic import is_automatic
from second_me.memory.kinship import RELATION_OF
from second_me.memory.outcomes import Identified, Proposed, untold
from second_me.memory.phones import plain_phone
from second_me.memory.slot_statements import KINDS, statement
from second_me.memory.subjects import speaker
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MAKER: Final = "identity v1"
_SURE: Final = 0.9
_PERSON: Final = "person"


def read_identity(
    vault: Vault, first: EventId, last: EventId, clock: Clock, proposed: Proposed = untold
) -> Identified:
    """Propose the identity that the events from `first` to `last` tell, both included.

    `proposed` is told of new facts in the transaction that stores them. Run again it adds nothing.
    Raises what the vault raises.
    """

    def work(session: Session) -> Identified:
        reading = _Reading(session, clock.now())
        for event in session.events.in_range(first, last):
            for fact in reading.facts(event):
                reading.keep(fact)
        outcome = reading.outcome()
        if outcome.fact_ids:
            proposed(session, outcome.fact_ids)
        return outcome

    return vault.write(work)


class _Reading:
    """What one transaction reads and keeps."""

    def __init__(self, session: Session, now: Timestamp) -> None:
        self._session = session
        self._now = now
        self._aliases = Aliases.read(session)
        self._country = _country(session, self._aliases.owner)
        self._made: list[FactId] = []
        self._reviews: list[int] = []

    def facts(self, event: Event) -> Iterator[NewFact]:
        """Yield the facts that an event tells of identities."""
        if event.origin in OWN_WORDS or event.kind is EventKind.RECORD:
            for line in cards.lines(event):
                whose = self._aliases.canonical(line.whose) if line.whose else self._aliases.owner
                self._called(event, whose, line)
                yield self._fact(event, whose, line)
        if event.origin in PEOPLES_WORDS and not is_automatic(event):
            who = speaker(event, self._aliases.owner)
            for one in self_told.told(event):
                whose = self._whom(one.whose, who, event)
                if whose:
                    line = cards.Line(whose, one.slot.name, one.slot.value, "", one.start, one.end)
                    yield self._fact(event, whose, line)

    def keep(self, fact: NewFact) -> None:
        """Store a fact; one that is kept apart is put to the person."""
        if fact.status is FactStatus.QUARANTINED and self._waits(fact):
            return
        id_ = self._session.facts.add(fact, Actor.EXTRACT, self._now)
        if id_ is None:
            return
        self._made.append(id_)
        if fact.status is FactStatus.QUARANTINED:
            review = NewReview(
                kind=ReviewKind.QUARANTINE,
                proposal="add",
                confidence=fact.confidence,
                reason="somebody else's word",
                fact_id=id_,
            )
            self._reviews.append(self._session.reviews.add(review, self._now) or 0)

    def outcome(self) -> Identified:
        changes = ChangeSet()
        if self._made:
            changes |= ChangeSet.of(Topic.FACTS, *self._made)
        if self._reviews:
            changes |= ChangeSet.of(Topic.REVIEWS, *self._reviews)
        return Identified(fact_ids=tuple(self._made), changes=changes)

    def _fact(self, event: Event, whose: str, line: cards.Line) -> NewFact:
        own, slot = whose == self._aliases.owner, line.slot
        value = plain_phone(line.value, self._country) if slot == "phone" else line.value
        words = Quote(event.id, line.start, line.end, event.text[line.start : line.end])
        apart = own and event.origin not in OWN_WORDS
        return NewFact(
            subject=whose,
            kind=KINDS.get(slot, "identity"),
            text=self._statement(whose, slot, value, line.label),
            quotes=(words,),
            status=FactStatus.QUARANTINED if apart else FactStatus.PROPOSED,
            confidence=_SURE,
            value=value,
            maker=MAKER,
            slot=slot,
            confirmed_at=self._now if own and event.origin is Origin.TYPED else None,
        )

    def _statement(self, whose: str, slot: str, value: str, label: str) -> str:
        if slot == "relation":
            return f"{whose} is {_possessive(self._aliases.owner)} {value}"
        return statement(whose, slot, value, label)

    def _whom(self, said: str, who: str, event: Event) -> str:
        """Return whose slot a sentence tells; "" where nobody can be made out."""
        if not said:
            return self._aliases.canonical(who) if who else ""
        if said.casefold() in RELATION_OF:
            meant = self._aliases.canonical(said) if event.origin in OWN_WORDS else said
            return meant if meant != said else ""
        if " " not in said and not self._aliases.knows(said):
            return ""  # "Payment", "Everyone": one word alone is a name only if somebody has it
        return self._aliases.canonical(said)

    def _called(self, event: Event, whose: str, line: cards.Line) -> None:
        """Keep a person whom a card names, with the name that they go by."""
        if not line.whose or line.slot not in {"nickname", "relation"}:
            return
        alias = line.value if line.slot == "nickname" else ""
        names = [alias] if alias and alias.casefold() not in RELATION_OF else []
        words = Quote(event.id, line.start, line.end, event.text[line.start : line.end])
        self._session.entities.ensure(
            _PERSON, whose, [words], Actor.EXTRACT, self._now, aliases=names
        )

    def _waits(self, fact: NewFact) -> bool:
        known = self._session.facts.of_slot(fact.subject, fact.slot)
        return any(
            view.fact.status in {FactStatus.QUARANTINED, FactStatus.IGNORED}
            and view.fact.value == fact.value
            for view in known
        )


def _possessive(name: str) -> str:
    return "your" if name == "You" else f"{name}'s"


def _country(session: Session, owner: str) -> str:
    """Return the country whose telephone numbers need no code: where the person lives."""
    for view in reversed(session.facts.of_slot(owner, "home")):
        if found := addresses.parse(view.fact.value).country:
            return found
    return str(session.settings.get("owner.country") or "")
