"""`facts`, `people` and `review` on the command line."""

import pytest

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, FactId
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol import Done
from second_me.core.protocol.memory import Facts, FactView, ListFacts
from second_me.core.protocol.persona import (
    ConfirmFact,
    CorrectFact,
    DecideReview,
    GetProfile,
    ListPeople,
    ListReviews,
    MergePeople,
    People,
    PersonView,
    Reviews,
    ReviewView,
    Stated,
    StateSlot,
)
from second_me.core.records import (
    Entity,
    Fact,
    FactStatus,
    Quote,
    Relation,
    Review,
    ReviewKind,
)

FACT = FactView(
    fact=Fact(
        id=FactId(3),
        subject="Mia",
        kind="identity",
        text="Mia's phone number is +4917012345",
        status=FactStatus.CURRENT,
        confidence=0.9,
        learned_at=Timestamp(0),
        valid_to=Timestamp(86_400_000),
    ),
    quotes=(Quote(1, 0, 4, "\x1b[2Jhere"),),
)


def test_facts_are_listed_with_their_numbers_and_times(run):
    ran = run("facts", "list", "Mia", script={ListFacts: Facts(facts=(FACT,))})
    assert ran.code == 0
    assert "3  current" in ran.out
    assert "until" in ran.out
    assert ran.agent.asked(ListFacts) == [ListFacts(subject="Mia", limit=50)]


def test_a_profile_says_what_is_confirmed_and_what_is_disputed(run):
    found = Profile(
        subject="Mia Novak",
        names=("Mia",),
        values=(
            SlotValue(slot="phone", value="+4917012345", label="work", confirmed=True),
            SlotValue(slot="home", value="Leeds", disputed=True, fact_id=FactId(4)),
        ),
    )
    ran = run("facts", "profile", script={GetProfile: found})
    assert "phone (work)" in ran.out
    assert "[confirmed]" in ran.out
    assert "[disputed, fact 4]" in ran.out


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        (("facts", "confirm", "3"), ConfirmFact(id=FactId(3))),
        (("facts", "correct", "3", "Mia has none"), CorrectFact(id=FactId(3), text="Mia has none")),
        (("facts", "state", "shoe_size", "39"), StateSlot(slot="shoe_size", value="39")),
        (("people", "merge", "2", "5"), MergePeople(id=EntityId(2), into=EntityId(5))),
        (("review", "decide", "yes", "7"), DecideReview(id=7, accept=True)),
    ],
)
def test_the_word_of_the_person_reaches_the_agent(run, words, request_):
    script = {StateSlot: Stated(), CorrectFact: Stated()}
    script |= dict.fromkeys((ConfirmFact, MergePeople, DecideReview), Done())
    ran = run(*words, script=script)
    assert ran.code == 0
    assert ran.agent.asked(type(request_)) == [request_]


def test_a_word_that_is_neither_yes_nor_no_is_refused(run):
    assert run("review", "decide", "perhaps", "7").code == 2


def test_people_are_listed_with_who_they_are(run):
    mia, anna = (
        Entity(id=EntityId(id_), kind="person", name=name, created_at=Timestamp(0))
        for id_, name in ((1, "Mia"), (2, "Anna Novak"))
    )
    relation = Relation(
        id=1, subject_id=mia.id, predicate="mother", object_id=anna.id, learned_at=Timestamp(0)
    )
    people = People(
        people=(
            PersonView(entity=mia, names=(), relations=()),
            PersonView(entity=anna, names=("Mum",), relations=(relation,)),
        )
    )
    assert (
        "Anna Novak (Mum): Mia's mother" in run("people", "list", script={ListPeople: people}).out
    )


def test_what_waits_is_shown_with_its_words_made_harmless(run):
    review = Review(
        id=7,
        kind=ReviewKind.QUARANTINE,
        proposal="add",
        confidence=0.9,
        fact_id=FactId(3),
        created_at=Timestamp(0),
    )
    waiting = Reviews(reviews=(ReviewView(review=review, facts=(FACT,)),), waiting=1)
    ran = run("review", "list", script={ListReviews: waiting})
    assert "Somebody else says this of you" in ran.out
    assert "\x1b" not in ran.out
    assert "1 wait for your word." in ran.out
