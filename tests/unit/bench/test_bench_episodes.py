import numpy as np
import pytest

from second_me.bench import episodes
from second_me.bench.boundary_figures import agreement, matched
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora import Corpus
from second_me.inference.scripted_embedder import ScriptedEmbedder

TOPICS = ("boat sail harbour wind", "cake oven flour butter", "exam study maths school")


def flags(text):
    return np.array([mark == "|" for mark in text])


def test_the_same_boundaries_agree_wholly():
    same = agreement(flags("..|..|.."), flags("..|..|.."))
    assert (same.f1, same.pk, same.windowdiff) == (1.0, 0.0, 0.0)


def test_a_boundary_may_be_off_by_one_and_counts_once():
    assert matched(flags("..|...."), flags(".|.|...")) == 1
    assert matched(flags("..|...."), flags("|......")) == 0
    near = agreement(flags("..|...."), flags(".|....."))
    assert near.f1 == 1.0
    assert near.windowdiff > 0


def test_none_found_is_nothing_and_too_many_cost_precision():
    assert agreement(flags("..|.."), flags(".....")).f1 == 0
    many = agreement(flags("...|..."), flags("|||||||"))
    assert many.recall == 1
    assert many.precision == pytest.approx(1 / 7)


@pytest.fixture
def corpus():
    events = tuple(
        NewEvent(
            kind=EventKind.MESSAGE,
            origin=Origin.OTHER,
            text=f"{topic} {place}",
            moment=Moment(Timestamp(session * 86_400_000 + place), Precision.SECOND, 0),
            natural_key=f"D{session}:{place}",
            author="Ana",
        )
        for session, topic in enumerate(TOPICS)
        for place in range(8)
    )
    return Corpus(name="one", owner="", events=events, questions=())


def test_sessions_are_found_by_their_times(corpus):
    stream = episodes.stream_of(corpus, "locomo")
    assert int(stream.known.sum()) == len(TOPICS) - 1
    found = episodes.measured(stream, ScriptedEmbedder())
    assert found["shown"].f1 == 1.0
    assert found["hidden reference"].f1 == 1.0  # they are all of one length
    assert found["shown reference"].f1 == 1.0
    assert len(episodes.stream_of(corpus, "locomo", 2).events) == 16
