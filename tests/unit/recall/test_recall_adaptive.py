"""What is learned from a person: in which direction, how far at most, and how it is taken back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.core.ids import EventId
from second_me.core.protocol.recall import ChannelScore, Hit, ReasonKind
from second_me.core.records import Act
from second_me.recall.adaptive import TASTES, Correction, Learning, Lesson, Ranker, tastes
from second_me.recall.adaptive.correction import MOST
from second_me.recall.adaptive.lessons import pack, pairs, unpack
from second_me.recall.adaptive.traces import Traces, hashed

OPENED = frozenset({Act.OPENED})
WRONG = frozenset({Act.WRONG})
NOTHING = frozenset()
RANKER = Ranker(name="test 1")


def lesson(acts, features=None, scores=None, groups=None, asked=frozenset({1, 2}), first=1):
    count = len(acts)
    return Lesson(
        ids=tuple(EventId(first + place) for place in range(count)),
        scores=np.linspace(1, 0, count) if scores is None else np.array(scores, np.float64),
        features=np.zeros((count, 2), np.float32) if features is None else np.array(features, "f4"),
        groups=groups or ((),) * count,
        acts=tuple(acts),
        asked=asked,
    )


def learned(*lessons):
    correction = Correction(("long", "own"))
    correction.learn(lessons)
    return correction


LONG_SECOND = ((0, 0), (1, 0))
"""Of two hits the second is the long one."""


def test_without_lessons_nothing_is_moved():
    moved = learned().score(np.ones((3, 2), "f4"), ((),) * 3, (1, 2, 3), frozenset())
    assert moved.total.tolist() == [0, 0, 0]
    empty = learned().score(np.zeros((0, 2), "f4"), (), (), frozenset())
    assert empty.total.shape == (0,)


def test_what_was_opened_instead_of_what_stood_above_moves_its_like_up():
    correction = learned(*[lesson([NOTHING, OPENED], LONG_SECOND)] * 10)
    moved = correction.score(np.array(LONG_SECOND, "f4"), ((), ()), (8, 9), frozenset())
    assert moved.total[1] > 0.3
    assert moved.total[0] < 0
    assert moved.foremost[1] == "long"


def test_what_a_correction_put_first_does_not_confirm_itself_by_standing_there():
    opened_first = [OPENED, NOTHING, NOTHING, NOTHING]
    features = ((1, 0), (0, 0), (0, 0), (0, 0))
    by_ranker = learned(*[lesson(opened_first, features, scores=(0, 0, 0, 0))] * 10)
    lifted = learned(*[lesson(opened_first, features, scores=(-0.01, 0, 0, 0))] * 10)
    assert 0 < lifted.weights[0] < 0.9 * by_ranker.weights[0]


def test_what_is_marked_wrong_moves_its_like_down():
    correction = learned(*[lesson([WRONG, NOTHING], ((1, 0), (0, 0)))] * 5)
    assert correction.weights[0] < -0.2


def test_three_clicks_move_little_and_a_hundred_more():
    few, many = (learned(*[lesson([NOTHING, OPENED], LONG_SECOND)] * n) for n in (3, 100))
    assert 0 < few.weights[0] < 0.5 * many.weights[0]


def test_opening_what_the_ranker_put_first_by_far_teaches_nothing_against_it():
    correction = learned(*[lesson([OPENED, NOTHING], LONG_SECOND, scores=(6, 0))] * 20)
    assert abs(correction.weights[0]) < 0.05


def test_the_order_of_lessons_of_one_age_does_not_matter():
    one = lesson([NOTHING, OPENED, NOTHING], ((0, 0), (1, 0), (0, 1)))
    two = lesson([NOTHING, NOTHING, OPENED], ((0, 1), (1, 0), (0, 0)))
    first, second = learned(one, two, one, two), learned(one, two, one, two)
    assert first.weights.tolist() == second.weights.tolist()


def test_old_lessons_fade_when_taste_turns():
    before = [lesson([NOTHING, OPENED], LONG_SECOND, scores=(0, 0))] * 300
    after = [lesson([OPENED, NOTHING], LONG_SECOND, scores=(0, 0))] * 300
    assert learned(*before, *after).weights[0] < 0 < learned(*after, *before).weights[0]


def test_a_source_that_is_liked_comes_first_without_any_feature_of_it():
    groups = (("source:1",), ("source:2",))
    correction = learned(*[lesson([NOTHING, OPENED], groups=groups)] * 20)
    moved = correction.score(np.zeros((2, 2), "f4"), groups, (8, 9), frozenset())
    assert moved.total[1] > moved.total[0] + 0.3
    assert moved.foremost == ("source:1", "source:2")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(list(Act)), max_size=3), min_size=2, max_size=6),
    st.floats(-50, 50),
    st.integers(1, 40),
)
def test_no_history_moves_a_score_further_than_is_allowed(acts, width, times):
    acts = [frozenset(of_one) for of_one in acts]
    features = [(width * place, -place) for place in range(len(acts))]
    correction = learned(*[lesson(acts, features)] * times)
    ids = tuple(range(1, len(acts) + 1))
    moved = correction.score(np.array(features, "f4"), ((),) * len(acts), ids, frozenset({1, 2}))
    assert np.isfinite(moved.total).all()
    assert np.abs(moved.total).max() <= MOST


def test_what_was_marked_wrong_sinks_on_like_questions_alone():
    correction = learned(lesson([WRONG, NOTHING], asked=frozenset({1, 2, 3})))
    features, groups = np.zeros((2, 2), "f4"), ((), ())
    again = correction.score(features, groups, (1, 2), frozenset({1, 2, 3}))
    assert again.total[0] < -0.8 * again.total[1] - 0.8
    other = correction.score(features, groups, (1, 2), frozenset({7, 8}))
    assert other.known.tolist() == [0, 0]


def test_one_choice_counts_the_same_however_far_down_it_stood():
    for place in range(4):
        acts = [NOTHING] * 4
        acts[place] = OPENED
        found = list(pairs(lesson(acts)))
        assert {pair.better for pair in found} == {place}
        assert sum(pair.weight for pair in found) == pytest.approx(1.0)


def test_what_is_marked_wrong_stands_behind_all_that_is_not():
    found = list(pairs(lesson([OPENED, WRONG, NOTHING])))
    assert {(pair.better, pair.worse) for pair in found} == {(0, 2), (0, 1), (2, 1)}


def test_hashes_of_words_come_back_from_bytes():
    words = hashed("When did Lena see the dentist?")
    assert unpack(pack(words)) == words
    assert hashed("when did LENA see dentists") == words


def test_only_the_last_traces_are_kept_and_none_of_erased_events():
    traces = Traces(last=2)
    names = [traces.keep(lesson([NOTHING], first=number)) for number in (1, 5, 9)]
    assert [traces.get(name) is not None for name in names] == [False, True, True]
    traces.forget([EventId(5)])
    assert len(traces) == 1
    traces.clear()
    assert len(traces) == 0


# --- with a vault


@pytest.fixture
def hits(vault, life):
    events = vault.read(lambda session: session.events.get(life))
    return [
        Hit(
            event=event,
            score=1.0 - 0.1 * place,
            channels=(ChannelScore(channel="meaning", score=0.5, rank=place + 1),),
        )
        for place, event in enumerate(events)
    ]


@pytest.fixture
def make_learning(vault, clock):
    def make(ranker=RANKER, enabled=lambda: True):
        learning = Learning(vault, clock, ranker, enabled=enabled)
        learning.load()
        return learning

    return make


def feed(learning, hits, author, times=12):
    """Open what one author wrote, on questions of ever other words."""
    for number in range(times):
        served = learning.serve(f"question{number}", hits, 6)
        hit = next(hit for hit in served.hits if hit.event.author == author)
        assert learning.feedback(served.trace, hit.event.id, Act.OPENED, "test")


def first_author(learning, hits):
    return learning.serve("something else", hits, 6).hits[0].event.author


def test_serving_without_lessons_keeps_the_rankers_order(make_learning, hits):
    served = make_learning().serve("concert", hits, 4)
    assert [hit.event.id for hit in served.hits] == [hit.event.id for hit in hits[:4]]
    assert served.trace


def test_opening_one_authors_words_brings_them_first_at_once_and_after_a_restart(
    make_learning, hits
):
    learning = make_learning()
    assert first_author(learning, hits) == "Lena"
    feed(learning, hits, "Tom")
    assert first_author(learning, hits) == "Tom"
    again = make_learning()
    assert first_author(again, hits) == "Tom"
    assert again.view() == learning.view()
    assert any(one.name == "author" and one.detail == "Tom" for one in again.view().leanings)


def test_a_hit_that_was_moved_says_so(make_learning, hits):
    learning = make_learning()
    feed(learning, hits, "Tom")
    first = learning.serve("something else", hits, 6).hits[0]
    (reason,) = first.reasons
    assert (reason.kind, reason.detail) == (ReasonKind.TASTE, "author:Tom")
    assert reason.weight > 0


def test_what_was_marked_wrong_says_so_on_the_same_question(make_learning, hits):
    learning = make_learning()
    served = learning.serve("who plays the cello", hits, 6)
    learning.feedback(served.trace, hits[0].event.id, Act.WRONG, "test")
    again = learning.serve("who plays the cello", hits, 6).hits
    assert again[0].event.id != hits[0].event.id
    (refused,) = [hit for hit in again if hit.event.id == hits[0].event.id]
    assert ReasonKind.REFUSED in {reason.kind for reason in refused.reasons}


def test_resetting_forgets_all(vault, make_learning, hits):
    learning = make_learning()
    feed(learning, hits, "Tom", times=3)
    assert learning.reset("test").results == 3
    assert learning.view().results == 0
    assert first_author(learning, hits) == "Lena"
    assert vault.read(lambda session: session.judgements.count()) == 0
    entry = vault.read(lambda session: session.audit.list(1))[0]
    assert entry.action == "recall.reset_learning"
    assert entry.counts == {"results": 3}


def test_an_erased_event_is_unlearned(vault, make_learning, hits):
    learning = make_learning()
    feed(learning, hits, "Tom")
    toms = [hit.event.id for hit in hits if hit.event.author == "Tom"]
    vault.write(lambda session: session.events.erase(toms))
    learning.forget(toms)
    assert learning.view().results == 0
    rest = [hit for hit in hits if hit.event.author != "Tom"]
    served = learning.serve("something else", rest, 6)
    assert all(not hit.reasons for hit in served.hits)


def test_while_learning_is_off_nothing_is_learned_or_applied(make_learning, hits):
    feed(make_learning(), hits, "Tom")
    off = make_learning(enabled=lambda: False)
    served = off.serve("something else", hits, 6)
    assert (served.trace, served.hits[0].event.author) == ("", "Lena")
    assert not off.feedback("any", hits[0].event.id, Act.OPENED, "test")


@pytest.mark.parametrize("trace", ["", "unknown", "\x00"])
def test_feedback_on_what_is_not_known_teaches_nothing(make_learning, hits, trace):
    learning = make_learning()
    learning.serve("concert", hits, 3)
    assert not learning.feedback(trace, hits[0].event.id, Act.OPENED, "test")


def test_feedback_on_a_hit_that_was_not_shown_teaches_nothing(make_learning, hits):
    learning = make_learning()
    served = learning.serve("concert", hits, 3)
    assert not learning.feedback(served.trace, hits[5].event.id, Act.OPENED, "test")


def test_feedback_on_an_event_erased_meanwhile_leaves_no_row(vault, make_learning, hits):
    learning = make_learning()
    served = learning.serve("concert", hits, 3)
    vault.write(lambda session: session.events.erase([hits[0].event.id]))
    assert not learning.feedback(served.trace, hits[0].event.id, Act.OPENED, "test")
    assert vault.read(lambda session: session.judgements.count()) == 0


def test_the_audit_names_the_event_and_the_act(vault, make_learning, hits):
    learning = make_learning()
    served = learning.serve("concert", hits, 3)
    learning.feedback(served.trace, hits[1].event.id, Act.COPIED, "test")
    entry = vault.read(lambda session: session.audit.list(1))[0]
    assert (entry.action, entry.counts) == ("recall.feedback", {"copied": 1})


def test_another_ranker_keeps_what_still_applies(make_learning, hits):
    old = Ranker(name="test 1", names=("cosine",))
    learning = make_learning(old)
    for number in range(12):
        features = np.array([[place] for place in range(6)], "f4")
        served = learning.serve(f"question{number}", hits, 6, features)
        hit = next(hit for hit in served.hits if hit.event.author == "Tom")
        learning.feedback(served.trace, hit.event.id, Act.OPENED, "test")
    newer = make_learning(Ranker(name="test 2", names=("bm25", "asked")))
    assert newer.view().results == 12
    assert newer.serve("else", hits, 6, np.zeros((6, 2), "f4")).hits[0].event.author == "Tom"


def test_tastes_are_finite_whatever_the_event(vault, remember, clock):
    (only,) = remember([("", "")])
    (event,) = vault.read(lambda session: session.events.get([only]))
    row = tastes("", [Hit(event=event, score=0.0, channels=())], clock.now())
    assert row.shape == (1, len(TASTES))
    assert np.isfinite(row).all()
    assert tastes("x", [], clock.now()).shape == (0, len(TASTES))
