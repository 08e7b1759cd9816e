"""Who is known and what of them, its history, what waits for the person's word, and undoing."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, FactId, ReviewId, RevisionId
from second_me.core.profile import Profile
from second_me.core.protocol._base import Done, Request, method
from second_me.core.protocol.memory import Facts, FactView
from second_me.core.records import Actor, Entity, Quote, Relation, Review, Revision


class SubjectView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom facts are about, and how many stand."""

    subject: str
    facts: int


class Subjects(msgspec.Struct, frozen=True, kw_only=True):
    subjects: tuple[SubjectView, ...]


@method("facts.subjects")
class ListSubjects(Request[Subjects], frozen=True, kw_only=True):
    """Whom facts are about, those of whom most is known first."""

    limit: int = 1_000


@method("facts.slot")
class SlotHistory(Request[Facts], frozen=True, kw_only=True):
    """All values that a slot of somebody ever had ("home", "email"), the oldest first."""

    subject: str
    slot: str


class FactHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, what took its place or was merged into it, and every change of it."""

    facts: tuple[FactView, ...]
    changes: tuple[Revision, ...]


@method("facts.history")
class GetFactHistory(Request[FactHistory], frozen=True, kw_only=True):
    id: FactId


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something known, with other names and those that were merged into it."""

    entity: Entity
    names: tuple[str, ...]
    relations: tuple[Relation, ...]


class People(msgspec.Struct, frozen=True, kw_only=True):
    people: tuple[PersonView, ...]


@method("people.list")
class ListPeople(Request[People], frozen=True, kw_only=True):
    """Everybody and everything known, newest first, and how they stand to each other; ids in
    relations are those of the entities that others were merged into.
    """

    limit: int = 500


@method("people.part")
class PartPeople(Request[Done], frozen=True, kw_only=True):
    """Say that an entity which was merged into another is not it after all."""

    id: EntityId


@method("people.merge")
class MergePeople(Request[Done], frozen=True, kw_only=True):
    """Say that an entity is another one; what is known of it is known of the other then."""

    id: EntityId
    into: EntityId


@method("profile.get")
class GetProfile(Request[Profile], frozen=True, kw_only=True):
    """The slots of somebody that hold a value now, or held one at a time; "" is the person."""

    subject: str = ""
    at: Timestamp | None = None


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """The fact that the person's word made, if it made one."""

    fact_id: FactId | None = None


@method("profile.state")
class StateSlot(Request[Stated], frozen=True, kw_only=True):
    """Write a value into a slot of one's own: it is confirmed by that, and takes the place of
    others where the slot holds but one. `label`: "work", "home", "mobile".
    """

    slot: str
    value: str
    label: str = ""


@method("facts.confirm")
class ConfirmFact(Request[Done], frozen=True, kw_only=True):
    """Say that a fact is so. Forms are filled from what is confirmed."""

    id: FactId


@method("facts.correct")
class CorrectFact(Request[Stated], frozen=True, kw_only=True):
    """Say that a fact is wrong; all its copies end with it. `text` says what is so instead."""

    id: FactId
    text: str = ""


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for the person's word, with the facts or the entities that it is about.

    `words` are, for each of the entities, the newest that show it; an entity that nothing shows
    any more has none.
    """

    review: Review
    facts: tuple[FactView, ...] = ()
    entities: tuple[Entity, ...] = ()
    words: tuple[tuple[Quote, ...], ...] = ()


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    reviews: tuple[ReviewView, ...]
    waiting: int


@method("reviews.list")
class ListReviews(Request[Reviews], frozen=True, kw_only=True):
    """What waits, oldest first; or what was decided, newest first."""

    decided: bool = False
    limit: int = 200


@method("reviews.decide")
class DecideReview(Request[Done], frozen=True, kw_only=True):
    """Do what a review proposes, or leave things as they are."""

    id: ReviewId
    accept: bool


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    changes: tuple[Revision, ...]


@method("changes.list")
class ListChanges(Request[Changes], frozen=True, kw_only=True):
    """The newest changes of derived records, of some makers if given."""

    actors: tuple[Actor, ...] = ()
    limit: int = 100


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    at: Timestamp


@method("changes.undo")
class UndoChange(Request[Undone], frozen=True, kw_only=True):
    """Take back a change and all that was made with it; refused if it was changed again since."""

    id: RevisionId
