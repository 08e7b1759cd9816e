"""Who is known and what of them; what waits for the person's word; undoing."""

from collections.abc import Callable
from typing import Final

from second_me.agent import windows
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment, Precision
from second_me.core.ids import EntityId
from second_me.core.profile import Profile
from second_me.core.protocol import Done
from second_me.core.protocol.memory import Facts
from second_me.core.protocol.persona import (
    Changes,
    ConfirmFact,
    CorrectFact,
    DecideReview,
    FactHistory,
    GetFactHistory,
    GetProfile,
    ListChanges,
    ListPeople,
    ListReviews,
    ListSubjects,
    MergePeople,
    PartPeople,
    People,
    PersonView,
    Reviews,
    ReviewView,
    SlotHistory,
    Stated,
    StateSlot,
    Subjects,
    SubjectView,
    UndoChange,
    Undone,
)
from second_me.core.records import Actor, Derived, Entity, Relation, Review
from second_me.memory import own_word
from second_me.memory.merging import merge_people
from second_me.memory.profile import profile_of
from second_me.memory.reviewing import decide_review
from second_me.vault.recorded import By
from second_me.vault.session import Session
from second_me.vault.vault import Vault

_SHOWN: Final = 2
"""Words that an entity of a review is shown by."""


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
        MergePeople: persona.merge,
        GetProfile: persona.profile,
        StateSlot: persona.state,
        ConfirmFact: persona.confirm,
        CorrectFact: persona.correct,
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
        self._settle_again()
        return self._changed(changes)

    def merge(self, request: MergePeople, _: Caller) -> Done:
        now = self._core.clock.now()
        changes = self._vault.write(
            lambda session: merge_people(session, request.id, request.into, now)
        )
        self._settle_again()
        return self._changed(changes)

    def profile(self, request: GetProfile, _: Caller) -> Profile:
        return self._vault.read(lambda session: profile_of(session, request.subject, request.at))

    def state(self, request: StateSlot, _: Caller) -> Stated:
        moment = self._moment()
        return self._worded(
            lambda session: own_word.state(
                session, request.slot, request.value, moment, label=request.label
            )
        )

    def confirm(self, request: ConfirmFact, _: Caller) -> Done:
        now = self._core.clock.now()
        self._worded(lambda session: own_word.confirm(session, request.id, now))
        return Done()

    def correct(self, request: CorrectFact, _: Caller) -> Stated:
        moment = self._moment()
        return self._worded(
            lambda session: own_word.correct(session, request.id, request.text, moment)
        )

    def _worded(self, work: Callable[[Session], own_word.Worded]) -> Stated:
        """Do what the person says, and have what they wrote found like all that they type."""
        now = self._core.clock.now()

        def write(session: Session) -> own_word.Worded:
            done = work(session)
            if done.event_ids:
                windows.enqueue(session, done.event_ids, now, priority=windows.TYPED_PRIORITY)
            return done

        done = self._vault.write(write)
        services = self._core.session.services
        if done.event_ids:
            services.meaning.add(done.event_ids)
            services.backlog.add(len(done.event_ids))
            services.wake()
        services.stages.vectors_later()
        self._core.notices.changed(done.changes)
        return Stated(fact_id=done.fact_id)

    def _settle_again(self) -> None:
        """Queue facts that are to be settled once more, since they have another subject now."""
        ids = self._vault.read(lambda session: session.facts.proposed())
        if ids:
            self._core.session.services.stages.settle_later(ids, windows.TYPED_PRIORITY)

    def _moment(self) -> Moment:
        now = self._core.clock.now()
        return Moment(now, Precision.SECOND, self._core.clock.utc_offset_minutes(now))

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
    ids = [id_ for id_ in (review.entity_id, review.other_id) if id_ is not None]
    entities = session.entities.get(ids)
    words = session.evidence.of(Derived.ENTITY, ids)
    return ReviewView(
        review=review,
        facts=tuple(session.facts.get(facts)),
        entities=tuple(entities),
        words=tuple(words.get(one.id, ())[-_SHOWN:] for one in entities),
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
