"""Follow-up questions made whole from what was said before, and whole ones left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.conversations import Said
from second_me.recall.understanding import Known
from second_me.recall.understanding.following import follow

KNOWN = Known("Mara Lindt", ["Anna Kovács", "Tom", "Marta", "Ruth Berger"])
NOW = Moment(Timestamp(1_790_000_000_000), Precision.MINUTE, 60)

GIFT = (Said(question="What did Anna give me for my birthday?", answer="A red scarf [1]."),)
HOME = (Said(question="Where does my sister live?", answer="In Lisbon [1]."),)
DENTIST = (Said(question="When did I see the dentist?", answer="12 March 2025 [1]"),)
TENT = (Said(question="Who lent me the tent?", answer="Ruth [1]"),)
VISIT = (Said(question="Did I visit the dentist in May?", answer="Yes [1]."),)
KITCHEN = (Said(question="What did Anna say about the kitchen?", answer="It is too dark."),)
TWO = (
    Said(question="Where does Anna live?", answer="Prague"),
    Said(question="How much was the boiler?", answer="140 euros"),
)


def meant(earlier, question):
    return follow(question, earlier, NOW, KNOWN)


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (GIFT, "And when was that?", "When did Anna give me for my birthday, a red scarf?"),
        (DENTIST, "Where was that?", "Where did I see the dentist, 12 March 2025?"),
        (HOME, "Since when?", "Since when does my sister live, in Lisbon?"),
        (TENT, "When was that?", "When was it that Ruth lent me the tent?"),
        (VISIT, "When exactly?", "When did I visit the dentist in May?"),
        (VISIT, "Who was with me?", "Who was with me: did I visit the dentist in May?"),
    ],
)
def test_what_asks_nothing_of_its_own_asks_of_all_that_was_asked(earlier, question, whole):
    assert meant(earlier, question) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (GIFT, "What about Tom?", "What did Tom give me for my birthday?"),
        (GIFT, "And her sister?", "What did Anna's sister give me for my birthday?"),
        (HOME, "And my brother?", "Where does my brother live?"),
        (HOME, "What about Ruth?", "Where does Ruth live?"),
        (KITCHEN, "And Marta?", "What did Marta say about the kitchen?"),
        (KITCHEN, "How about the garden?", "What did Anna say about the garden?"),
        (DENTIST, "And the plumber?", "When did I see the plumber?"),
        (GIFT, "And for Christmas?", "What did Anna give me for Christmas?"),
        (VISIT, "And in June?", "Did I visit the dentist in June?"),
        (VISIT, "What about 2023?", "Did I visit the dentist in 2023?"),
        (GIFT, "What about last year?", "What did Anna give me for my birthday last year?"),
    ],
)
def test_another_person_time_or_thing_takes_the_place_of_the_one_before(earlier, question, whole):
    assert meant(earlier, question) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (GIFT, "Where does she live?", "Where does Anna live?"),
        (GIFT, "What is her phone number?", "What is Anna's phone number?"),
        (GIFT, "Did I thank her?", "Did I thank Anna?"),
        (GIFT, "How much did it cost?", "How much did a red scarf cost?"),
        (HOME, "When is her birthday?", "When is my sister's birthday?"),
        (HOME, "What did I do there?", "What did I do in Lisbon?"),
        (DENTIST, "What else did I do that day?", "What else did I do on 12 March 2025?"),
        (TENT, "What else did she lend me?", "What else did Ruth lend me?"),
        (TWO, "And when did she move there?", "When did Anna move there?"),
    ],
)
def test_pronouns_become_what_they_mean(earlier, question, whole):
    assert meant(earlier, question) == whole


@pytest.mark.parametrize(
    "question",
    [
        "When did I see the dentist?",
        "What is the weather like?",
        "What did Tom say about his car?",
        "Who is Marta's landlord?",
        "Where did I put the passport?",
        "What time is it?",
    ],
)
def test_a_question_that_names_all_it_needs_stays_as_it_is(question):
    assert meant(GIFT, question) == question


def test_he_is_nobody_whom_the_words_call_a_woman():
    assert meant(HOME, "How old is he?") == "How old is he?"


def test_nothing_is_read_into_a_first_question():
    assert follow("And when was that?", (), NOW, KNOWN) == "And when was that?"


@given(question=st.text(max_size=60), before=st.text(max_size=60), answer=st.text(max_size=40))
def test_any_text_gives_a_text(question, before, answer):
    whole = follow(question, [Said(question=before, answer=answer)], NOW, KNOWN)
    assert isinstance(whole, str)
    assert bool(whole.strip()) or not question.strip()
