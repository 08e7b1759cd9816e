import pytest

from second_me.core.clock import Moment, Precision
from second_me.core.protocol.recall import Hit
from second_me.core.terms import stems
from second_me.recall.passages import passages
from second_me.recall.reading_off import (
    beside_the_point,
    measured,
    put_right,
    read_off,
    tells,
    worth,
)
from second_me.recall.understanding import Known, understand


@pytest.fixture
def asked(clock):
    return lambda text: understand(text, Moment(clock.now(), Precision.MINUTE, 0), Known())


@pytest.fixture
def evidence(vault, remember):
    def of(*said, **fields):
        ids = remember(said, **fields)
        events = vault.read(lambda session: session.events.get(ids))
        return passages("", [Hit(event=event, score=1.0, channels=()) for event in events])

    return of


def test_the_sentence_that_tells_most_gives_the_time(asked, evidence):
    found = evidence(
        ("Jonas", "Happy birthday! Seven o'clock, 14 May."),
        ("", "Birthdays. Jonas has his birthday on 21 November 1988. Beatrix: 3 February."),
    )
    read = read_off(asked("When is Jonas's birthday?"), found)
    assert (read.text, read.passage.number) == ("21 November 1988", 2)


def test_what_is_asked_for_is_told_by_its_measure(asked, evidence):
    (only,) = found = evidence(("Lena", "She is here. Ida. 3,420 grams, 51 centimetres."))
    assert read_off(asked("How much did Ida weigh?"), found).text == "3,420 grams"
    assert read_off(asked("How tall was Ida?"), found).text == "51 centimetres"
    assert read_off(asked("Where was Ida born?"), found) is None
    assert not measured("51 centimetres", asked("How much did Ida weigh?"))
    assert measured("3,420 grams", asked("How much did Ida weigh?"))
    assert 0 < worth("3,420 grams", asked("How much did Ida weigh?"), [only]) < 1


def test_two_of_a_kind_in_a_sentence_are_not_told_apart(asked, evidence):
    found = evidence(("Tom", "The concert was on 3 May 2023, not on 4 May 2023."))
    assert read_off(asked("When was the concert?"), found) is None


def test_numbers_of_things_are_read_off(asked, evidence):
    found = evidence(("Mira", "I move with 31 boxes and a cat."))
    assert read_off(asked("How many boxes did Mira move?"), found).text == "31"
    assert read_off(asked("How many goats did Mira move?"), found) is None


def test_what_asks_is_not_read_off(asked, evidence):
    found = evidence(("Mira", "Is the concert on 3 May 2023?"))
    assert read_off(asked("When is the concert?"), found) is None


def test_a_memory_of_nothing_that_is_asked_is_beside_the_point(asked, evidence):
    cat, boss = evidence(("", "The cat Pixel is nine."), ("", "My boss is called Beatrix."))
    question = asked("What is the cat called?")
    assert beside_the_point(question, boss, [cat, boss])
    assert not beside_the_point(question, cat, [cat, boss])
    assert not beside_the_point(question, boss, [boss])


def test_a_verb_in_the_past_tells_what_is_asked_in_the_present(asked, evidence):
    found = evidence(
        ("Mira", "My bicycle is insured for 600 euros."), ("Mira", "The insurance paid 550 euros.")
    )
    read = read_off(asked("How much did the insurance pay for the bicycle?"), found)
    assert read.text == "550 euros"


def test_what_a_memory_denies_it_does_not_tell(asked, evidence):
    (only,) = evidence(("Mira", "It is hazelnuts, not walnuts! I carry a pen, not a knife."))
    for answer, told in (("hazelnuts", True), ("walnuts", False), ("knife", False)):
        assert tells(stems(answer), answer, only) is told
    assert worth("walnuts", asked("Is it walnuts that Mira eats?"), [only]) == 0


@pytest.mark.parametrize(
    ("said", "answer", "right"),
    [
        ("It is hazelnuts, not walnuts!", "walnuts", "hazelnuts"),
        ("The concert is on the 5th and not on the 4th.", "on the 4th", "on the 5th"),
        ("We went to Graz instead of Vienna.", "Vienna", "Graz"),
        ("We went to Graz, not Vienna.", "Graz", "Graz"),
        ("Not Vienna!", "Vienna", "Vienna"),
        ("The dentist is not Dr. Amsel", "Dr. Amsel", "Dr. Amsel"),
        ("My brother isn't Tom", "Tom", "Tom"),
    ],
)
def test_what_is_said_in_place_of_what_is_denied(evidence, said, answer, right):
    (only,) = evidence(("Mira", said))
    assert put_right(answer, only) == right


def test_a_reply_tells_of_what_it_was_asked(asked, evidence):
    found = evidence(
        ("Mira", "Does anyone know a dentist?"),
        ("Jonas", "A colleague swears by Dr. Amsel."),
        thread="talk",
    )
    question = asked("Who is the dentist?")
    assert worth("Dr. Amsel", question, found[1:]) > worth("Jonas", question, found)
    assert worth("Dr. Amsel", question, found[1:]) > 0
