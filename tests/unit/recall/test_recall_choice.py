import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.ids import EventId, SourceId
from second_me.core.protocol.recall import Hit
from second_me.core.records import Event, EventKind, Origin
from second_me.recall.choice import FEATURES, TYPICAL, Found, features, likely, shipped
from second_me.recall.passages import passages
from second_me.recall.understanding import Known, understand


@pytest.fixture
def told(clock):
    """Return what is known of a draft that the first of some memories bears out, by name."""

    def of(question, draft, said, scores=()):
        hits = [
            Hit(event=_event(number, author, text), score=score, channels=())
            for number, ((author, text), score) in enumerate(
                zip(said, scores or [0.0] * len(said), strict=True), start=1
            )
        ]
        asked = understand(question, Moment(clock.now(), Precision.MINUTE, 0), Known())
        found = Found(passages(question, hits), strength=0.5)
        row = features(draft, found.passages[0], asked, found, TYPICAL)
        return dict(zip(FEATURES, row, strict=True)), shipped().chance(row)

    return of


def _event(number, author, text):
    return Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=None,
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text=text,
        moment=Moment(Timestamp(number * 1000), Precision.MINUTE, 0),
        received_at=Timestamp(0),
        author=author,
    )


QUESTION = "Who is Mira's dentist?"


def test_the_weights_are_those_of_the_features():
    assert shipped().features == FEATURES
    assert 0 <= shipped().least < shipped().sure < shipped().enough <= 1


def test_what_others_tell_too_is_likelier(told):
    alone = [("Mira", "My dentist is Dr. Amsel."), ("Tom", "It rains.")]
    borne = [alone[0], ("Tom", "Dr. Amsel is gentle.")]
    denied = [alone[0], ("Tom", "It was not Dr. Amsel.")]
    asked = [alone[0], ("Tom", "Did Dr. Amsel call?")]
    assert told(QUESTION, "Dr. Amsel", borne)[1] > told(QUESTION, "Dr. Amsel", alone)[1]
    for silent in (alone, denied, asked):
        assert told(QUESTION, "Dr. Amsel", silent)[0]["borne out"] == 0


def test_what_stands_in_a_nearer_memory_is_likelier(told):
    said = [("Mira", "My dentist is Dr. Amsel."), ("Mira", "My dentist is Dr. Baumann.")]
    _, near = told(QUESTION, "Dr. Amsel", said, (1.0, 0.0))
    _, far = told(QUESTION, "Dr. Amsel", said, (0.0, 1.0))
    assert near > far


def test_of_several_tellings_the_latest_is_likelier_where_the_latest_is_asked_for(told):
    said = [("Mira", "I read Emma."), ("Mira", "I read Dracula."), ("Mira", "I read Ulysses.")]
    for question, place in (
        ("What did Mira read last?", -0.5),
        ("What did Mira read first?", 0.5),
        ("What did Mira read?", 0.0),
    ):
        assert told(question, "Emma", said)[0]["in order"] == place


def test_how_likely_words_are_says_nothing_of_the_numbers_before_them():
    assert likely([0.1, 0.1, 0.1, 1.0, 1.0]) == 0
    assert likely([1.0, 1.0, 1.0, 0.5]) < likely([1.0, 1.0, 1.0, 0.9])
    assert likely([]) == likely([0.9, 0.9, 0.9]) == TYPICAL


def test_what_was_until_something_else_came_is_less_likely_unless_it_is_asked_for(told):
    said = [("Mira", "Until the move: Dr. Amsel.")]
    assert told(QUESTION, "Dr. Amsel", said)[0]["past"] == 1
    assert told("Who was Mira's dentist?", "Dr. Amsel", said)[0]["past"] == 0
    assert told(QUESTION, "Dr. Amsel", [("Mira", "Dr. Amsel is it.")])[0]["past"] == 0


def test_what_is_said_of_somebody_else_is_less_likely(told):
    def of_another(question, *said):
        return told(question, "the cello", [*said, ("Tom", "It rains.")])[0]["of another"]

    assert of_another("What does Lena play?", ("Lena", "I play the cello.")) == 0
    assert of_another("What does Lena play?", ("Lena", "You play the cello!")) == 1
    assert of_another("What does Tom play?", ("Lena", "You play the cello!")) == 0
    assert of_another("What does Tom play?", ("Lena", "I play the cello.")) == 1
    assert of_another("What does Tom play?", ("Lena", "I heard Tom play the cello.")) == 0
    assert of_another("What do I play?", ("Lena", "I play the cello.")) == 1
    assert of_another("Who plays?", ("Lena", "I play the cello.")) == 0
