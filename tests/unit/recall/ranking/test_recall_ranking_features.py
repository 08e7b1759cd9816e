"""Features of a small talk, worked out by hand."""

import math

import numpy as np
import pytest

from second_me.core.clock import Precision, Timestamp
from second_me.core.records import Origin
from second_me.recall.ranking import features
from second_me.recall.understanding import Asked, When

TALK = [
    ("Lena", "Have you got plans for Saturday?"),
    ("Tom", "I hear the concert at the harbour."),
    ("Lena", "The concert with the cello."),
    ("Tom", "Bring warm clothes and tea."),
]
LATER = [("Tom", "The cello lesson is over.")]


class Cosines:
    """Vectors that lie as near as the test says."""

    def __init__(self, by_id):
        self._by_id = by_id

    def cosines(self, query, ids):
        del query
        told = [self._by_id.get(int(id_), math.nan) for id_ in ids]
        return np.asarray(told, dtype=np.float32)


@pytest.fixture
def ids(vault, indexes, remember):
    made = remember(TALK, thread="first") + remember(LATER, thread="second")
    indexes.load_events(vault)
    return made


@pytest.fixture
def told(indexes, ids):
    """Return the features of all events for a question, one list each, in the order said."""

    def work(asked, cosines=None, floor=0.0, of=None):
        rows = np.sort(indexes.events.rows_of(of or ids))
        vectors = None if cosines is None else Cosines(dict(zip(ids, cosines, strict=True)))
        query = None if cosines is None else np.zeros(2, dtype=np.float32)
        seen = features.look(indexes.events, vectors, asked, query, rows, floor)
        matrix, names = features.matrix(seen)
        assert matrix.shape == (len(rows), len(names))
        assert np.isfinite(matrix).all()
        return {name: matrix[:, at].tolist() for at, name in enumerate(names)}

    return work


def test_who_said_it(told):
    found = told(Asked(text="", content_terms=("concert",), people=("Tom",)))
    assert found["said_by"] == [0, 1, 0, 1, 1]


def test_the_share_of_terms_alone_and_with_neighbours(told, indexes):
    found = told(Asked(text="", content_terms=("concert", "cello")))
    total = 5
    weight = math.log1p((total - 2 + 0.5) / (2 + 0.5))
    assert indexes.events.frequencies(("concert", "cello")).tolist() == [2, 2]
    half = weight / (2 * weight)
    assert found["covered"] == pytest.approx([0, half, 1, 0, half])
    assert found["covered_3"] == pytest.approx([half, 1, 1, 1, half])


def test_words_are_told_beside_the_mean_of_the_best(told):
    found = told(Asked(text="", content_terms=("concert",)))
    words = np.array(found["words"])
    assert (words > 0).tolist() == [False, True, True, False, False]
    assert words.sum() / 5 == pytest.approx(1)


def test_nearness_runs_from_the_farthest_found_to_the_best(told):
    cosines = [0.5, 0.3, 0.1, 0.2, 0.4]
    found = told(Asked(text="", content_terms=("concert",)), cosines, floor=0.1)
    span = 0.3 - 0.1
    assert found["near"] == pytest.approx([(one - 0.1) / span for one in cosines])
    near = found["near"]
    assert found["near_before"] == pytest.approx([0, near[0], near[1], near[2], 0])


def test_events_without_vectors_are_as_far_as_the_farthest(told):
    found = told(Asked(text=""), [0.5, math.nan, 0.3, 0.3, 0.3], floor=0.2)
    assert found["near"][1] == 0
    assert told(Asked(text=""))["near"] == [0] * 5


def test_a_stretch_of_talk_is_worth_its_best_three(told):
    found = told(Asked(text="", content_terms=("concert",)), [0.9, 0.1, 0.5, 0.3, 0.7])
    mix = found["mix"]
    assert found["session"] == pytest.approx([sum(sorted(mix[:4])[-3:]) / 3] * 4 + [mix[4] / 3])


def test_questions_and_the_first_person(told):
    found = told(Asked(text=""))
    assert found["asks"] == [1, 0, 0, 0, 0]
    assert found["first_person"] == [0, 1, 0, 0, 0]


def test_falling_into_the_time_asked_for_says_more_where_few_do(told, indexes, ids):
    at = indexes.events.columns(indexes.events.rows_of(ids)).at
    # The later talk began at the same hour as the first: two events lie in the first hour.
    span = (Timestamp(int(at[0])), Timestamp(int(at[0]) + 1))
    when = When(span=span, window=span, precision=Precision.MINUTE)
    found = told(Asked(text="", when=when))
    worth = math.log(6 / 3) / math.log(6)
    assert found["in_time"] == pytest.approx([worth, 0, 0, 0, worth])
    vague = When(span=span, window=span, precision=Precision.DAY, vague=True)
    assert told(Asked(text="", when=vague))["in_time"] == [0] * 5
    assert told(Asked(text=""))["in_time"] == [0] * 5


def test_what_the_owner_said_counts_where_the_owner_is_asked_about(
    told, remember, vault, indexes, ids
):
    own = remember([("", "Watered the tomatoes.")], thread="own", origin=Origin.TYPED)
    indexes.add(vault, own)
    found = told(Asked(text="", owner=True), of=[*ids, *own])
    assert found["said_by"] == [0, 0, 0, 0, 0, 1]
    assert told(Asked(text=""), of=[*ids, *own])["said_by"] == [0] * 6


def test_a_question_of_no_words_has_features_too(told):
    found = told(Asked(text="?"))
    assert found["words"] == found["covered"] == [0] * 5
