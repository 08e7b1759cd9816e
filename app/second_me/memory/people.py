"""Who is there: authors and those they name as entities, who is whose, and who may be the same.

Nobody is taken for somebody else silently: two names that may be one person's are put to the
person as a review.
"""

import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.ids import EntityId, EventId
from second_me.core.records import (
    PEOPLES_WORDS,
    Actor,
    Derived,
    Entity,
    Event,
    NewReview,
    Quote,
    ReviewKind,
)
from second_me.memory.kinship import PETS, SPEAKER, kin
from second_me.memory.outcomes import Peopled
from second_me.memory.subjects import owner_name, speaker
from second_me.vault.session import Session
from second_me.vault.vault import Vault

PERSON = "person"
PET = "pet"
ENOUGH = 8
"""Events that an author is shown by; more would say nothing more."""

_MAYBE_SAME = 0.6
_SAME_NAME = 0.8


class Said(msgspec.Struct, frozen=True):
    """That one is the relation of another, in whose words."""

    whose: str
    relation: str
    name: str
    quote: Quote


def resolve_people(vault: Vault, first: EventId, last: EventId, clock: Clock) -> Peopled:
    """Keep who wrote the events from `first` to `last`, both included, and who is whose in them.

    Run again it adds nothing. Raises what the vault raises.
    """

    def work(session: Session) -> Peopled:
        owner = owner_name(session)
        events = [
            one for one in session.events.in_range(first, last) if one.origin in PEOPLES_WORDS
        ]
        people = People(session, clock.now(), Actor.EXTRACT)
        people.authors(events, owner)
        people.relate(said for event in events for said in _said(event, owner))
        return people.outcome()

    return vault.write(work)


def _said(event: Event, owner: str) -> Iterable[Said]:
    who = speaker(event, owner)
    for one in kin(event.text):
        whose = who if one.whose == SPEAKER else one.whose
        if whose:
            words = Quote(event.id, one.start, one.end, event.text[one.start : one.end])
            yield Said(whose, one.relation, one.name, words)


class People:
    """The people of one transaction, by their names."""

    def __init__(self, session: Session, now: Timestamp, actor: Actor) -> None:
        """Names that differ in letter case alone, or in how their letters are coded, are one."""
        self._session = session
        self._now = now
        self._actor = actor
        self._known: dict[tuple[str, str], Entity] = {}
        self._by_part: dict[str, list[Entity]] = {}
        for entity in session.entities.all():
            self._know(entity)
        self._made: list[EntityId] = []
        self._related: list[int] = []
        self._reviews: list[int] = []

    def authors(self, events: Sequence[Event], owner: str) -> None:
        """Keep authors; each by a few of their events, so that erasing one event keeps them."""
        shown: dict[str, list[Quote]] = {}
        for event in events:
            who = speaker(event, owner)
            quotes = shown.setdefault(who, []) if who and event.text else []
            if len(quotes) < ENOUGH:
                quotes.append(Quote(event.id, 0, len(event.text), event.text))
        for who, quotes in shown.items():
            entity = self._known.get((PERSON, folded(who)))
            if entity is None or self._shown(entity) < ENOUGH:
                self.ensure(PERSON, who, quotes)

    def relate(self, said: Iterable[Said]) -> None:
        """Keep who is whose, with those it is said of."""
        for one in said:
            kind = PET if one.relation in PETS else PERSON
            whose = self.ensure(PERSON, one.whose, [one.quote])
            other = self.ensure(kind, one.name, [one.quote])
            if whose is None or other is None:
                continue
            relation = self._session.relations.add(
                whose, one.relation, other, [one.quote], actor=self._actor, now=self._now
            )
            if relation is not None:
                self._related.append(relation)

    def outcome(self) -> Peopled:
        changes = ChangeSet()
        for topic, ids in (
            (Topic.ENTITIES, self._made),
            (Topic.RELATIONS, self._related),
            (Topic.REVIEWS, self._reviews),
        ):
            changes |= ChangeSet.of(topic, *ids) if ids else ChangeSet()
        return Peopled(entities=len(self._made), relations=len(self._related), changes=changes)

    def _shown(self, entity: Entity) -> int:
        return len(self._session.evidence.of(Derived.ENTITY, [entity.id]).get(entity.id, ()))

    def ensure(self, kind: str, name: str, quotes: Sequence[Quote]) -> EntityId | None:
        """Return the entity of a name, shown by these words too; None if it was erased."""
        known = self._known.get((kind, folded(name)))
        if known is None and self._erased(kind, name):
            return None
        name = name if known is None else known.name
        id_ = self._session.entities.ensure(kind, name, quotes, self._actor, self._now)
        if known is None:
            self._made.append(id_)
            entity = Entity(id=id_, kind=kind, name=name, created_at=self._now)
            self._propose(entity)
            self._know(entity)
        return id_

    def _know(self, entity: Entity) -> None:
        self._known.setdefault((entity.kind, folded(entity.name)), entity)
        if entity.kind in {PERSON, PET}:  # a part of a place's name is another place
            for part in _parts(entity.name):
                self._by_part.setdefault(part, []).append(entity)

    def _erased(self, kind: str, name: str) -> bool:
        stones = self._session.erasures.tombstones
        return bool(stones.known("entity", [stones.entity(kind, name)]))

    def _propose(self, new: Entity) -> None:
        """Put it to the person where a new name may be somebody's who is known."""
        known = {one.id: one for part in _parts(new.name) for one in self._by_part.get(part, ())}
        alike = [(one, sure) for one in known.values() if (sure := may_be_same(new, one))]
        if len(alike) != 1:  # of two Annas nobody knows which
            return
        other, sure = alike[0]
        review = self._session.reviews.add(
            NewReview(
                kind=ReviewKind.MERGE,
                proposal="merge",
                confidence=sure,
                reason="same name" if sure == _SAME_NAME else "part of the name",
                entity_id=new.id,
                other_id=other.id,
            ),
            self._now,
        )
        if review is not None:
            self._reviews.append(review)


def may_be_same(first: Entity, second: Entity) -> float:
    """Return how sure it is that two entities are one by their names, 0 if nothing says so."""
    if first.kind != second.kind or first.merged_into is not None or second.merged_into is not None:
        return 0.0
    ours, theirs = _parts(first.name), _parts(second.name)
    if ours == theirs:
        return _SAME_NAME if ours else 0.0
    short, long = sorted((ours, theirs), key=len)
    return _MAYBE_SAME if len(short) == 1 and len(long) > 1 and short[0] in long else 0.0


def folded(name: str) -> str:
    """Return what names that are one and the same have in common."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _parts(name: str) -> list[str]:
    """Return the parts of a name in lower case without accents, but for signs and numbers, which
    anybody may have beside their name.
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(char for char in apart if not unicodedata.combining(char)).split()
    return [word for word in words if any(map(str.isalpha, word))]
