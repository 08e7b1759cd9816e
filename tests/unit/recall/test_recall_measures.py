from datetime import UTC, datetime

import pytest

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.recall.measures import asked_for, counted, in_its_year, stated
from second_me.recall.understanding import Wants


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("date", "Jonas: 21 November 1988. He may come.", ["21 November 1988"]),
        ("date", "from 12 to 19 September 2025", ["12 to 19 September 2025"]),
        ("date", "I ran yesterday (7 May 2023).", ["7 May 2023"]),
        ("date", "the trip (the week before 3 June 2023)", ["the week before 3 June 2023"]),
        ("clock", "16 April 2026, 8:30 or 7 pm", ["8:30", "7 pm"]),
        ("duration", "190 degrees, 40 minutes", ["40 minutes"]),
        ("money", "890 euros or $5,000.", ["890 euros", "$5,000"]),
        ("weight", "3,420 grams, 51 centimetres", ["3,420 grams"]),
        ("length", "3,420 grams, 51 centimetres", ["51 centimetres"]),
        ("share", "about 20 % of it", ["about 20 %"]),
        ("age", "Pixel is nine; the chip was read", ["nine"]),
        ("frequency", "I run three times a week", ["three times a week"]),
    ],
)
def test_times_and_amounts_as_they_are_written(kind, text, found):
    assert list(stated(text, kind)) == found


def test_numbers_of_a_thing():
    assert list(counted("I have 31 big boxes and one cat", "boxes")) == ["31"]
    assert list(counted("three cats", "boxes")) == []


@pytest.mark.parametrize(
    ("question", "wants", "kind"),
    [
        ("How long do I bake the cake?", Wants.NUMBER, "duration"),
        ("How long ago did Anna move?", Wants.TIME, "date"),
        ("How much did Ida weigh?", Wants.NUMBER, "weight"),
        ("How much was the flat?", Wants.NUMBER, "money"),
        ("What did Mira pay for it?", Wants.THING, "money"),
        ("What time is the concert?", Wants.TIME, "clock"),
        ("When is the concert?", Wants.TIME, "date"),
        ("Where is the concert?", Wants.PLACE, ""),
    ],
)
def test_what_a_question_asks_for(question, wants, kind):
    assert asked_for(question, wants) == kind


@pytest.mark.parametrize(
    ("words", "said", "whole"),
    [
        ("2 October", (2025, 11, 10), "2 October 2025"),
        ("30 December", (2025, 1, 5), "30 December 2024"),
        ("January 3rd", (2024, 12, 20), "January 3rd 2025"),
        ("29 February", (2025, 1, 5), "29 February"),
        ("7 May 2023", (2025, 1, 5), "7 May 2023"),
        ("June", (2025, 1, 5), "June"),
    ],
)
def test_a_day_of_a_month_is_of_the_nearest_year(words, said, whole):
    moment = Moment(from_datetime(datetime(*said, tzinfo=UTC)), Precision.DAY, 0)
    assert in_its_year(words, moment) == whole
