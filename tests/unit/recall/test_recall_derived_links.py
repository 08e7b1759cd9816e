import numpy as np
import pytest

from second_me.core.changes import MAX_IDS, ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.records import Actor, FactStatus, NewEpisode, NewFact, Quote
from second_me.recall.derived_links import Links
from second_me.recall.indexes import Indexes
from second_me.vault.recorded import By

SAID = [("Lena", "I play the cello."), ("Tom", "I live in Graz."), ("Lena", "And I teach it.")]


@pytest.fixture
def indexes():
    return Indexes()


@pytest.fixture
def learned(vault, clock):
    """Store a fact that some events show and return its id."""

    def store(ids, text, status=FactStatus.CURRENT):
        texts = {event.id: event.text for event in vault.read(lambda s: s.events.get(ids))}
        quotes = tuple(Quote(id_, 0, len(texts[id_]), texts[id_]) for id_ in ids)
        fact = NewFact(subject="Lena", kind="fact", text=text, status=status, quotes=quotes)
        return vault.write(lambda s: s.facts.add(fact, Actor.EXTRACT, clock.now()))

    return store


def episode(vault, ids, id_=None):
    new = NewEpisode(
        title="A talk", summary="", start=Timestamp(0), end=Timestamp(1), events=tuple(ids)
    )
    return vault.write(lambda session: session.episodes.put(new, None, id_))


def pairs(links):
    return sorted(zip(links.records.tolist(), links.events.tolist(), strict=True))


def test_links_are_found_from_either_end():
    links = Links.of(
        np.array([7, 3, 7, 5]), np.array([20, 30, 10, 20]), np.array([True, True, True, False])
    )
    which, events = links.events_of(np.array([7, 4, 3]))
    assert which.tolist() == [0, 0, 2]
    assert events.tolist() == [20, 10, 30]
    which, records = links.records_of(np.array([20, 99]), ended=False)
    assert (which.tolist(), records.tolist()) == ([0], [7])
    which, records = links.records_of(np.array([99, 20]), ended=True)
    assert which.tolist() == [1, 1]
    assert sorted(records.tolist()) == [5, 7]
    assert links.holding(np.array([5, 7, 8, 100])).tolist() == [False, True, False, False]


def test_facts_and_episodes_are_read_at_unlock_with_their_events(vault, indexes, remember, learned):
    ids = remember(SAID)
    plays = learned([ids[0], ids[2]], "Lena plays the cello")
    whole = episode(vault, ids)
    indexes.load_vectors(vault, "any")
    assert pairs(indexes.fact_links.held) == [(plays, ids[0]), (plays, ids[2])]
    assert pairs(indexes.episode_links.held) == [(whole, id_) for id_ in ids]
    before = indexes.version
    indexes.clear()
    assert len(indexes.fact_links.held) == len(indexes.episode_links.held) == 0
    assert indexes.version != before


def test_what_changed_is_read_anew_and_nothing_else(vault, indexes, remember, learned, clock):
    ids = remember(SAID)
    plays, lives = learned(ids[:1], "Lena plays"), learned(ids[1:2], "Lena lives in Graz")
    first, second = episode(vault, ids[:1]), episode(vault, ids[1:])
    indexes.load_vectors(vault, "any")

    def change(session):
        by = By(Actor.PERSON, clock.now())
        session.facts.change(plays, by, status=FactStatus.SUPERSEDED, superseded_by=lives)
        session.facts.change(lives, by, session.evidence.whole(ids[2:]))
        session.episodes.remove([second], None)

    vault.write(change)
    episode(vault, ids, first)
    told = ChangeSet.of(Topic.FACTS, plays, lives) | ChangeSet.of(Topic.EPISODES, first, second)
    indexes.changed(vault, told | ChangeSet.of(Topic.EVENTS))
    held = indexes.fact_links.held
    assert pairs(held) == [(plays, ids[0]), (lives, ids[1]), (lives, ids[2])]
    assert held.holding(np.array([plays, lives])).tolist() == [False, True]
    assert pairs(indexes.episode_links.held) == [(first, id_) for id_ in ids]


def test_many_changes_at_once_have_all_read_anew(vault, indexes, remember, learned):
    ids = remember(SAID)
    indexes.load_vectors(vault, "any")
    plays = learned(ids[:1], "Lena plays")
    told = ChangeSet.of(Topic.FACTS, *range(plays, plays + MAX_IDS + 1))
    indexes.changed(vault, told)
    assert pairs(indexes.fact_links.held) == [(plays, ids[0])]


def test_facts_merged_into_others_lead_nowhere(vault, indexes, remember, learned):
    ids = remember(SAID)
    learned(ids[:1], "Lena plays", FactStatus.MERGED)
    learned(ids[1:], "Lena hums", FactStatus.IGNORED)
    indexes.load_vectors(vault, "any")
    assert len(indexes.fact_links.held) == 0


def test_erased_events_and_what_went_with_them_are_forgotten(vault, indexes, remember, learned):
    ids = remember(SAID)
    learned(ids[:1], "Lena plays")
    both = learned(ids[:2], "Lena lives in Graz")
    indexes.load_vectors(vault, "any")
    vault.write(lambda session: session.events.erase(ids[:1]))
    indexes.forget(vault, ids[:1])
    assert pairs(indexes.fact_links.held) == [(both, ids[1])]
