import random
from datetime import date

import pytest

from second_me.core.said_times import annotate
from second_me.training import said_questions, verb_forms
from second_me.training.questions_made import Maker
from second_me.training.said_questions import Said

LINES = [
    Said(text, date(2024, 3, day))
    for day, text in enumerate(
        (
            "I bought a green bicycle at the flea market last Saturday.",
            "I visited my cousin in Lisbon two weeks ago. It rained all day.",
            "I planted three tomatoes in my garden yesterday.",
            "I booked a table at Gasthof Post on Friday.",
            "I sold the old camera to my neighbour last week.",
            "I painted the kitchen with my brother last weekend.",
            "I learned a song on the guitar in two days.",
            "I ordered a lamp from the shop in Graz yesterday.",
            "Where did you buy the bicycle?",
        ),
        start=4,
    )
]


@pytest.fixture(scope="module")
def blocks():
    maker = Maker(verb_forms.load(), random.Random(1))
    return list(said_questions.blocks(LINES, maker, ("Anna", "Ben"), seed=1, count=10))


def test_answers_stand_in_the_lines_that_are_named(blocks):
    asked = [(block, one) for block in blocks for one in block.asked if one.shown_by]
    assert asked
    for block, one in asked:
        told = " ".join(block.lines[number - 1].text for number in one.shown_by)
        assert one.answer in told


def test_times_are_answered_by_what_they_mean(blocks):
    whens = [
        one.answer
        for block in blocks
        for one in block.asked
        if one.shown_by and one.question.startswith("When ")
    ]
    assert whens
    assert all("2024" in answer for answer in whens)


def test_every_line_is_dated_and_one_persons(blocks):
    for block in blocks:
        assert len({line.author for line in block.lines}) == 1
        assert any(
            line.text in {annotate(one.text, one.on) for one in LINES} for line in block.lines
        )


def test_no_question_names_a_placeholder(blocks):
    assert all("Xyz" not in one.question for block in blocks for one in block.asked)


def test_the_same_seed_gives_the_same(blocks):
    maker = Maker(verb_forms.load(), random.Random(1))
    assert list(said_questions.blocks(LINES, maker, ("Anna", "Ben"), seed=1, count=10)) == blocks
