from itertools import starmap

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import UNANSWERABLE, Corpus, Question
from second_me.inference.scripted import ScriptedModel
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.recall.choice import FEATURES
from second_me.training.draft_choice import drafted, fit, part, right, together

ASKED = Moment(Timestamp(10_000_000), Precision.MINUTE, 0)


def told(number, text):
    return NewEvent(
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        author="Lena",
        text=text,
        moment=Moment(Timestamp(number * 1000), Precision.MINUTE, 0),
        natural_key=str(number),
        thread="talk",
        position=number,
    )


def question(text, answer, *evidence, category="4"):
    return Question(text=text, asked=ASKED, evidence=evidence, category=category, answer=answer)


@pytest.fixture
def corpus():
    said = ("I am allergic to hazelnuts.", "The train leaves at seven.", "It rains in Graz.")
    return Corpus(
        name="Lena",
        owner="",
        events=tuple(starmap(told, enumerate(said))),
        questions=(question("What is Lena allergic to?", "hazelnuts", "0"),),
    )


def test_a_draft_is_right_if_it_shares_half_of_the_words_both_ways():
    asked = question("What is Lena allergic to?", "hazelnuts and pollen")
    assert right("Hazelnuts [1]", asked)
    assert not right("Walnuts [1]", asked)
    assert not right("Hazelnuts that grow behind the old house in Graz [1]", asked)
    assert not right("Hazelnuts [1]", question("Who?", "hazelnuts", category=UNANSWERABLE))


def test_corpora_of_one_question_each_become_one(corpus):
    twin = Corpus(
        name="Tom", owner="", events=corpus.events, questions=(question("What rains?", "it"),)
    )
    joined = together([corpus, twin], 2)
    assert len({(one.thread, one.natural_key) for one in joined.events}) == 6
    assert {one.text for one in joined.questions} == {"What is Lena allergic to?", "What rains?"}
    assert len(together([corpus, twin], 1).questions) == 1


def test_a_part_of_a_corpus_holds_its_evidence(corpus):
    kept = part(corpus, 1, 1)
    assert "0" in {one.natural_key for one in kept.events}
    assert len(kept.events) == 2


def test_the_drafts_that_hold_are_told_from_those_that_do_not(corpus):
    model = ScriptedModel(
        lambda request: "[1] hazelnuts" if "hazelnuts" in request.prompt else "[1] seven snails"
    )
    rows = list(drafted(corpus, model, "/generate.gguf", ScriptedEmbedder({})))
    assert [label for _, label in rows] == [True]
    assert len(rows[0][0]) == len(FEATURES)


def test_right_drafts_are_likely_under_the_fitted_weights():
    low, high = (0.0,) * len(FEATURES), (1.0,) * len(FEATURES)
    weights = fit([(high, True), (high, True), (low, False), (low, False)])
    assert weights.chance(high) > 0.5 > weights.chance(low)
    assert weights.features == FEATURES
