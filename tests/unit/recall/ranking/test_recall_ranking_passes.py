"""Channels, their candidates, the first pass and the second."""

import numpy as np
import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.recall.ranking import CHANNELS, Ranker, candidates, first_pass
from second_me.recall.ranking.ranker import RankerFile, Weights
from second_me.recall.ranking.second_pass import second_pass, worth_it
from second_me.recall.understanding import Asked, understand

AT = Moment(Timestamp(1_710_500_000_000), Precision.MINUTE, 0)


def ranker(**weights):
    return Ranker(
        RankerFile(
            name="hand",
            order=Weights(weights=weights),
            sure=Weights(weights={}),
            decline_below=0.0,
            strong_from=1.0,
        )
    )


@pytest.fixture
def ask(indexes, embedder):
    def work(question, without=(), by=None):
        asked = understand(question, AT, indexes.names)
        query = embedder.embed_query(question)
        by = by or Ranker.shipped()
        return asked, first_pass(indexes.events, indexes.vectors, asked, query, by, without)

    return work


def here(indexes, rows):
    return indexes.events.ids_of(rows).tolist()


def test_meaning_brings_the_nearest_best_first(life, indexes, embedder):
    query = embedder.embed_query("Tom: The train to Graz leaves at 7:58 from platform 4.")
    found = candidates.meaning(indexes.events, indexes.vectors, query)
    assert here(indexes, found.rows)[0] == life[1]
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
    indexes.events.remove(life[1:2])
    found = candidates.meaning(indexes.events, indexes.vectors, query)
    assert life[1] not in here(indexes, found.rows)


def test_words_bring_the_neighbours_of_what_holds_them_too(life, indexes):
    found = candidates.words(indexes.events, Asked(text="", content_terms=("hazelnut",)))
    assert here(indexes, found.rows)[0] == life[0]
    assert set(here(indexes, found.rows)) == set(life[:2])
    assert len(candidates.words(indexes.events, Asked(text="")).rows) == 0


def test_people_bring_what_they_said(life, indexes):
    asked = Asked(text="", content_terms=("concert",), people=("Tom",))
    found = set(here(indexes, candidates.people(indexes.events, asked).rows))
    # Tom said nothing of it himself, but beside those who did.
    assert found == {life[1], life[3], life[5]}
    nobody = Asked(text="", content_terms=("concert",))
    assert len(candidates.people(indexes.events, nobody).rows) == 0


def test_time_brings_what_lies_in_it(life, indexes, embedder):
    asked = understand("What happened on 12 March 2024?", AT, indexes.names)
    query = embedder.embed_query(asked.text)
    found = candidates.time(indexes.events, asked, indexes.vectors, query)
    assert set(here(indexes, found.rows)) == set(life)
    worded = understand("Which train left on 12 March 2024?", AT, indexes.names)
    assert set(here(indexes, candidates.time(indexes.events, worded).rows)) == set(life[:3])


@pytest.mark.parametrize("when", ["before 12 March 2024", "on 13 April 2024", "recently"])
def test_time_brings_nothing_where_none_is_named_or_nothing_lies_in_it(life, indexes, when):
    del life
    asked = understand(f"What happened {when}?", AT, indexes.names)
    assert asked.when is not None
    assert len(candidates.time(indexes.events, asked).rows) == 0


def test_who_stands_beside_the_best_comes_along_once(life, indexes):
    rows = indexes.events.rows_of(life)
    one = candidates.Ranked(rows[[2]], np.ones(1, dtype=np.float32))
    found = candidates.with_neighbours(indexes.events, [one, one])
    assert found.tolist() == sorted(rows[[1, 2, 3]].tolist())
    assert len(candidates.with_neighbours(indexes.events, [])) == 0


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_can_be_left_out(channel, life, ask):
    del life
    question = "What did Tom say of the library job on 12 March 2024?"
    assert channel not in ask(question, (channel,))[1].found
    others = {"meaning", "words", "people", "time"} - {channel}
    assert others <= set(ask(question, (channel,))[1].found)


def test_all_candidates_come_best_first_with_their_features(life, ask, indexes):
    _, found = ask("Where does Tom work?", by=ranker(near=1.0))
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
    assert here(indexes, found.rows) == found.ids.tolist()
    assert found.features.shape == (len(found.rows), len(found.names))
    assert found.scores == pytest.approx(found.column("near"))
    assert set(found.ids.tolist()) == set(life)


def test_equal_ones_are_ordered_newest_first(life, ask):
    _, found = ask("Where does Tom work?", by=ranker())
    assert found.ids.tolist() == sorted(life, reverse=True)


def test_without_meaning_nothing_is_near(life, ask):
    del life
    _, found = ask("landlord", ("meaning",))
    assert not found.column("near").any()


WEDDING = [
    ("Lena", "Rain all week, the garden is a swamp."),
    ("Tom", "I bought a tent."),
    ("Lena", "Our wedding in the old mill was wonderful."),
    ("Tom", "We bought a boat."),
    ("Lena", "And I bought a piano."),
]


@pytest.fixture
def wedding(remember, learn, embedder):
    ids = remember(WEDDING)
    learn(embedder)
    return ids


@pytest.fixture
def look_again(indexes, embedder, ask):
    def work(question, by=None):
        asked, first = ask(question, by=by)
        assert worth_it(asked, first)
        query = embedder.embed_query(question)
        by = by or Ranker.shipped()
        return second_pass(indexes.events, indexes.vectors, asked, query, by, first)

    return work


def test_only_lists_chains_and_named_events_are_looked_at_again(wedding, ask):
    del wedding
    assert not worth_it(*ask("Who bought a boat?"))
    asked, _ = ask("What did Tom buy after the wedding?")
    _, nothing = ask("", CHANNELS)
    assert not worth_it(asked, nothing)


def test_a_list_goes_on_to_what_was_said_around(look_again, wedding, indexes):
    found = look_again("Which boats has Tom bought?", ranker(words=1.0))
    assert {"around", "like"} <= set(found.found)
    around = set(here(indexes, found.found["around"].rows))
    assert around <= set(wedding)
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)


def test_each_of_two_people_is_asked_after(look_again, wedding, indexes):
    found = look_again("Which boats have Lena and Tom both bought?")
    each = set(here(indexes, found.found["each"].rows))
    assert {wedding[1], wedding[3], wedding[4]} <= each


def test_after_the_wedding_is_what_came_after_it(look_again, wedding, indexes):
    found = look_again("What did Tom buy after the wedding?")
    led = here(indexes, found.found["anchor"].rows)
    assert wedding[3] in led
    assert wedding[1] not in led
    before = look_again("What did Tom buy before the wedding?")
    led = here(indexes, before.found["anchor"].rows)
    assert wedding[1] in led
    assert wedding[3] not in led


def test_an_event_nobody_told_of_leads_nowhere(look_again, wedding):
    del wedding
    found = look_again("What did Tom buy after the funeral?")
    assert len(found.found["anchor"].rows) == 0
