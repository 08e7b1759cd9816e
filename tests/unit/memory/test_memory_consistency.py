from second_me.core.records import Actor, Fact, FactStatus, NewFact, Quote, Relation, ReviewKind
from second_me.memory.consistency import TornKin, TornSlot, check, torn_kin, torn_slots


def fact(id_, value, slot="birth_date", **given):
    return Fact(
        id=id_,
        subject="Ana",
        kind="identity",
        text=f"{slot} {value}",
        status=FactStatus.CURRENT,
        confidence=0.9,
        learned_at=0,
        slot=slot,
        value=value,
        **given,
    )


def kin(id_, whose, predicate, who):
    return Relation(id=id_, subject_id=whose, predicate=predicate, object_id=who, learned_at=0)


def test_two_values_of_a_slot_that_holds_one_contradict_each_other():
    torn = torn_slots([fact(1, "1997-06-02"), fact(2, "1997-06-02"), fact(3, "1998-06-02")])
    assert torn == [TornSlot(1, 3), TornSlot(2, 3)]
    assert torn_slots([fact(1, "a@b.c", "email"), fact(2, "d@e.f", "email")]) == []


def test_values_of_different_times_do_not():
    old = fact(1, "Lisbon", "home", valid_to=5)
    assert torn_slots([old, fact(2, "Porto", "home", valid_from=5)]) == []


def test_relatives_that_go_round_in_a_circle_are_told_with_the_way():
    # 1's mother is 2, whose sister is 3, whose daughter is 1's uncle: she cannot be.
    relations = [kin(1, 1, "mother", 2), kin(2, 2, "sister", 3), kin(3, 3, "daughter", 4)]
    assert torn_kin(relations) == []
    assert torn_kin([*relations, kin(4, 1, "cousin", 4)]) == []
    assert torn_kin([*relations, kin(4, 1, "uncle", 4)]) == [TornKin((1, 2, 3, 4))]


def test_nobody_has_two_mothers_unless_they_are_one():
    relations = [kin(1, 1, "mother", 2), kin(2, 1, "mother", 3), kin(3, 1, "friend", 3)]
    assert torn_kin(relations) == [TornKin((1, 2))]
    assert torn_kin(relations, {3: 2}) == []


def test_a_conflict_across_sources_is_put_to_the_person_once(vault, remember, clock):
    def tell(text, value):
        (event,) = remember(text)
        new = NewFact(
            subject="Ana",
            kind="identity",
            text=text,
            quotes=(Quote(event, 0, len(text), text),),
            status=FactStatus.CURRENT,
            slot="birth_date",
            value=value,
        )
        return vault.write(lambda session: session.facts.add(new, Actor.EXTRACT, clock.now()))

    first, second = tell("Ana was born in June", "--06-02"), tell("Ana was born in May", "--05-02")
    for _ in range(2):
        found = vault.write(lambda session: check(session, clock.now()))
        assert found.slots == (TornSlot(first, second),)
    (review,) = vault.read(lambda session: session.reviews.list())
    assert (review.kind, review.fact_id, review.target_id) == (ReviewKind.CONFLICT, second, first)
