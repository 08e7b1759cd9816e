import pytest

from second_me.core.protocol.recall import Hit
from second_me.core.records import EventKind
from second_me.recall.about import asked_about, speaks_of
from second_me.recall.passages import passages


@pytest.fixture
def passage(vault, remember):
    def make(author, text, **fields):
        (event_id,) = remember([(author, text)], **fields)
        (event,) = vault.read(lambda session: session.events.get([event_id]))
        (only,) = passages("", [Hit(event=event, score=1.0, channels=())])
        return only

    return make


def test_the_question_names_those_who_speak(passage):
    evidence = [passage("Lena Novak", "I ran."), passage("Tom", "I swam."), passage("", "Rain.")]
    assert asked_about("What did Lena do?", evidence) == {"Lena"}
    assert asked_about("Did tom and Lena Novak meet?", evidence) == {"Tom", "Lena", "Lena Novak"}
    assert asked_about("What did Tommy do?", evidence) == frozenset()
    assert asked_about("What did I do?", evidence) == frozenset()


def test_a_note_under_a_name_tells_of_its_bearer(passage):
    assert speaks_of(passage("", "Allergic to hazelnuts.", title="People > Lena"), {"Lena"})


@pytest.mark.parametrize(
    ("author", "text", "speaks"),
    [
        ("Lena", "I ran ten miles.", True),
        ("Lena Novak", "I ran ten miles.", True),
        ("Tom", "Yesterday Lena ran ten miles.", True),
        ("Tom", "Lena's dog ran away.", True),
        ("Tom", "I ran ten miles, Lena!", False),
        ("Tom", "Lena, I ran ten miles.", False),
        ("Tom", "Hey Lena! I ran ten miles.", False),
        ("Tom", "Thanks Lena, I ran ten miles.", False),
        ("Tom", "I ran. Wow, Lena! So did Milena.", False),
        ("Tom", "I ran ten miles.", False),
    ],
)
def test_to_call_somebody_is_not_to_tell_of_them(passage, author, text, speaks):
    assert speaks_of(passage(author, text), {"Lena"}) is speaks


def test_nobody_is_spoken_to_in_a_note(passage):
    text = "Dr. Amsel, Zieglergasse 29."
    assert speaks_of(passage("", text, kind=EventKind.NOTE), {"Dr. Amsel"})
    assert not speaks_of(passage("Tom", text), {"Dr. Amsel"})
