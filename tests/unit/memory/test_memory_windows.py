import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.clock import Moment, Timestamp
from second_me.core.records import Event, EventKind, Origin
from second_me.memory.windows import PIECE_CHARACTERS, READING_CHARACTERS, readings, tells


def event(text, origin=Origin.TYPED, kind=EventKind.MESSAGE, number=1):
    return Event(
        id=number, source_id=1, batch_id=None, kind=kind, origin=origin, text=text,
        moment=Moment(Timestamp(0)), received_at=Timestamp(0),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "ok", "Hi!", "Good morning, dear!", "Thanks, see you tomorrow 😀", "Haha nice, good luck",
     "Where did you put the big blue suitcase?", "Really? When does the train leave?"],
)  # fmt: skip
def test_greetings_and_questions_hold_no_facts(text):
    assert not tells(event(text))


@pytest.mark.parametrize(
    "text",
    ["I am allergic to hazelnuts.", "Good morning! We moved to Graz in May.",
     "Are you well? My knee hurts when running."],
)  # fmt: skip
def test_statements_may_hold_facts(text):
    assert tells(event(text))


@pytest.mark.parametrize("origin", [Origin.ASSISTANT, Origin.WEB, Origin.PROGRAM])
def test_only_peoples_own_words_are_read(origin):
    said = event("You are allergic to hazelnuts, I remember that.", origin)
    assert list(readings([said])) == []


def test_a_short_window_is_one_reading():
    events = [event(f"I bought boat number {n} for the lake.", number=n) for n in range(5)]
    ((*pieces,),) = readings(events)
    assert [piece.event.id for piece in pieces] == list(range(5))
    assert all(piece.text == piece.event.text for piece in pieces)


def test_a_long_note_is_read_in_pieces_that_end_with_sentences():
    text = " ".join(f"We planted row number {n} of the potatoes." for n in range(300))
    read = list(readings([event(text, kind=EventKind.NOTE)]))
    pieces = [piece for reading in read for piece in reading]
    assert len(read) > 1
    assert all(len(piece.text) <= PIECE_CHARACTERS for piece in pieces)
    assert all(piece.text.endswith(".") for piece in pieces)
    assert all(sum(len(p.text) for p in reading) <= READING_CHARACTERS for reading in read)
    assert " ".join(piece.text for piece in pieces) == text


@given(st.text(alphabet="ab .\n?", max_size=6000))
def test_no_word_of_a_text_is_left_out_or_read_twice(text):
    said = event("We planted potatoes here. " + text)
    pieces = [piece for reading in readings([said]) for piece in reading]
    joined = "".join("".join(piece.text.split()) for piece in pieces)
    assert joined == "".join(said.text.split())
