"""Made-up lives hold what is asked of them, and are the same for the same seed."""

import re

import pytest

from second_me.inference.adapter_prompts import DECLINE
from second_me.training import lives, topics
from second_me.training.blocks import Block


@pytest.fixture(scope="module")
def world() -> topics.World:
    return topics.load()


@pytest.fixture(scope="module")
def made(world: topics.World) -> list[Block]:
    return list(lives.blocks(world, seed=5, count=150))


def test_the_same_seed_makes_the_same_lives(world, made):
    assert list(lives.blocks(world, seed=5, count=3)) == made[:3]
    assert list(lives.blocks(world, seed=6, count=3)) != made[:3]


def test_no_blank_is_left_open(made):
    text = " ".join(
        [line.text for block in made for line in block.lines]
        + [f"{one.question} {one.answer}" for block in made for one in block.asked]
    )
    assert not re.search(r"[{}|]", text)


def test_answers_name_memories_that_are_there(made):
    for block in made:
        for one in block.asked:
            assert (one.answer == DECLINE) == (not one.shown_by)
            assert all(1 <= number <= len(block.lines) for number in one.shown_by)


def test_a_fifth_of_the_questions_has_no_answer(made):
    refused = [not one.shown_by for block in made for one in block.asked]
    assert 0.1 < sum(refused) / len(refused) < 0.35


def test_the_words_of_an_answer_stand_in_its_memories(made):
    checked = missing = 0
    for block in made:
        for one in block.asked:
            shown = " ".join(
                f"{block.lines[n - 1].day} {block.lines[n - 1].text}" for n in one.shown_by
            )
            for part in one.answer.split(", ") if one.shown_by else ():
                checked += 1
                bare = re.sub(r"^(?:an?|the) ", "", part)
                missing += bare.lower() not in shown.lower()
    # What others call by another name ("my neighbour", "a neighbour") is told, not repeated.
    assert missing / checked < 0.12


def test_no_question_has_two_answers(made):
    for block in made:
        questions = [one.question for one in block.asked]
        assert len(questions) == len(set(questions))


def test_every_list_question_has_something_to_gather(world):
    told = {key for topic in world.topics for key, _ in topic.keys}
    assert told >= world.lists.keys()


def test_every_topic_can_be_told_and_asked(world):
    for topic in world.topics:
        assert topic.says, topic.name
        assert topic.asks, topic.name
