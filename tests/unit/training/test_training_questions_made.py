"""Questions made by rule ask for what a sentence tells, and leave it out."""

import random

import pytest

from second_me.training import verb_forms
from second_me.training.questions_made import Maker


@pytest.fixture(scope="module")
def words():
    return verb_forms.load()


@pytest.fixture
def asked(words):
    """Return all questions that a sentence may be asked by."""

    def ask(sentence):
        found = set()
        for seed in range(60):
            bare = verb_forms.Words(words.base, {})
            found.add(Maker(bare, random.Random(seed)).ask(sentence, "Anna"))
        return found - {""}

    return ask


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("I attended a pottery class last week.", "When did Anna attend a pottery class?"),
        ("By the way, I bought a lamp at Harbour Market.", "Where did Anna buy a lamp?"),
        ("I went hiking in the hills with my sister.", "Who did Anna go hiking in the hills with?"),
        ("I've been learning Welsh for three years now.", "How long has Anna been learning Welsh?"),
        ("I baked four pies for the fair.", "How many pies did Anna bake for the fair?"),
        ("I'm adopting a puppy because the house is quiet.", "Why is Anna adopting a puppy?"),
        ("I love rainy mornings at home.", "What does Anna love at home?"),
        ("My brother is a pilot in Oslo.", "What do we know about Anna's brother?"),
    ],
)
def test_it_asks_for_what_is_told(asked, sentence, question):
    assert question in asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Nice!",
        "I think that is a very good idea.",
        "What did I buy at the market?",
        "Sure, ok.",
    ],
)
def test_what_tells_nothing_is_not_asked(asked, sentence):
    assert asked(sentence) == set()


def test_some_words_are_put_by_others(words):
    sentence = "I bought a new bike for my kids last week."
    said = {Maker(words, random.Random(seed)).ask(sentence, "Anna") for seed in range(60)}
    assert any("bicycle" in question for question in said)


def test_the_same_stream_makes_the_same_question(words):
    sentence = "I sold my car to a neighbour in May."
    one, two = (Maker(words, random.Random(9)).ask(sentence, "Anna") for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("sentence", "thing"),
    [
        ("I bought a lamp at the fair.", "a lamp"),
        ("I've been making leather bags since May.", "leather bags"),
        ("Nothing of that kind.", ""),
    ],
)
def test_the_topic_is_the_object(words, sentence, thing):
    assert Maker(words, random.Random(1)).topic(sentence) == thing


@pytest.mark.parametrize(
    ("past", "plain"),
    [("planned", "plan"), ("tried", "try"), ("used", "use"), ("attended", "attend"),
     ("visited", "visit"), ("shared", "share"), ("passed", "pass")],
)  # fmt: skip
def test_regular_verbs_get_their_plain_form(past, plain):
    assert verb_forms.plain(past) == plain
