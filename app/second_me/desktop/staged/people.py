"""Whom the made-up person knows, and what of them."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.core.clock import Precision, Timestamp
from second_me.core.ids import EntityId, EventId, FactId, RelationId, RevisionId
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol import Done, life, memory, persona
from second_me.core.records import (
    Actor,
    Entity,
    FactStatus,
    Kept,
    LifeState,
    Relation,
    Revision,
)
from second_me.desktop.staged.memories import DAY, NOW
from second_me.desktop.staged.reviews import fact

OWNER = "Mara Lind"

SLOTS = (
    SlotValue(slot="name", value=OWNER, confirmed=True),
    SlotValue(
        slot="home",
        value="Lindenstrasse 12, 79098 Freiburg",
        fact_id=FactId(12),
        valid_from=Timestamp(NOW - 40 * DAY),
        precision=Precision.DAY,
        confirmed=True,
    ),
    SlotValue(
        slot="phone", value="+49 761 5550123", label="mobile", learned_at=Timestamp(NOW - 90 * DAY)
    ),
    SlotValue(
        slot="phone", value="+49 761 5559876", label="work", learned_at=Timestamp(NOW - 9 * DAY)
    ),
    SlotValue(slot="email", value="mara.lind@example.org", learned_at=NOW, disputed=True),
    SlotValue(slot="birth_date", value="1984-06-04", confirmed=True),
    SlotValue(slot="occupation", value="Nurse at the practice of Dr. Adler", learned_at=NOW),
    SlotValue(slot="city", value="Freiburg"),
)

_TEXTS = (
    ("preference", "Mara does not eat fish."),
    ("preference", "Mara likes to swim in the lake before breakfast, even in October."),
    ("health", "Mara's dentist is Dr. Novak; she goes every six months."),
    ("health", "Mara wears glasses since spring."),
    ("plan", "Mara wants to sing the Requiem with the choir at Easter."),
    ("relation", "Lena is Mara's sister."),
    ("relation", "Jonas Weber is Lena's husband and owns the boat."),
    ("event", "Mara moved from Gartenweg to Lindenstrasse in October 2025 " + "with friends " * 14),
)

PEOPLE = ("Lena", "Jonas Weber", "Dr. Novak", "Ida", "Tom", "Aunt Rosa", "Mr. Keller")


def facts(count: int) -> tuple[memory.FactView, ...]:
    """Return so many facts about Mara, some of them over."""
    made = []
    for number in range(count):
        kind, text = _TEXTS[number % len(_TEXTS)]
        over = number % 11 == 10  # noqa: PLR2004  (now and then)
        made.append(
            fact(
                100 + number,
                text,
                text.replace("Mara", "I"),
                kind=kind,
                subject=OWNER,
                status=FactStatus.SUPERSEDED if over else FactStatus.CURRENT,
                valid_to=NOW if over else None,
                valid_precision=Precision.MONTH,
                confirmed_at=NOW if number % 4 == 0 else None,
            )
        )
    return tuple(made)


class StagedPeople:
    """Answers what is asked about people. `count` is how many facts stand of Mara."""

    def __init__(self, count: int = 12, people: int = 7) -> None:
        self.facts = facts(count)
        self.people = people
        self.pinned: set[FactId] = set()
        self.archived: set[FactId] = set()

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            persona.ListSubjects: self._subjects,
            persona.ListPeople: self._people,
            persona.GetProfile: self._profile,
            persona.SlotHistory: self._slot,
            persona.ConfirmFact: self._confirm,
            persona.CorrectFact: self._correct,
            persona.StateSlot: lambda _: persona.Stated(),
            persona.MergePeople: lambda _: Done(),
            persona.PartPeople: lambda _: Done(),
            persona.ListChanges: self._changes,
            persona.UndoChange: lambda _: persona.Undone(at=NOW),
            memory.ListFacts: self._facts,
            life.GetKeeping: self._keeping,
            life.PinFacts: self._pin,
            life.ArchiveFacts: self._archive,
        }

    @property
    def names(self) -> list[str]:
        more = [f"Somebody from the choir, number {n}" for n in range(self.people - len(PEOPLE))]
        return [*PEOPLE, *more][: self.people]

    def _subjects(self, _: persona.ListSubjects) -> persona.Subjects:
        own = [persona.SubjectView(subject=OWNER, facts=len(self.facts))] if self.facts else []
        others = [
            persona.SubjectView(subject=name, facts=max(30 - 4 * place, 1))
            for place, name in enumerate(self.names)
        ]
        return persona.Subjects(subjects=tuple(own + others))

    def _people(self, _: persona.ListPeople) -> persona.People:
        if not self.people:
            return persona.People(people=())
        own = Entity(id=EntityId(99), kind="person", name=OWNER, created_at=NOW)
        views = [persona.PersonView(entity=own, names=("Mara",), relations=())]
        for number, name in enumerate(self.names, 1):
            entity = Entity(id=EntityId(number), kind="person", name=name, created_at=NOW)
            relation = Relation(
                id=RelationId(number),
                subject_id=EntityId(99),
                predicate="sister" if number == 1 else "friend",
                object_id=entity.id,
                learned_at=NOW,
            )
            names = ("Lenchen", "L. Lind") if number == 1 else ()
            views.append(persona.PersonView(entity=entity, names=names, relations=(relation,)))
        return persona.People(people=tuple(views))

    def _profile(self, request: persona.GetProfile) -> Profile:
        if not self.people:
            return Profile(subject="")
        if request.subject:
            return Profile(subject=request.subject)
        return Profile(subject=OWNER, names=("Mara",), values=SLOTS)

    def _slot(self, request: persona.SlotHistory) -> memory.Facts:
        if request.slot != "home":
            return memory.Facts(facts=())
        old = fact(11, "Mara lives in Gartenweg 3.", "Gartenweg 3", value="Gartenweg 3, Freiburg")
        return memory.Facts(facts=(old,))

    def _facts(self, request: memory.ListFacts) -> memory.Facts:
        if request.subject == OWNER:
            return memory.Facts(facts=self.facts)
        text = f"{request.subject} often comes to the lake."
        return memory.Facts(facts=(fact(50, text, text, subject=request.subject),))

    def _keeping(self, request: life.GetKeeping) -> life.FactLives:
        lives = []
        for id_ in sorted(request.ids):
            kept = Kept(pinned_at=NOW if id_ in self.pinned else None)
            state = LifeState.ARCHIVED if id_ in self.archived else LifeState.ACTIVE
            lives.append(
                life.FactLife(id=id_, state=state, importance=0.5, strength=0.5, kept=kept)
            )
        return life.FactLives(lives=tuple(lives))

    def _pin(self, request: life.PinFacts) -> Done:
        change = self.pinned.update if request.pinned else self.pinned.difference_update
        change(request.ids)
        return Done()

    def _archive(self, request: life.ArchiveFacts) -> Done:
        change = self.archived.update if request.archived else self.archived.difference_update
        change(request.ids)
        return Done()

    def _confirm(self, request: persona.ConfirmFact) -> Done:
        self._replace(request.id, confirmed_at=NOW)
        return Done()

    def _correct(self, request: persona.CorrectFact) -> persona.Stated:
        self._replace(request.id, status=FactStatus.RETRACTED)
        return persona.Stated(fact_id=FactId(900) if request.text else None)

    def _replace(self, id_: FactId, **values: Any) -> None:  # noqa: ANN401
        self.facts = tuple(
            msgspec.structs.replace(view, fact=msgspec.structs.replace(view.fact, **values))
            if view.fact.id == id_
            else view
            for view in self.facts
        )

    def _changes(self, _: persona.ListChanges) -> persona.Changes:
        made = Revision(
            id=RevisionId(5),
            table="facts",
            row_id=int(EventId(1)),
            actor=Actor.PERSON,
            at=NOW,
            before="",
            after="",
            change=RevisionId(4),
        )
        return persona.Changes(changes=(made,))
