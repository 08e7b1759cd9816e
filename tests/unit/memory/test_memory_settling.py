import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.records import Actor, FactStatus, NewFact, Quote, ReviewKind
from second_me.inference.update_prompts import Change
from second_me.memory import settling
from second_me.memory.settling import Means, settle_facts
from second_me.memory.updating import Decision
from second_me.recall import VectorIndex

DAY = 86_400_000


@pytest.fixture
def means(embedder, clock):
    return Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)


@pytest.fixture
def propose(vault, remember, clock):
    """Return a function that stores a proposed fact, said on a day, and gives its id."""

    def store(text, day=0, **fields):
        moment = Moment(Timestamp(day * DAY), Precision.DAY, 0)
        (event,) = remember(text, moment=moment)
        given = {"subject": "Ana", "kind": "place", **fields}
        new = NewFact(text=text, quotes=(Quote(event, 0, len(text), text),), **given)
        return vault.write(lambda session: session.facts.add(new, Actor.EXTRACT, clock.now()))

    return store


@pytest.fixture
def decided(monkeypatch):
    """Return a function that has the next decisions be as given."""

    def plan(**given):
        monkeypatch.setattr(settling, "decide", lambda *_, **__: Decision(**given))

    return plan


def facts(vault):
    return {view.fact.id: view for view in vault.read(lambda session: session.facts.list())}


def status(vault, id_):
    return facts(vault)[id_].fact.status


def undo_last(vault, id_, clock):
    last = vault.read(lambda session: session.revisions.list("facts", id_))[-1]
    vault.write(lambda session: session.undoing.undo(last.id, Actor.PERSON, clock.now()))


def test_what_nobody_said_before_stands(vault, means, propose):
    id_ = propose("Ana lives in Lisbon")
    outcome = settle_facts(vault, means, [id_])
    fact = facts(vault)[id_].fact
    assert outcome.counts == {"add": 1}
    assert (fact.status, fact.slot, fact.value) == (FactStatus.CURRENT, "home", "Lisbon")
    assert len(means.index) == 1
    assert settle_facts(vault, means, [id_]).counts == {}


def test_what_is_told_again_makes_surer_and_is_merged(vault, means, propose):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    new = propose("Ana lives in lisbon.", day=3)
    assert settle_facts(vault, means, [new]).counts == {"confirm": 1}
    kept = facts(vault)[old]
    assert len(kept.quotes) == 2
    assert kept.fact.confidence > 0.5
    assert status(vault, new) is FactStatus.MERGED
    assert vault.read(lambda session: session.facts.count()) == 1
    assert len(means.index) == 1


def test_another_value_closes_the_old_one_with_a_date(vault, means, propose, decided):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    new = propose("Ana lives in Porto now", day=9)
    decided(change=Change.SUPERSEDE, target=old, since=Timestamp(9 * DAY))
    assert settle_facts(vault, means, [new]).counts == {"supersede": 1}
    gone = facts(vault)[old].fact
    assert (gone.status, gone.superseded_by, gone.valid_to) == (
        FactStatus.SUPERSEDED,
        new,
        9 * DAY,
    )
    history = vault.read(lambda session: session.facts.of_slot("Ana", "home"))
    assert [view.fact.id for view in history] == [old, new]


def test_a_correction_ends_every_copy_of_the_old_value(vault, means, propose, decided):
    first = propose("Ana lives in Lisbon")
    copy = propose("Ana lives in Lisbon, Portugal")
    other = propose("Ana has a boat in Lisbon", kind="possession")
    decided(change=Change.ADD)
    settle_facts(vault, means, [first, copy, other])
    new = propose("Ana lives in Porto", day=9)
    decided(change=Change.SUPERSEDE, target=first, since=Timestamp(9 * DAY))
    settle_facts(vault, means, [new])
    assert status(vault, copy) is FactStatus.SUPERSEDED
    assert status(vault, other) is FactStatus.CURRENT


def test_a_change_is_undone_as_a_whole(vault, means, propose, decided, clock):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    new = propose("Ana lives in Porto", day=9)
    decided(change=Change.SUPERSEDE, target=old, since=Timestamp(9 * DAY))
    settle_facts(vault, means, [new])
    undo_last(vault, old, clock)
    assert facts(vault)[old].fact.valid_to is None
    assert (status(vault, old), status(vault, new)) == (FactStatus.CURRENT, FactStatus.PROPOSED)


def test_a_merge_that_is_undone_gives_back_the_words(vault, means, propose, clock):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    before = facts(vault)[old]
    new = propose("Ana lives in Lisbon.", day=1)
    settle_facts(vault, means, [new])
    undo_last(vault, new, clock)
    assert facts(vault)[old] == before
    assert status(vault, new) is FactStatus.PROPOSED


def test_what_changed_again_is_not_undone(vault, means, propose, decided, clock):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    first = vault.read(lambda session: session.revisions.list("facts", old))[-1]
    vault.write(
        lambda session: session.facts.set_status(
            old, FactStatus.RETRACTED, Actor.PERSON, clock.now()
        )
    )
    with pytest.raises(PersonFault, match="changed again"):
        vault.write(lambda session: session.undoing.undo(first.id, Actor.PERSON, clock.now()))
    assert status(vault, old) is FactStatus.RETRACTED


def test_what_is_not_sure_goes_to_review_and_both_stand(vault, means, propose, decided):
    old = propose("Ana lives in Lisbon")
    settle_facts(vault, means, [old])
    new = propose("Ana lives in Porto", day=9)
    decided(change=Change.SUPERSEDE, target=old, confidence=0.4, review=True)
    assert settle_facts(vault, means, [new]).counts == {"review": 1}
    (review,) = vault.read(lambda session: session.reviews.list())
    assert (review.kind, review.fact_id, review.target_id) == (ReviewKind.UPDATE, new, old)
    assert {status(vault, old), status(vault, new)} == {FactStatus.CURRENT}


def test_what_the_person_stated_is_never_closed_without_them(vault, means, propose, decided):
    old = propose("Ana lives in Lisbon", maker="person")
    settle_facts(vault, means, [old])
    new = propose("Ana lives in Porto", day=9)
    decided(change=Change.SUPERSEDE, target=old)
    assert settle_facts(vault, means, [new]).counts == {"review": 1}
    assert status(vault, old) is FactStatus.CURRENT


def test_two_birthdays_are_a_conflict(vault, means, propose):
    first = propose("Ana was born on 2 June 1997", kind="identity")
    second = propose("Ana was born on 4 July 1998", day=5, kind="identity")
    counts = settle_facts(vault, means, [first, second]).counts
    assert counts == {"add": 1, "conflict": 1}
    (review,) = vault.read(lambda session: session.reviews.list())
    assert review.kind is ReviewKind.CONFLICT


def test_a_later_weight_takes_the_place_of_the_earlier(vault, means, propose):
    first = propose("Ana weighs 71 kg", kind="health")
    second = propose("Ana weighs 68 kg", day=40, kind="health")
    counts = settle_facts(vault, means, [first, second]).counts
    assert counts == {"add": 1, "supersede": 1}
    assert status(vault, first) is FactStatus.SUPERSEDED


def test_what_is_not_meant_stands_nowhere(vault, means, propose, decided):
    id_ = propose("Ana lives on the moon")
    decided(change=Change.IGNORE)
    settle_facts(vault, means, [id_])
    assert status(vault, id_) is FactStatus.IGNORED
    assert vault.read(lambda session: session.facts.count()) == 0
    assert len(means.index) == 0


def test_an_older_telling_is_kept_as_past(vault, means, propose, decided):
    id_ = propose("Ana lives in Faro")
    decided(change=Change.ADD, until=Timestamp(5))
    assert settle_facts(vault, means, [id_]).counts == {"past": 1}
    fact = facts(vault)[id_].fact
    assert (fact.status, fact.valid_to) == (FactStatus.SUPERSEDED, 5)
