"""When: the ways in which people name a time, as spans of the asker's calendar."""

from datetime import UTC, datetime

import pytest

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.recall.understanding import EARLIEST, LATEST, Known, Side, understand

# Asked on Wednesday 24 May 2023.
DAYS = [
    # dates in full
    ("What did I eat on 7 May 2023?", "2023-05-07", "2023-05-07"),
    ("What did I eat on the 7th of May, 2023?", "2023-05-07", "2023-05-07"),
    ("What did I eat on May 7th, 2023?", "2023-05-07", "2023-05-07"),
    ("What did I eat on Sunday, May 7 2023?", "2023-05-07", "2023-05-07"),
    ("notes of 2023-05-07", "2023-05-07", "2023-05-07"),
    ("notes of 2023/05/07", "2023-05-07", "2023-05-07"),
    ("notes of 07.05.2023", "2023-05-07", "2023-05-07"),
    ("notes of 25/12/2022", "2022-12-25", "2022-12-25"),
    ("notes of 12/25/2022", "2022-12-25", "2022-12-25"),
    ("notes of 2023-05", "2023-05-01", "2023-05-31"),
    ("Where was I in March 2021?", "2021-03-01", "2021-03-31"),
    ("Where was I in Mar. 2021?", "2021-03-01", "2021-03-31"),
    ("Where was I in 2020?", "2020-01-01", "2020-12-31"),
    ("Where did I live in the year 2020?", "2020-01-01", "2020-12-31"),
    ("What did I do on 31 February 2023?", "2023-02-01", "2023-02-28"),
    # the year is left out
    ("What did I eat on 7 May?", "2023-05-07", "2023-05-07"),
    ("What did I eat on June 7?", "2022-06-07", "2022-06-07"),
    ("What happened in March?", "2023-03-01", "2023-03-31"),
    ("What happened in August?", "2022-08-01", "2022-08-31"),
    ("Was I ill on 29 February?", "2020-02-29", "2020-02-29"),
    ("What did I buy on the 5th?", "2023-05-05", "2023-05-05"),
    ("What did I buy on the 28th?", "2023-04-28", "2023-04-28"),
    # parts
    ("What did I do in early July 2022?", "2022-07-01", "2022-07-13"),
    ("What did I do in mid-July 2022?", "2022-07-10", "2022-07-22"),
    ("What did I do at the end of July 2022?", "2022-07-22", "2022-07-31"),
    ("What did I do in the second half of 2022?", "2022-07-02", "2022-12-31"),
    ("What did I do in Q3 2022?", "2022-07-01", "2022-09-30"),
    ("What did I do in the third quarter of 2022?", "2022-07-01", "2022-09-30"),
    ("What did I do in the week of 10 May?", "2023-05-08", "2023-05-14"),
    ("What did I do at the weekend of 14 May?", "2023-05-13", "2023-05-14"),
    # counted from today
    ("What did Anna say today?", "2023-05-24", "2023-05-24"),
    ("What did Anna say yesterday?", "2023-05-23", "2023-05-23"),
    ("What did Anna say the day before yesterday?", "2023-05-22", "2023-05-22"),
    ("What did Anna say 3 days ago?", "2023-05-21", "2023-05-21"),
    ("What did Anna say last week?", "2023-05-15", "2023-05-21"),
    ("What did Anna say this week?", "2023-05-22", "2023-05-28"),
    ("What did Anna say last weekend?", "2023-05-20", "2023-05-21"),
    ("What did Anna say last month?", "2023-04-01", "2023-04-30"),
    ("What did Anna say last year?", "2022-01-01", "2022-12-31"),
    ("What did Anna say two weeks ago?", "2023-05-06", "2023-05-14"),
    ("What did Anna say two months ago?", "2023-03-01", "2023-03-31"),
    ("What did Anna say two years ago?", "2021-01-01", "2021-12-31"),
    ("What did Anna say 20 years ago?", "2003-01-01", "2003-12-31"),
    ("What did Anna say in the past two weeks?", "2023-05-10", "2023-05-24"),
    ("What did Anna say over the last 3 months?", "2023-02-24", "2023-05-24"),
    ("What did Anna say in the past year?", "2022-05-24", "2023-05-24"),
    ("What did Anna say last Friday?", "2023-05-19", "2023-05-19"),
    ("What did Anna say on Friday?", "2023-05-19", "2023-05-19"),
    ("What did Anna say on Wednesday?", "2023-05-24", "2023-05-24"),
    # seasons, months, holidays
    ("Where were we last summer?", "2022-06-01", "2022-08-31"),
    ("Where were we last winter?", "2022-12-01", "2023-02-28"),
    ("Where were we last spring?", "2022-03-01", "2022-05-31"),
    ("Where were we this spring?", "2023-03-01", "2023-05-31"),
    ("Where were we last March?", "2023-03-01", "2023-03-31"),
    ("Where were we last May?", "2022-05-01", "2022-05-31"),
    ("Where were we in the summer of 2020?", "2020-06-01", "2020-08-31"),
    ("Where were we in the summer of '20?", "2020-06-01", "2020-08-31"),
    ("Where were we in the summer?", "2022-06-01", "2022-08-31"),
    ("Where were we the summer Clara moved?", "2022-06-01", "2022-08-31"),
    ("Where were we in autumn 2020?", "2020-09-01", "2020-11-30"),
    ("What did we eat at Christmas 2021?", "2021-12-24", "2021-12-26"),
    ("What did we eat last Christmas?", "2022-12-24", "2022-12-26"),
    ("What did we eat on New Year's Eve?", "2022-12-31", "2022-12-31"),
    ("What did we eat at Easter 2022?", "2022-04-15", "2022-04-18"),
    ("What did we eat on Easter Sunday?", "2023-04-09", "2023-04-09"),
    ("What did we eat on Thanksgiving 2021?", "2021-11-25", "2021-11-25"),
    ("What did we eat on Valentine\u2019s Day?", "2023-02-14", "2023-02-14"),
    ("What was I dressed as on Halloween?", "2022-10-31", "2022-10-31"),
    ("Which music did I hear in the 90s?", "1990-01-01", "1999-12-31"),
    ("Which music did I hear in the 1980s?", "1980-01-01", "1989-12-31"),
    ("Which music did I hear in the nineties?", "1990-01-01", "1999-12-31"),
    # ranges
    ("What did I write between 3 March 2023 and 5 April 2023?", "2023-03-03", "2023-04-05"),
    ("What did I write between March and May 2022?", "2022-03-01", "2022-05-31"),
    ("What did I write between November and February?", "2022-11-01", "2023-02-28"),
    ("What did I write from 3 to 5 May?", "2023-05-03", "2023-05-05"),
    ("What did I write on June 14th-15th, 2022?", "2022-06-14", "2022-06-15"),
    ("What did I write from 2019 to 2021?", "2019-01-01", "2021-12-31"),
    ("What did I write in March and April 2023?", "2023-03-01", "2023-04-30"),
    # counted from a date
    ("What did I write two days after Christmas 2021?", "2021-12-28", "2021-12-28"),
    ("What did I write the week before 5 May 2023?", "2023-04-28", "2023-05-04"),
    ("What did I write the day after 7 May 2023?", "2023-05-08", "2023-05-08"),
    ("What did I write last weekend before April 10, 2023?", "2023-04-08", "2023-04-09"),
    ("What did I write on the Sunday before 25 October 2022?", "2022-10-23", "2022-10-23"),
    # to come
    ("What will I do on Friday?", "2023-05-26", "2023-05-26"),
    ("What am I doing on Friday?", "2023-05-26", "2023-05-26"),
    ("Where are we going in August?", "2023-08-01", "2023-08-31"),
    ("What is planned for tomorrow?", "2023-05-25", "2023-05-25"),
    ("Where will we be next Christmas?", "2023-12-24", "2023-12-26"),
]


@pytest.mark.parametrize(("question", "first", "last"), DAYS)
def test_a_time_is_the_days_that_it_means(ask, days, question, first, last):
    assert days(ask(question).when) == (first, last)


@pytest.mark.parametrize(
    ("question", "side", "window"),
    [
        ("What did I do in 2020?", Side.IN, ("2020-01-01", "2021-01-01")),
        ("What did I do before 2020?", Side.BEFORE, (None, "2020-01-01")),
        ("What did I do until 2020?", Side.BEFORE, (None, "2021-01-01")),
        ("What did I do by 2020?", Side.BEFORE, (None, "2021-01-01")),
        ("What did I do after 2020?", Side.AFTER, ("2021-01-01", None)),
        ("What did I do since 2020?", Side.AFTER, ("2020-01-01", None)),
        ("What did I do since last summer?", Side.AFTER, ("2022-06-01", None)),
        ("What did I do before the 5th of May 2021?", Side.BEFORE, (None, "2021-05-05")),
    ],
)
def test_a_time_has_a_side(ask, question, side, window):
    when = ask(question).when
    first, end = (_midnight(day) for day in window)
    assert when.side is side
    assert when.window == (EARLIEST if first is None else first, LATEST if end is None else end)


@pytest.mark.parametrize(
    "question",
    [
        "You may march on",
        "May I ask you something?",
        "Did they march through town?",
        "What may happen?",
        "Should we fall back or spring forward?",
        "Did I buy 20 people 5 tickets in a second?",
        "What do I do on Fridays?",
        "What do I do every Friday?",
        "a 90s video",
        "When is the spring cleaning?",
        "May called me",
        "call me at 5551234",
        "version 3.5.2 of it",
        'Who sings "Summer of 69"?',
        "Who wrote '7 May 2023'?",
        "I have 2022 photos",
        "in 9999 ways",
        "",
    ],
)
def test_other_words_name_no_time(ask, question):
    assert ask(question).when is None


def test_hours_of_a_day_narrow_it(ask):
    spans = {
        question: ask(question).when.span
        for question in (
            "What did I do this morning?",
            "What did I do on the morning of 24 May?",
            "What did I do on 24 May in the morning?",
            "What did I do last night?",
        )
    }
    morning = (_at(2023, 5, 24, 4), _at(2023, 5, 24, 12))
    assert list(spans.values())[:3] == [morning] * 3
    assert spans["What did I do last night?"] == (_at(2023, 5, 23, 18), _at(2023, 5, 24, 5))


def test_the_year_said_holds_for_all(ask, days):
    asked = ask("In May 2021 we planned the trip. What did I pack on 3 June?")
    assert [days(when) for when in asked.times] == [
        ("2021-05-01", "2021-05-31"),
        ("2021-06-03", "2021-06-03"),
    ]
    assert all(when.year_said for when in asked.times)


def test_a_year_not_said_is_known_to_be_a_guess(ask):
    assert not ask("What happened in March?").when.year_said
    assert ask("What happened in March 2021?").when.year_said
    assert ask("What happened last March?").when.year_said


def test_the_most_precise_time_is_the_main_one(ask, days):
    asked = ask("In 2021, on 3 June, did it rain?")
    assert days(asked.when) == ("2021-06-03", "2021-06-03")
    assert asked.precision is Precision.DAY


def test_recently_counts_from_today_unless_a_date_is_named(ask, days):
    lately = ask("What have I read recently?").when
    assert days(lately) == ("2023-03-25", "2023-05-24")
    assert lately.vague
    dated = ask("What had I recently read in March 2021?")
    assert [days(when) for when in dated.times] == [("2021-03-01", "2021-03-31")]


def test_guesses_are_vague(ask):
    assert ask("What did I read a few weeks ago?").when.vague
    assert ask("Who was at my Christmas party?").when.vague
    assert not ask("Who was here at Christmas?").when.vague
    assert not ask("What did I read in the past two weeks?").when.vague


@pytest.mark.parametrize(("order", "day"), [("dmy", (2023, 3, 4)), ("mdy", (2023, 4, 3))])
def test_dates_in_figures_are_read_as_they_are_written_there(known, order, day):
    at = Moment(from_datetime(datetime(2023, 5, 24, tzinfo=UTC)), Precision.MINUTE, 0)
    asked = understand("notes of 04/03/2023", at, known, date_order=order)
    assert asked.span[0] == from_datetime(datetime(*day, tzinfo=UTC))


def test_a_date_in_figures_that_is_still_to_come_is_read_the_other_way(known):
    at = Moment(from_datetime(datetime(2023, 5, 24, tzinfo=UTC)), Precision.MINUTE, 0)
    asked = understand("What did I do on 04/11/2023?", at, known, date_order="mdy")
    assert asked.span[0] == from_datetime(datetime(2023, 4, 11, tzinfo=UTC))


def test_days_begin_at_the_askers_midnight():
    at = Moment(from_datetime(datetime(2023, 5, 24, 23, 30, tzinfo=UTC)), Precision.MINUTE, 60)
    asked = understand("What did I do today?", at, Known())
    assert asked.span == (_at(2023, 5, 24, 23, offset=0), _at(2023, 5, 25, 23, offset=0))


@pytest.mark.parametrize("at", [-(2**53), -62_135_596_800_000, 253_402_300_799_000, 2**53])
@pytest.mark.parametrize(
    "question", ["last year", "next decade", "in 9999", "0000-01-01", "1 January 0001", "yesterday"]
)
def test_the_ends_of_the_calendar_raise_nothing(at, question):
    asked = understand(question, Moment(Timestamp(at)), Known())
    assert asked.text == question


def _midnight(day: str | None) -> Timestamp | None:
    if day is None:
        return None
    year, month, number = map(int, day.split("-"))
    return _at(year, month, number, 0)


def _at(year: int, month: int, day: int, hour: int, offset: int = 120) -> Timestamp:
    return Timestamp(from_datetime(datetime(year, month, day, hour, tzinfo=UTC)) - offset * 60_000)
