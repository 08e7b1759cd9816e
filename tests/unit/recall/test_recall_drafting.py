"""What of a model's words reaches the person, however they are cut into pieces."""

import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.drafting import Draft
from second_me.recall.passages import passages

QUESTION = "What is Lena allergic to?"


def hit(number, author, text):
    event = Event(
        id=number, source_id=1, batch_id=None, kind=EventKind.MESSAGE, origin=Origin.OTHER,
        text=text, author=author, moment=Moment(Timestamp(0), Precision.DAY, 0), received_at=0,
    )  # fmt: skip
    return Hit(event=event, score=1.0, channels=())


EVIDENCE = passages(
    QUESTION,
    [
        hit(1, "Lena", "I am allergic to hazelnuts, Dr. Novak told me."),
        hit(2, "Lena", "The train to Graz leaves at 7:58 from platform 4."),
    ],
)


def drafted(pieces, *, whole=True):
    shown, stop = [], threading.Event()
    draft = Draft(QUESTION, EVIDENCE, shown.append, stop)
    for piece in pieces:
        draft.take(piece)
    draft.finish(whole=whole)
    assert "".join(shown) == draft.text
    return draft, stop.is_set()


GOOD = "Lena is allergic to hazelnuts [1]. Dr. Novak told her so. The train leaves at 7:58 [2]!"
SHOWN = (
    "Lena is allergic to hazelnuts [1]. Dr. Novak told her so [1]. The train leaves at 7:58 [2]!"
)


@given(st.lists(st.integers(1, len(GOOD) - 1), max_size=12))
def test_sentences_are_the_same_however_the_pieces_are_cut(cuts):
    places = [0, *sorted(set(cuts)), len(GOOD)]
    pieces = [GOOD[a:b] for a, b in pairwise(places)]
    draft, stopped = drafted(pieces)
    assert draft.text == SHOWN
    assert not stopped


def test_a_sentence_is_shown_as_soon_as_the_next_begins():
    shown = []
    draft = Draft(QUESTION, EVIDENCE, shown.append, threading.Event())
    draft.take("Lena is allergic to hazelnuts.")
    assert shown == []
    draft.take(" [1] T")
    assert shown == ["Lena is allergic to hazelnuts [1]."]


def test_it_ends_at_the_first_sentence_that_is_not_in_evidence():
    draft, stopped = drafted(
        ["She is allergic to hazelnuts. ", "She lives in Paris. ", "The train leaves at 7:58."]
    )
    assert draft.text == "She is allergic to hazelnuts [1]."
    assert stopped


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "What is Lena allergic to?", "Lena is allergic to.", "She likes opera in Milan.",
     "[1]", "[3] [4]"],
)  # fmt: skip
def test_nothing_usable_is_nothing_shown(text):
    assert drafted([text])[0].text == ""


def test_repeating_itself_ends_it():
    draft, stopped = drafted(["Hazelnuts. Hazelnuts. Hazelnuts."])
    assert draft.text == "Hazelnuts [1]."
    assert stopped


def test_half_a_sentence_is_left_out_when_the_model_was_cut_off():
    draft, _ = drafted(["Lena is allergic to hazelnuts. The train leaves at"], whole=False)
    assert draft.text == "Lena is allergic to hazelnuts [1]."


@pytest.mark.parametrize(
    "text",
    ["Not in memory.", "I don't know.", "The memories do not mention that.", "No information.",
     "There is nothing about it.", "It is not specified in the evidence [1]."],
)  # fmt: skip
def test_a_refusal_is_known_as_one(text):
    assert drafted([text])[0].refused


def test_an_answer_is_no_refusal():
    assert not drafted(["Hazelnuts, no pralines in Paris."])[0].refused


def test_a_list_is_shown_line_by_line():
    draft, _ = drafted(["1. hazelnuts\n2. the train at 7:58\n"])
    assert "hazelnuts [1]" in draft.text


@pytest.mark.parametrize(
    "opening",
    ["The answer is: ", "The answer to this question is: ", "Answer: ", "Based on the notes, "],
)
def test_a_lead_in_is_left_out(opening):
    assert drafted([f"{opening}hazelnuts."])[0].text == "hazelnuts [1]."
    assert drafted([opening])[0].text == ""


def test_a_last_sentence_that_was_cut_by_the_grammar_is_left_out():
    assert drafted(["Hazelnuts. The train to Graz lea"])[0].text == "Hazelnuts [1]."
    endless = "the train leaves from platform 4 to Graz at 7:58 and " * 5
    assert drafted([endless])[0].text == ""
    assert drafted(["hazelnuts"])[0].text == "hazelnuts [1]"
