from second_me.inference.adapter_prompts import DECLINE, Line
from second_me.training.blocks import Asked, Block
from second_me.training.read_alone import alone

LINES = (
    Line("4 May 2024", "Anna", "I bought a green bicycle at the flea market."),
    Line("5 May 2024", "Anna", "My cousin in Lisbon has a red bicycle."),
    Line("6 May 2024", "Anna", "It rained all day."),
)
ASKED = (
    Asked("What colour is Anna's bicycle?", "9 May 2024", "green", (1,)),
    Asked("Where did Anna buy it?", "9 May 2024", "flea market", (1,)),
    Asked("Where does the cousin live?", "9 May 2024", "Lisbon", (2,)),
    Asked("Which bicycles are there?", "9 May 2024", "green, red", (1, 2)),
    Asked("What does Anna cook?", "9 May 2024", DECLINE),
)
BLOCKS = list(alone([Block("made up", "p", LINES, ASKED)], seed=1))


def test_each_memory_that_tells_something_stands_alone():
    assert {block.lines for block in BLOCKS} == {(LINES[0],), (LINES[1],)}


def test_what_it_tells_is_asked_and_what_it_does_not_is_declined():
    first = next(block for block in BLOCKS if block.lines == (LINES[0],))
    told = {one.question for one in first.asked if one.shown_by == (1,)}
    declined = {one.question for one in first.asked if one.answer == DECLINE}
    assert told == {ASKED[0].question, ASKED[1].question}
    assert declined == {ASKED[2].question, ASKED[4].question}
    assert all(not one.shown_by for one in first.asked if one.answer == DECLINE)


def test_what_several_tell_together_is_not_asked_of_one():
    assert all(one.question != ASKED[3].question for block in BLOCKS for one in block.asked)
