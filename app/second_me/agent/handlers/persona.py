"""Who is known and what of them; what waits for the person's word; undoing."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EntityId
from second_me.core.protocol import Done
from second_me.core.protocol.memory import Facts
from second_me.core.protocol.persona import (
    Changes,
    DecideReview,
    FactHistory,
    GetFactHistory,
    ListChanges,
    ListPeople,
    ListReviews,
    ListSubjects,
    PartPeople,
    People,
    PersonView,
    Reviews,
    ReviewView,
    SlotHistory,
    Subjects,
    SubjectView,
    UndoChange,
    Undone,
)
from second_me.core.records import Actor, Entity, Relation, Review
from second_me.memory.reviewing import decide_review
from second_me.vault.recorded import By
from second_me.vault.session import Session
from second_me.vault.vault import Vault


def handlers(core: Core) -> Handlers:
    persona = _Persona(core)
    return {
        ListSubjects: persona.subjects,
        SlotHistory: persona.slot,
        GetFactHistory: persona.history,
        ListPeople: persona.people,
        PartPeople: persona.part,
        ListReviews: persona.reviews,
        DecideReview: persona.decide,
        ListChanges: persona.changes,
        UndoChange: persona.undo,
    }


class _Persona:
    def __init__(self, core: Core) -> None:
        self._core = core

    def subjects(self, request: ListSubjects, _: Caller) -> Subjects:
        found = self._vault.read(lambda session: session.facts.subjects(request.limit))
        return Subjects(
            subjects=tuple(SubjectView(subject=subject, facts=count) for subject, count in found)
        )

    def slot(self, request: SlotHistory, _: Caller) -> Facts:
        found = self._vault.read(
            lambda session: session.facts.of_slot(request.subject, request.slot)
        )
        return Facts(facts=tuple(found))

    def history(self, request: GetFactHistory, _: Caller) -> FactHistory:
        def read(session: Session) -> FactHistory:
            chain = session.facts.chain(request.id)
            changes = [one for id_ in chain for one in session.revisions.list("facts", id_)]
            return FactHistory(
                facts=tuple(session.facts.get(chain)),
                changes=tuple(sorted(changes, key=lambda one: one.id)),
            )

        return self._vault.read(read)

    def people(self, request: ListPeople, _: Caller) -> People:
        def read(session: Session) -> People:
            return _people(session.entities.all(), session.relations.list(limit=100_000), request)

        return self._vault.read(read)

    def part(self, request: PartPeople, _: Caller) -> Done:
        now = self._core.clock.now()
        self._vault.write(
            lambda session: session.entities.merge(request.id, None, By(Actor.PERSON, now))
        )
        return self._changed(ChangeSet.of(Topic.ENTITIES, request.id))

    def reviews(self, request: ListReviews, _: Caller) -> Reviews:
        def read(session: Session) -> Reviews:
            found = session.reviews.list(decided=request.decided, limit=request.limit)
            views = tuple(_review(session, review) for review in found)
            return Reviews(reviews=views, waiting=session.reviews.count())

        return self._vault.read(read)

    def decide(self, request: DecideReview, _: Caller) -> Done:
        now = self._core.clock.now()
        changes = self._vault.write(
            lambda session: decide_review(session, request.id, now, accept=request.accept)
        )
        return self._changed(changes)

    def changes(self, request: ListChanges, _: Caller) -> Changes:
        found = self._vault.read(
            lambda session: session.revisions.newest(request.actors, request.limit)
        )
        return Changes(changes=tuple(found))

    def undo(self, request: UndoChange, _: Caller) -> Undone:
        now = self._core.clock.now()
        changes = self._vault.write(
            lambda session: session.undoing.undo(request.id, Actor.PERSON, now)
        )
        self._core.session.services.stages.vectors_later()
        self._changed(changes)
        return Undone(at=now)

    def _changed(self, changes: ChangeSet) -> Done:
        self._core.notices.changed(changes)
        return Done()

    @property
    def _vault(self) -> Vault:
        return self._core.session.services.vault


def _review(session: Session, review: Review) -> ReviewView:
    facts = [id_ for id_ in (review.fact_id, review.target_id) if id_ is not None]
    entities = [id_ for id_ in (review.entity_id, review.other_id) if id_ is not None]
    return ReviewView(
        review=review,
        facts=tuple(session.facts.get(facts)),
        entities=tuple(session.entities.get(entities)),
    )


def _people(entities: list[Entity], relations: list[Relation], request: ListPeople) -> People:
    """Return those who were not merged into others, with all that was said of either."""
    into = {one.id: one.merged_into for one in entities}

    def root(id_: EntityId) -> EntityId:
        seen = set()
        while (other := into.get(id_)) is not None and id_ not in seen:
            seen.add(id_)
            id_ = other
        return id_

    names: dict[EntityId, dict[str, None]] = {}
    for one in entities:
        names.setdefault(root(one.id), {}).update(dict.fromkeys((one.name, *one.aliases)))
    of: dict[EntityId, list[Relation]] = {}
    for relation in relations:
        for end in dict.fromkeys((root(relation.subject_id), root(relation.object_id))):
            of.setdefault(end, []).append(relation)
    return People(
        people=tuple(
            PersonView(
                entity=one,
                names=tuple(name for name in names[one.id] if name != one.name),
                relations=tuple(of.get(one.id, ())),
            )
            for one in reversed(entities)
            if one.merged_into is None
        )[: request.limit]
    )
