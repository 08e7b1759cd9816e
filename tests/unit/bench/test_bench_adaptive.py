"""Simulated people: what they do, what it is worth, and that learning from them helps."""

import random

import msgspec
import numpy as np
import pytest

from second_me.bench import adaptive, simulated_people
from second_me.bench.adaptive import Asked, Score, ndcg, simulated, told
from second_me.bench.simulated_people import TASTELESS, Person, Pool, look, people
from second_me.core.clock import Moment, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.protocol.recall import ChannelScore, Hit
from second_me.core.records import Act, Event, EventKind, Origin


def hit(number, author):
    event = Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=None,
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text="words " * (1 + number % 5),
        moment=Moment(Timestamp(number * 1000)),
        received_at=Timestamp(0),
        author=author,
    )
    trace = ChannelScore(channel="meaning", score=0.5, rank=1)
    return Hit(event=event, score=0.0, channels=(trace,))


def pool(number, size=12):
    """Half of what is found is on the matter, by two authors in turn."""
    rng = np.random.default_rng(number)
    hits = tuple(hit(number * 100 + place, ("Lena", "Tom")[place % 2]) for place in range(size))
    scores = np.sort(rng.normal(size=size))[::-1].copy()
    return Pool(
        question=f"question {number}",
        asked_at=Timestamp(10_000_000),
        hits=hits,
        fused=scores + rng.normal(size=size),
        scores=scores,
        matter=(rng.random(size) < 0.5).astype(np.float64),
    )


LENAS = Person(
    name="people",
    likes=lambda pool: np.array([float(one.event.author == "Lena") for one in pool.hits]),
)


def test_ndcg_is_one_for_the_best_order_and_less_for_others():
    gains = np.array([0.0, 1.0, 0.5])
    assert ndcg(gains, np.array([1, 2, 0])) == pytest.approx(1.0)
    assert 0 < ndcg(gains, np.array([0, 2, 1])) < 1
    assert ndcg(np.zeros(3), np.array([0, 1, 2])) == 0
    only_first = ndcg(np.array([1.0, 0.0]), np.array([1, 0]), cut=1)
    assert only_first == 0


def test_what_is_off_the_matter_is_worth_nothing_and_what_meets_no_taste_little():
    one = pool(1)
    gains = LENAS.gains(one)
    assert (gains[one.matter == 0] == 0).all()
    toms = [place for place in range(12) if place % 2 and one.matter[place]]
    assert all(gains[place] == pytest.approx(TASTELESS) for place in toms)


def test_people_open_more_of_what_they_like_and_look_less_further_down():
    opened = np.zeros(12)
    for seed in range(400):
        rng = random.Random(seed)
        one = msgspec.structs.replace(pool(1), matter=np.ones(12))
        for place in look(LENAS, one, range(12), rng):
            opened[place] += 1
    assert opened[::2].sum() > 2 * opened[1::2].sum()
    assert opened[0] > opened[4] > opened[10] > 0


def test_wrong_is_said_of_what_is_off_the_matter_alone():
    one = pool(2)
    for seed in range(300):
        for place, acts in look(LENAS, one, range(12), random.Random(seed)).items():
            assert Act.WRONG not in acts or one.matter[place] == 0


def test_there_is_a_person_of_each_taste_that_the_memories_allow():
    pools = [pool(number) for number in range(3)]
    assert [one.name for one in people(pools, random.Random(1))] == [
        "own",
        "recent",
        "long",
        "exact words",
        "people",
    ]
    for one in people(pools, random.Random(1)):
        assert ((one.likes(pools[0]) >= 0) & (one.likes(pools[0]) <= 1)).all()


@pytest.fixture
def scores(monkeypatch):
    monkeypatch.setattr(adaptive, "POINTS", (0, 10, 60))
    monkeypatch.setattr(adaptive, "people", lambda *_: [LENAS])
    asked = [Asked.of(pool(number)) for number in range(60)]
    return list(simulated(asked, random.Random(3)))


def test_learning_serves_a_person_better_than_the_ranker_alone(scores):
    found = {score.way: score.taste for score in scores}
    assert list(found) == ["none", "ranker", "after 0", "after 10", "after 60"]
    assert found["after 0"] == found["ranker"] > found["none"]
    assert found["after 60"] > found["ranker"] + 0.05


def test_a_simulation_can_be_repeated(scores):
    asked = [Asked.of(pool(number)) for number in range(60)]
    assert list(simulated(asked, random.Random(3))) == scores


def test_the_report_tells_figures_beside_both_references():
    made = [
        Score(person="own", way=way, taste=taste, evidence=0.5)
        for way, taste in (("none", 0.4), ("ranker", 0.5), ("after 0", 0.5), ("after 10", 0.6))
    ]
    part = told(made)["all"]
    assert part.figures["after_10.ndcg5"] == pytest.approx(60)
    assert part.reference["after_10.ndcg5"] == pytest.approx(50)
    assert part.ratio["after_10.ndcg5"] == pytest.approx(1.2)
    assert part.ratio["after_10.over_none"] == pytest.approx(1.5)
    assert part.figures["fusion.ndcg5"] == pytest.approx(40)


def test_those_who_are_content_do_not_look_on(monkeypatch):
    monkeypatch.setattr(simulated_people, "_ENDS", 1.0)
    monkeypatch.setattr(simulated_people, "_LOOKS_DOWN", 0.0)
    monkeypatch.setattr(simulated_people, "_ERRS", 0.0)
    one = msgspec.structs.replace(pool(1), matter=np.ones(12))
    assert set(look(LENAS, one, range(12), random.Random(1))) <= {0, 1}
