"""What cannot all be so, found across sources: two values of a slot that holds one, and relatives
that go round in a circle.

Each relation lifts by generations (a mother stands one above, a niece one below). Along any closed
way through the relatives the lifts must add up to nothing; where they do not, one of the relations
on that way is wrong. That is the obstruction that SuperLocalMemory V3 (2026) finds by the first
cohomology of its graph; on a graph of people a spanning forest of potentials finds it as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, FactId, RelationId
from second_me.core.records import Fact, FactStatus, NewReview, Relation, ReviewKind
from second_me.memory import slots
from second_me.memory.weighted_graph import roots
from second_me.vault.session import Session

LIFTS: Final[Mapping[str, int]] = {
    "mother": 1, "father": 1, "aunt": 1, "uncle": 1, "grandmother": 2, "grandfather": 2,
    "son": -1, "daughter": -1, "niece": -1, "nephew": -1,
    "sister": 0, "brother": 0, "cousin": 0, "wife": 0, "husband": 0, "partner": 0,
}  # fmt: skip
"""By relation, how many generations above somebody their relative stands."""

_ONE: Final = frozenset({"mother", "father"})
"""Relations that somebody has one of."""

_EVERYBODY: Final = 1_000
_ALL: Final = 100_000


class TornSlot(msgspec.Struct, frozen=True, tag="slot"):
    """Two facts that stand and give a slot which holds one value different ones."""

    first: FactId
    second: FactId


class TornKin(msgspec.Struct, frozen=True, tag="kin"):
    """Relations that cannot all be so: a closed way that does not end where it began, or two
    mothers of one person.
    """

    relations: tuple[RelationId, ...]


class Inconsistent(msgspec.Struct, frozen=True, kw_only=True):
    """All that is irreconcilable, and what was put to the person of it just now."""

    slots: tuple[TornSlot, ...] = ()
    kin: tuple[TornKin, ...] = ()
    changes: ChangeSet = ChangeSet()


def check(session: Session, now: Timestamp) -> Inconsistent:
    """Find what contradicts itself, and put torn slots to the person as open conflicts."""
    torn = [
        pair
        for subject, _ in session.facts.subjects(_EVERYBODY)
        for pair in torn_slots(session.facts.standing(subject))
    ]
    reviews = []
    for one in torn:
        review = NewReview(
            kind=ReviewKind.CONFLICT,
            proposal="supersede",
            confidence=0.5,
            reason="other value",
            fact_id=one.second,
            target_id=one.first,
        )
        if not session.reviews.disputed([one.first]) & session.reviews.disputed([one.second]):
            reviews.append(session.reviews.add(review, now))
    put = [id_ for id_ in reviews if id_ is not None]
    return Inconsistent(
        slots=tuple(torn),
        kin=tuple(torn_kin(session.relations.list(limit=_ALL), roots(session.entities.all()))),
        changes=ChangeSet.of(Topic.REVIEWS, *put) if put else ChangeSet(),
    )


def torn_slots(facts: Iterable[Fact]) -> list[TornSlot]:
    """Return pairs of one subject's standing facts with different values of a single slot."""
    by_slot: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda one: one.id):
        if fact.slot in slots.SINGLE and fact.value and fact.status is FactStatus.CURRENT:
            by_slot.setdefault(fact.slot, []).append(fact)
    return [
        TornSlot(first.id, second.id)
        for name, known in by_slot.items()
        for place, first in enumerate(known)
        for second in known[place + 1 :]
        if not slots.same(name, first.value, second.value) and _at_one_time(first, second)
    ]


def _at_one_time(first: Fact, second: Fact) -> bool:
    """Say whether two facts may hold at the same time, as far as their times are known."""
    early, late = sorted((first, second), key=lambda fact: fact.valid_from or 0)
    return early.valid_to is None or late.valid_from is None or late.valid_from < early.valid_to


def torn_kin(
    relations: Sequence[Relation], root: Mapping[EntityId, EntityId] | None = None
) -> list[TornKin]:
    """Return the relations that contradict those before them, each with the way they close.

    `root` says into whom somebody was merged.
    """
    same = root or {}
    found = _two_of_one(relations, same)
    height: dict[EntityId, tuple[EntityId, int]] = {}
    ways: dict[EntityId, list[Relation]] = {}
    for one in sorted(relations, key=lambda relation: relation.id):
        lift = LIFTS.get(one.predicate)
        low, high = (same.get(id_, id_) for id_ in (one.subject_id, one.object_id))
        if lift is None or low == high:
            continue
        ground, low_at = height.setdefault(low, (low, 0))
        other, high_at = height.setdefault(high, (high, 0))
        if ground == other:
            if high_at - low_at != lift:
                found.append(TornKin((*_way(ways, low, high, same), one.id)))
            continue
        shift = low_at + lift - high_at
        for id_, (base, at) in list(height.items()):
            if base == other:
                height[id_] = (ground, at + shift)
        ways.setdefault(low, []).append(one)
        ways.setdefault(high, []).append(one)
    return found


def _two_of_one(relations: Iterable[Relation], same: Mapping[EntityId, EntityId]) -> list[TornKin]:
    """Return pairs of relations that give somebody a second mother or father."""
    first: dict[tuple[EntityId, str], Relation] = {}
    torn = []
    for one in sorted(relations, key=lambda relation: relation.id):
        if one.predicate in _ONE:
            whose, who = (same.get(id_, id_) for id_ in (one.subject_id, one.object_id))
            known = first.setdefault((whose, one.predicate), one)
            if same.get(known.object_id, known.object_id) != who:
                torn.append(TornKin((known.id, one.id)))
    return torn


def _way(
    ways: Mapping[EntityId, Sequence[Relation]],
    start: EntityId,
    end: EntityId,
    same: Mapping[EntityId, EntityId],
) -> tuple[RelationId, ...]:
    """Return the relations on the way from one to another through those that agree."""
    reached: dict[EntityId, tuple[RelationId, ...]] = {start: ()}
    left = [start]
    while left:
        at = left.pop(0)
        for one in ways.get(at, ()):
            for id_ in (one.subject_id, one.object_id):
                nxt = same.get(id_, id_)
                if nxt not in reached:
                    reached[nxt] = (*reached[at], one.id)
                    left.append(nxt)
    return reached.get(end, ())
