"""What a person does by hand: episodes cut otherwise, reviews decided, changes undone."""

import pytest

from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.records import (
    Actor,
    FactStatus,
    NewFact,
    NewReview,
    Quote,
    ReviewKind,
    Verdict,
)
from second_me.memory.episode_edits import merge_episodes, split_episode
from second_me.memory.reviewing import decide_review
from second_me.memory.segmenting import segment_events
from second_me.recall import VectorIndex


@pytest.fixture
def cut(vault):
    return lambda ids: segment_events(
        vault, VectorIndex(owner="episode"), "m", [(min(ids), max(ids))]
    )


@pytest.fixture
def state(vault):
    """Return a function that gives all that is known of all episodes."""

    def read(session):
        found = session.episodes.list()
        return found, session.episodes.events([one.id for one in found])

    return lambda: vault.read(read)


def undo(vault, clock, table, id_):
    last = vault.read(lambda session: session.revisions.list(table, id_))[-1]
    return vault.write(lambda session: session.undoing.undo(last.id, Actor.PERSON, clock.now()))


def test_an_episode_is_split_by_hand_and_stays_so(vault, remember, cut, state, clock):
    ids = remember(*[f"the boat and the wind {n}" for n in range(6)])
    cut(ids)
    before = state()
    (whole,) = before[0]
    made = vault.write(lambda session: split_episode(session, whole.id, ids[2], clock.now()))
    assert [one.by_hand for one in made] == [True, True]
    members = state()[1]
    assert (members[made[0].id], members[made[1].id]) == (tuple(ids[:2]), tuple(ids[2:]))
    cut(ids)
    assert state()[1] == members
    undo(vault, clock, "episodes", whole.id)
    assert state() == before


def test_episodes_are_made_one_by_hand(vault, remember, cut, state, clock):
    ids = remember(*[f"the boat and the wind {n}" for n in range(6)])
    cut(ids)
    (whole,) = state()[0]
    halves = vault.write(lambda session: split_episode(session, whole.id, ids[2], clock.now()))
    before = state()
    merge = lambda session: merge_episodes(session, [one.id for one in halves], clock.now())  # noqa: E731
    (one,) = vault.write(merge)
    assert state()[1] == {one.id: tuple(ids)}
    undo(vault, clock, "episodes", one.id)
    assert state() == before


def test_what_cannot_be_split_or_merged_is_said(vault, remember, cut, state, clock):
    ids = remember("the boat", "the wind")
    cut(ids)
    (whole,) = state()[0]
    for bad in (ids[0], 999):
        with pytest.raises(PersonFault):
            vault.write(lambda s, bad=bad: split_episode(s, whole.id, bad, clock.now()))
    with pytest.raises(PersonFault):
        vault.write(lambda session: merge_episodes(session, [whole.id], clock.now()))
    with pytest.raises(PersonFault, match="gone"):
        vault.write(lambda session: split_episode(session, 99, ids[1], clock.now()))


@pytest.fixture
def doubtful(vault, remember, clock):
    """Two facts and a review that proposes that one takes the place of the other."""
    texts = ("Ana lives in Lisbon", "Ana lives in Porto")
    events = remember(*texts)

    def write(session):
        facts = [
            session.facts.add(
                NewFact(
                    subject="Ana",
                    kind="place",
                    text=text,
                    quotes=(Quote(event, 0, len(text), text),),
                    status=FactStatus.CURRENT,
                ),
                Actor.UPDATE,
                clock.now(),
            )
            for text, event in zip(texts, events, strict=True)
        ]
        new = NewReview(
            kind=ReviewKind.UPDATE,
            proposal="supersede",
            confidence=0.4,
            fact_id=facts[1],
            target_id=facts[0],
            since=Timestamp(7),
        )
        assert session.reviews.add(new, clock.now()) is not None
        assert session.reviews.add(new, clock.now()) is None
        return facts

    return vault.write(write)


def statuses(vault, ids):
    return [view.fact.status for view in vault.read(lambda session: session.facts.get(ids))]


def decide(vault, clock, *, accept):
    (review,) = vault.read(lambda session: session.reviews.list())
    vault.write(lambda session: decide_review(session, review.id, clock.now(), accept=accept))
    return vault.read(lambda session: session.reviews.get(review.id))


def test_an_accepted_review_is_done_and_can_be_undone(vault, doubtful, clock):
    assert decide(vault, clock, accept=True).verdict is Verdict.ACCEPTED
    assert statuses(vault, doubtful) == [FactStatus.SUPERSEDED, FactStatus.CURRENT]
    old = vault.read(lambda session: session.facts.get(doubtful))[0].fact
    assert (old.superseded_by, old.valid_to) == (doubtful[1], 7)
    chain = vault.read(lambda session: session.facts.chain(doubtful[0]))
    assert chain == doubtful
    undo(vault, clock, "facts", doubtful[0])
    assert statuses(vault, doubtful) == [FactStatus.CURRENT, FactStatus.CURRENT]


def test_a_rejected_review_leaves_things_and_does_not_come_again(vault, doubtful, clock):
    review = decide(vault, clock, accept=False)
    assert review.verdict is Verdict.REJECTED
    assert statuses(vault, doubtful) == [FactStatus.CURRENT, FactStatus.CURRENT]
    assert vault.read(lambda session: session.reviews.count()) == 0
    with pytest.raises(PersonFault):
        vault.write(lambda s: decide_review(s, review.id, clock.now(), accept=True))
    assert vault.read(lambda session: session.reviews.list(decided=True)) == [review]


def test_a_review_of_what_has_changed_meanwhile_is_moot(vault, doubtful, clock):
    vault.write(
        lambda session: session.facts.set_status(
            doubtful[0], FactStatus.RETRACTED, Actor.PERSON, clock.now()
        )
    )
    assert decide(vault, clock, accept=True).verdict is Verdict.MOOT


def test_a_review_goes_with_an_erased_fact(vault, doubtful):
    event = vault.read(lambda session: session.facts.get(doubtful))[0].quotes[0].event_id
    vault.write(lambda session: session.events.erase([event]))
    assert vault.read(lambda session: session.reviews.list()) == []


def test_a_merge_of_two_people_is_done_and_parted(vault, remember, clock):
    (event,) = remember("Anna Novak, also Anna")
    quote = Quote(event, 0, 4, "Anna")

    def write(session):
        ids = [
            session.entities.ensure("person", name, [quote], Actor.EXTRACT, clock.now())
            for name in ("Anna", "Anna Novak")
        ]
        session.reviews.add(
            NewReview(
                kind=ReviewKind.MERGE,
                proposal="merge",
                confidence=0.6,
                entity_id=ids[0],
                other_id=ids[1],
            ),
            clock.now(),
        )
        return ids

    short, long = vault.write(write)
    decide(vault, clock, accept=True)
    assert vault.read(lambda session: session.entities.get([short]))[0].merged_into == long
    undo(vault, clock, "entities", short)
    assert vault.read(lambda session: session.entities.count()) == 2
