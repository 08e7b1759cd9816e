"""Who is known and what of them; setting it right, and taking that back."""

import functools
from collections.abc import Callable
from typing import TypeVar

import msgspec

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.ids import EntityId, EventId, FactId, RevisionId
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol import Request
from second_me.core.protocol.life import (
    ArchiveFacts,
    FactLife,
    FactLives,
    GetKeeping,
    PinFacts,
)
from second_me.core.protocol.memory import Events, Facts, FactView, GetEvents, ListFacts
from second_me.core.protocol.persona import (
    Changes,
    ConfirmFact,
    CorrectFact,
    GetProfile,
    ListChanges,
    ListPeople,
    ListSubjects,
    MergePeople,
    PartPeople,
    People,
    PersonView,
    SlotHistory,
    StateSlot,
    Subjects,
    SubjectView,
    UndoChange,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.records import Actor, Event, FactStatus, LifeState
from second_me.desktop.calling import Caller, ignore

_SHOWS = {Topic.FACTS, Topic.ENTITIES, Topic.RELATIONS, Topic.SETTINGS}
_STANDING = (FactStatus.CURRENT, FactStatus.PROPOSED)
_ENDED = (FactStatus.SUPERSEDED, FactStatus.RETRACTED)
_MOST = 1000
_SOMEBODY = {"person", "pet"}


R = TypeVar("R")

UNNAMED = "You"
"""Whom facts of the person are about as long as they have not given their name."""


class Somebody(msgspec.Struct, frozen=True, kw_only=True):
    """One who is known: the name facts are told under, how many stand, and who it is."""

    subject: str
    facts: int = 0
    person: PersonView | None = None
    owner: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return self.person.names if self.person is not None else ()


class Known:
    """All who are known, and the one that is looked at. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh
        self._clear()

    def _clear(self) -> None:
        self.loaded = False
        self.error = ""
        self.owner = ""
        self.chosen: Somebody | None = None
        self.profile: Profile | None = None
        self.facts: tuple[FactView, ...] = ()
        self.histories: dict[str, tuple[FactView, ...]] = {}
        self.events: dict[EventId, Event] = {}
        self.undoable: RevisionId | None = None
        self.lives: tuple[FactLife, ...] = ()
        self.with_archived = False
        self.searched = ""
        self._subjects: tuple[SubjectView, ...] = ()
        self._people: tuple[PersonView, ...] = ()

    @property
    def everybody(self) -> list[Somebody]:
        """Return the person first, then those of whom most is known, as searched for."""
        by_name = {name: view for view in self._people for name in _all_names(view)}
        found: dict[str, Somebody] = {}
        if self.owner:
            found[self.owner] = Somebody(subject=self.owner, owner=True)
        for view in self._subjects:
            owner = view.subject == self.owner
            person = by_name.get(view.subject)
            found[view.subject] = Somebody(
                subject=view.subject, facts=view.facts, person=person, owner=owner
            )
        told = {one.person.entity.id for one in found.values() if one.person is not None}
        for one in self._people:
            somebody = one.entity.kind in _SOMEBODY
            if somebody and one.entity.id not in told and one.entity.name not in found:
                found[one.entity.name] = Somebody(subject=one.entity.name, person=one)
        wanted = self.searched.casefold().strip()
        return [one for one in found.values() if _fits(one, wanted)]

    @property
    def entity_names(self) -> dict[EntityId, str]:
        return {view.entity.id: view.entity.name for view in self._people}

    @property
    def standing(self) -> dict[str, list[FactView]]:
        """Return the facts that stand, by kind, the kind with most first."""
        kinds: dict[str, list[FactView]] = {}
        pinned, away = self.pinned, () if self.with_archived else self.archived
        for view in sorted(self.facts, key=lambda one: one.fact.id not in pinned):
            if view.fact.status in _STANDING and view.fact.id not in away:
                kinds.setdefault(view.fact.kind, []).append(view)
        return dict(sorted(kinds.items(), key=lambda one: (-len(one[1]), one[0])))

    @property
    def pinned(self) -> frozenset[FactId]:
        return frozenset(one.id for one in self.lives if one.kept.pinned_at is not None)

    @property
    def archived(self) -> frozenset[FactId]:
        return frozenset(one.id for one in self.lives if one.state is LifeState.ARCHIVED)

    @property
    def past(self) -> list[FactView]:
        """Return the facts that are over or were taken back."""
        return [view for view in self.facts if view.fact.status in _ENDED]

    @property
    def slots(self) -> dict[str, list[SlotValue]]:
        """Return the values of each slot that the one who is looked at has."""
        slots: dict[str, list[SlotValue]] = {}
        for value in self.profile.values if self.profile is not None else ():
            slots.setdefault(value.slot, []).append(value)
        return slots

    def refresh(self) -> None:
        self._caller.call(GetProfile(), self._on_owner, self._on_error)
        self._caller.call(ListSubjects(), self._on_subjects, self._on_error)
        self._caller.call(ListPeople(), self._on_people, ignore)
        if self.chosen is not None:
            self._ask(self.chosen)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        self.on_change()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and self.loaded and push.changes.topics & _SHOWS:
            self.on_stale()

    def search(self, words: str) -> None:
        self.searched = words
        self.on_change()

    def choose(self, one: Somebody) -> None:
        """Look at somebody."""
        if self.chosen is None or one.subject != self.chosen.subject:
            self.profile = None
            self.facts = ()
            self.histories = {}
        self.chosen = one
        self.on_change()
        self._ask(one)

    def ask_history(self, slot: str) -> None:
        """Ask for every value that a slot ever had; once more puts them away."""
        if slot in self.histories or self.chosen is None:
            self.histories.pop(slot, None)
            self.on_change()
            return
        request = SlotHistory(subject=self.chosen.subject, slot=slot)
        self._caller.call(request, functools.partial(self._on_history, slot), self._on_error)

    def ask_events(self, view: FactView) -> None:
        """Ask for the events that show a fact."""
        wanted = tuple({quote.event_id for quote in view.quotes} - self.events.keys())
        if wanted:
            self._caller.call(GetEvents(ids=wanted), self._on_events, ignore)

    def confirm(self, id_: FactId) -> None:
        self._change(ConfirmFact(id=id_))

    def correct(self, id_: FactId, text: str = "") -> None:
        """Say that a fact is wrong, or how it is instead."""
        self._change(CorrectFact(id=id_, text=text.strip()))

    def pin(self, id_: FactId, pinned: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        """Keep a fact at hand, or no more."""
        request = PinFacts(ids=(id_,), pinned=pinned)
        self._caller.call(request, self._on_kept, self._on_error)

    def archive(self, id_: FactId) -> None:
        """Put a fact away, or take it out again."""
        request = ArchiveFacts(ids=(id_,), archived=id_ not in self.archived)
        self._caller.call(request, self._on_kept, self._on_error)

    def toggle_archived(self) -> None:
        self.with_archived = not self.with_archived
        self.on_change()

    def state(self, slot: str, value: str) -> None:
        """Write a value into a slot of the person's own."""
        if value.strip():
            self._change(StateSlot(slot=slot, value=value.strip()))

    def merge(self, id_: EntityId, into: EntityId) -> None:
        self._change(MergePeople(id=id_, into=into))

    def part(self, id_: EntityId) -> None:
        self._change(PartPeople(id=id_))

    def undo(self) -> None:
        """Take back the last thing the person changed here."""
        if self.undoable is not None:
            self._caller.call(UndoChange(id=self.undoable), self._on_undone, self._on_error)
            self.undoable = None
            self.on_change()

    def _change(self, request: Request[R]) -> None:
        self.error = ""
        self._caller.call(request, self._on_changed, self._on_error)

    def _ask(self, one: Somebody) -> None:
        facts = ListFacts(subject=one.subject, limit=_MOST, archived=True)
        done = functools.partial(self._on_facts, one.subject)
        self._caller.call(facts, done, self._on_error)
        profile = GetProfile(subject="" if one.owner else one.subject)
        taken = functools.partial(self._on_profile, one.subject)
        self._caller.call(profile, taken, ignore)

    def _on_owner(self, profile: Profile) -> None:
        self.owner = profile.subject
        self.on_change()

    def _on_subjects(self, subjects: Subjects) -> None:
        self.loaded = True
        self._subjects = subjects.subjects
        if self.chosen is None and self.everybody and not self.searched:
            self.choose(self.everybody[0])
        self.on_change()

    def _on_people(self, people: People) -> None:
        self._people = people.people
        if self.chosen is not None:
            same = [one for one in self.everybody if one.subject == self.chosen.subject]
            self.chosen = same[0] if same else self.chosen
        self.on_change()

    def _on_facts(self, subject: str, facts: Facts) -> None:
        if self.chosen is not None and self.chosen.subject == subject:
            self.facts = facts.facts
            self.on_change()
            self._ask_lives()

    def _ask_lives(self) -> None:
        ids = tuple(view.fact.id for view in self.facts if view.fact.status in _STANDING)
        if ids:
            self._caller.call(GetKeeping(ids=ids), self._on_lives, ignore)

    def _on_lives(self, lives: FactLives) -> None:
        self.lives = lives.lives
        self.on_change()

    def _on_kept(self, _done: object) -> None:
        self._ask_lives()

    def _on_profile(self, subject: str, profile: Profile) -> None:
        if self.chosen is not None and self.chosen.subject == subject:
            self.profile = profile
            self.on_change()

    def _on_history(self, slot: str, facts: Facts) -> None:
        self.histories[slot] = facts.facts
        self.on_change()

    def _on_events(self, events: Events) -> None:
        self.events |= {event.id: event for event in events.events}
        self.on_change()

    def _on_changed(self, _done: object) -> None:
        newest = ListChanges(actors=(Actor.PERSON,), limit=1)
        self._caller.call(newest, self._on_newest, ignore)
        self.refresh()

    def _on_newest(self, changes: Changes) -> None:
        self.undoable = next((one.change or one.id for one in changes.changes), None)
        self.on_change()

    def _on_undone(self, _done: object) -> None:
        self.refresh()

    def _on_error(self, error: SecondMeError) -> None:
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.loaded = True
        self.on_change()


def _all_names(view: PersonView) -> tuple[str, ...]:
    return (view.entity.name, *view.names)


def _fits(one: Somebody, wanted: str) -> bool:
    return not wanted or any(wanted in name.casefold() for name in (one.subject, *one.names))


def _nothing() -> None:
    pass
