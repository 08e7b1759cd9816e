from datetime import timedelta

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.records import Actor, FactStatus, NewFact, Origin, Quote
from second_me.memory import own_word
from second_me.memory.merging import merge_people
from second_me.memory.profile import history_of, profile_of
from second_me.memory.settling import Means, settle_facts
from second_me.recall import VectorIndex


@pytest.fixture
def means(embedder, clock):
    return Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)


@pytest.fixture
def tell(vault, remember, clock, means):
    """Return a function that stores a fact in its own words, settles it, and gives its id."""

    def store(text, subject="Ana", **fields):
        said = Moment(Timestamp(1_000), Precision.SECOND, 0)
        (event,) = remember(text, origin=Origin.OWN, moment=said)
        new = NewFact(
            subject=subject,
            kind="identity",
            text=text,
            quotes=(Quote(event, 0, len(text), text),),
            **fields,
        )
        id_ = vault.write(lambda session: session.facts.add(new, Actor.EXTRACT, clock.now()))
        if id_ is not None:
            settle_facts(vault, means, [id_])
        return id_

    return store


def now(clock):
    return Moment(clock.now(), Precision.SECOND, 0)


def status(vault, id_):
    return vault.read(lambda session: session.facts.get([id_]))[0].fact.status


def test_what_is_confirmed_is_sure_and_its_source_is_trusted_more(vault, tell, clock):
    id_ = tell("Ana keeps bees behind the barn")
    vault.write(lambda session: own_word.confirm(session, id_, clock.now()))
    (view,) = vault.read(lambda session: session.facts.get([id_]))
    assert view.fact.confirmed_at == clock.now()
    (source,) = vault.read(lambda session: session.sources.list())
    assert (source.confirmed, source.corrected) == (1, 0)


def test_a_correction_ends_all_copies_and_they_do_not_come_back(vault, tell, clock):
    first = tell("Ana keeps bees behind the barn")
    copy = tell("Ana keeps bees")
    other = tell("Ana paints boats in the harbour")
    clock.advance(timedelta(hours=1))
    vault.write(lambda session: own_word.correct(session, first, "", now(clock)))
    assert status(vault, first) is FactStatus.RETRACTED
    assert status(vault, other) is FactStatus.CURRENT
    again = tell("Ana keeps bees behind the barn")
    assert status(vault, again) is FactStatus.IGNORED
    assert status(vault, copy) is not FactStatus.CURRENT


def test_a_correction_may_say_what_is_so(vault, tell, clock):
    old = tell("Ana's shoe size is 39", slot="shoe_size", value="39")
    done = vault.write(
        lambda session: own_word.correct(session, old, "Ana's shoe size is 40", now(clock))
    )
    found = vault.read(lambda session: profile_of(session, "Ana"))
    assert [(one.value, one.confirmed) for one in found.values] == [("40", True)]
    assert len(done.event_ids) == 1


def test_a_correction_holds_no_secret(vault, tell, clock):
    old = tell("Ana keeps bees behind the barn")
    said = "Ana pays with 4111 1111 1111 1111 there"
    done = vault.write(lambda session: own_word.correct(session, old, said, now(clock)))
    (event,) = vault.read(lambda session: session.events.get(done.event_ids))
    assert event.text == "Ana pays with [card number not kept] there"


def test_what_the_person_writes_into_a_slot_takes_the_place_of_the_old_value(vault, tell, clock):
    tell("Your shoe size is 39", subject="You", slot="shoe_size", value="39")
    vault.write(lambda session: own_word.state(session, "shoe_size", "EU 40", now(clock)))
    found = vault.read(lambda session: history_of(session, "", "shoe_size"))
    assert [(one.value, one.confirmed) for one in found] == [("39", False), ("EU 40", True)]
    with pytest.raises(PersonFault, match="no birth date"):
        vault.write(lambda session: own_word.state(session, "birth_date", "soon", now(clock)))


def test_what_is_gone_cannot_be_confirmed(vault, tell, clock):
    id_ = tell("Ana keeps bees behind the barn")
    vault.write(lambda session: own_word.correct(session, id_, "", now(clock)))
    with pytest.raises(PersonFault):
        vault.write(lambda session: own_word.confirm(session, id_, clock.now()))


def test_facts_are_kept_under_the_name_that_somebody_is_known_by(vault, tell, clock):
    (event,) = vault.read(lambda session: session.events.list(None, None, 1)) or [None]
    assert event is None
    shown = tell("Melanie likes to run", subject="Melanie")
    quote = vault.read(lambda session: session.facts.get([shown]))[0].quotes
    vault.write(
        lambda session: session.entities.ensure(
            "person", "Melanie", quote, Actor.EXTRACT, clock.now()
        )
    )
    short = tell("Mel has two dogs", subject="Mel")
    (view,) = vault.read(lambda session: session.facts.get([short]))
    assert (view.fact.subject, view.fact.text) == ("Melanie", "Melanie has two dogs")


def test_merging_people_moves_their_facts_and_is_undone_whole(vault, tell, clock):
    a, b = tell("Anna Novak bakes bread", subject="Anna Novak"), tell("Mima sings", subject="Mima")

    def people(session):
        quotes = [view.quotes for view in session.facts.get([a, b])]
        names = ("Anna Novak", "Mima")
        return [
            session.entities.ensure("person", name, quote, Actor.EXTRACT, clock.now())
            for name, quote in zip(names, quotes, strict=True)
        ]

    anna, mima = vault.write(people)
    vault.write(lambda session: merge_people(session, mima, anna, clock.now()))
    (view,) = vault.read(lambda session: session.facts.get([b]))
    assert (view.fact.subject, view.fact.text) == ("Anna Novak", "Anna Novak sings")
    last = vault.read(lambda session: session.revisions.list("entities", mima))[-1]
    vault.write(lambda session: session.undoing.undo(last.id, Actor.PERSON, Timestamp(0)))
    (view,) = vault.read(lambda session: session.facts.get([b]))
    assert (view.fact.subject, view.fact.status) == ("Mima", FactStatus.CURRENT)
