"""Questions on memories that are alike name the right ones, or none."""

import pytest

from second_me.inference.adapter_prompts import DECLINE, OWN
from second_me.training import close_calls, topics
from second_me.training.blocks import Block


@pytest.fixture(scope="module")
def made() -> list[Block]:
    return list(close_calls.blocks(topics.load(), seed=5, count=120))


def test_the_same_seed_makes_the_same_blocks(made):
    assert list(close_calls.blocks(topics.load(), seed=5, count=2)) == made[:2]


def test_a_quarter_to_three_in_ten_of_the_questions_are_declined(made):
    refused = [not one.shown_by for block in made for one in block.asked]
    assert 0.2 < sum(refused) / len(refused) < 0.34
    assert all((one.answer == DECLINE) == (not one.shown_by) for b in made for one in b.asked)


def test_an_answer_stands_in_lines_of_the_one_who_is_asked_about(made):
    for block in made:
        authors = {line.author for line in block.lines} - {OWN}
        for one in block.asked:
            named = {name for name in authors if name in one.question}
            for number in one.shown_by if len(named) == 1 else ():
                assert block.lines[number - 1].author in {*named, OWN}


def test_a_list_names_as_many_memories_as_it_has_items(made):
    lists = [one for block in made for one in block.asked if len(one.shown_by) > 1]
    assert lists
    for one in lists:
        items = one.answer.split(", ")
        assert one.answer.isdigit() or len(items) >= len(one.shown_by)
        if one.answer.isdigit():
            assert int(one.answer) == len(one.shown_by)


def test_what_holds_now_is_what_was_said_last(made):
    for block in made:
        for one in block.asked:
            if one.question.startswith("Where does") and one.question.endswith("live now?"):
                assert len(one.shown_by) < 2
