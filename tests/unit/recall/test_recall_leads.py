import numpy as np
import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol.recall import Search
from second_me.core.records import Actor, FactStatus, NewEpisode, NewFact
from second_me.inference.codes import to_codes
from second_me.recall.ranking.leads import leads, of_the_past
from second_me.recall.searching import searched
from second_me.recall.understanding import understand

AT = Moment(Timestamp(1_710_500_000_000), Precision.MINUTE, 0)
FILLER = [("Tom", f"Nothing much happened on walk number {number}.") for number in range(3)]


@pytest.fixture
def derive(vault, indexes, embedder, clock):
    """Store facts (text, event ids, status) and episodes (text, event ids) with their vectors."""

    def fact(session, text, ids, status):
        quotes = session.evidence.whole(ids)
        new = NewFact(subject="Lena", kind="fact", text=text, status=status, quotes=quotes)
        return session.facts.add(new, Actor.EXTRACT, clock.now())

    def episode(session, ids):
        new = NewEpisode(
            title="", summary="", start=Timestamp(0), end=Timestamp(1), events=tuple(ids)
        )
        return session.episodes.put(new, None)

    def work(facts=(), episodes=()):
        made = [
            ("fact", one[0], vault.write(lambda session, one=one: fact(session, *one)))
            for one in facts
        ]
        made += [
            ("episode", text, vault.write(lambda session, ids=ids: episode(session, ids)))
            for text, ids in episodes
        ]
        for owner, text, id_ in made:
            code = to_codes(embedder.embed([text]))[0].tobytes()
            vault.write(
                lambda session, owner=owner, id_=id_, code=code: session.vectors.put(
                    embedder.model, owner, [(id_, code)]
                )
            )
        indexes.load_vectors(vault, embedder.model)
        return [id_ for _, _, id_ in made]

    return work


@pytest.fixture
def find(vault, indexes, embedder):
    def work(query, without=()):
        wanted = Search(query=query, limit=10, without=without)
        return searched(vault, indexes, embedder, wanted, AT)

    return work


def channel(found, name):
    return {hit.event.id for hit in found.result.hits if name in {c.channel for c in hit.channels}}


def test_a_fact_leads_to_the_events_that_show_it(remember, learn, embedder, derive, find):
    ids = remember([*FILLER, ("Lena", "Every evening, for hours, the neighbours hear me.")])
    learn(embedder)
    assert not channel(find("Which instrument does Lena practise?"), "facts")
    derive([("Lena does practise an instrument, the cello", ids[-1:], FactStatus.CURRENT)])
    found = find("Which instrument does Lena practise?")
    assert channel(found, "facts") == {ids[-1]}
    told = dict(zip(found.found.ids.tolist(), found.found.column("fact_near"), strict=True))
    assert told[ids[-1]] > 0
    assert all(told[id_] == 0 for id_ in ids[:-1] if id_ in told)
    assert not channel(find("Which instrument does Lena practise?", ("facts",)), "facts")


def test_a_fact_that_is_over_leads_only_a_question_about_the_past(
    remember, learn, embedder, derive, find
):
    ids = remember([*FILLER, ("Lena", "Boxes everywhere, the harbour at the window.")])
    learn(embedder)
    derive([("Lena has a home in Hamburg", ids[-1:], FactStatus.SUPERSEDED)])
    assert not channel(find("Where is the home of Lena?"), "facts")
    assert find("Where is the home of Lena?").found.column("fact_near").max() == 0
    assert channel(find("Where did Lena used to have her home?"), "facts") == {ids[-1]}


def test_an_episode_leads_to_its_events_those_with_the_words_first(
    remember, learn, embedder, derive, find
):
    ids = remember([*FILLER, ("Tom", "Bring the tent."), ("Lena", "And warm socks.")])
    learn(embedder)
    derive(episodes=[("camping trip in the mountains", ids[3:]), ("walk", ids[:3])])
    found = find("What did they pack for the camping trip in the mountains?")
    assert set(ids[3:]) <= channel(found, "episodes")
    told = dict(zip(found.found.ids.tolist(), found.found.column("episode_near"), strict=True))
    assert told[ids[3]] == told[ids[4]] > told.get(ids[0], 0)
    assert not channel(find("camping trip", ("episodes",)), "episodes")


def test_facts_alone_are_searched_when_all_else_is_off(remember, learn, embedder, derive, find):
    ids = remember([*FILLER, ("Lena", "The neighbours hear me.")])
    learn(embedder)
    derive([("Lena plays the cello", ids[-1:], FactStatus.CURRENT)])
    found = find("cello", ("meaning", "words", "people", "time", "episodes", "deep"))
    assert channel(found, "facts") == {ids[-1]}
    assert found.found.column("fact_near").max() == pytest.approx(1)
    assert np.isfinite(found.found.features).all()


def test_many_and_one_weigh_the_kinds_differently(remember, learn, embedder, derive, find):
    ids = remember([*FILLER, ("Lena", "The cello, every evening.")])
    learn(embedder)
    derive([("Lena plays the cello", ids[-1:], FactStatus.CURRENT)], [("the cello", ids[-1:])])
    one = find("Which instrument does Lena play?")
    many = find("Which pieces for the cello has Lena played?")
    assert not one.asked.many
    assert many.asked.many
    assert one.found.column("fact_near").max() > 0
    assert one.found.column("episode_near_many").max() == 0
    assert many.found.column("episode_near_many").max() > 0


def test_without_facts_and_episodes_nothing_leads(life, indexes):
    del life
    assert not leads(indexes, understand("Who plays the cello?", AT, indexes.names))


@pytest.mark.parametrize(
    ("question", "past"),
    [
        ("Where did Lena live in 2019?", True),
        ("Where did Lena use to live formerly?", True),
        ("Where does Lena live?", False),
        ("What is Lena's job?", False),
    ],
)
def test_whether_the_past_is_asked_for(question, past, indexes):
    assert of_the_past(understand(question, AT, indexes.names)) is past
