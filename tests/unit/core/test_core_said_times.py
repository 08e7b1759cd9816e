"""Words for time get the date that they mean, and nothing else changes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.core.said_times import annotate, day, days_said, month, resolve

SAID = date(2023, 5, 8)  # a Monday


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("yesterday", "7 May 2023"),
        ("Last night", "7 May 2023"),
        ("today", "8 May 2023"),
        ("the day before yesterday", "6 May 2023"),
        ("3 days ago", "5 May 2023"),
        ("two weeks ago", "around 24 April 2023"),
        ("a couple of months ago", "March 2023"),
        ("a year ago", "2022"),
        ("last week", "the week before 8 May 2023"),
        ("last weekend", "the weekend before 8 May 2023"),
        ("a few days ago", "a few days before 8 May 2023"),
        ("last month", "April 2023"),
        ("last Friday", "5 May 2023"),
        ("last Monday", "1 May 2023"),
        ("next Monday", "15 May 2023"),
        ("this coming Friday", "12 May 2023"),
        ("this weekend", "the weekend of 13 May 2023"),
        ("in two months", "July 2023"),
        ("next year", "2024"),
    ],
)
def test_words_for_time_mean_a_date(words: str, meant: str) -> None:
    assert resolve(words, SAID) == meant


def test_dates_stand_behind_the_words() -> None:
    said = annotate("We met yesterday, and two weeks ago too.", SAID)
    assert said == ("We met yesterday (7 May 2023), and two weeks ago (around 24 April 2023) too.")


def test_the_longer_words_win() -> None:
    assert annotate("It was the day before yesterday.", SAID) == (
        "It was the day before yesterday (6 May 2023)."
    )


@pytest.mark.parametrize(
    "text", ["", "Yesterdays are gone.", "Gestern war ich dort.", "12 May 2023", "monthly"]
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert annotate(text, SAID) == text
    assert resolve(text, SAID) == ""


def test_what_has_its_date_gets_no_second_one() -> None:
    once = annotate("I ran yesterday and last week.", SAID)
    assert annotate(once, SAID) == once


def test_the_calendar_may_end() -> None:
    assert annotate("12 years ago", date(3, 1, 1)) == "12 years ago"
    assert annotate("tomorrow", date(9999, 12, 31)) == "tomorrow"


def test_month_turns_the_year() -> None:
    assert resolve("last month", date(2023, 1, 31)) == "December 2022"
    assert (day(SAID), month(SAID)) == ("8 May 2023", "May 2023")


@settings(deadline=None)
@given(st.text(), st.dates())
def test_nothing_is_taken_away(text: str, said: date) -> None:
    kept = iter(annotate(text, said))
    assert all(letter in kept for letter in text)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("yesterday", date(2023, 5, 7), date(2023, 5, 7)),
        ("two weeks ago", date(2023, 4, 20), date(2023, 4, 28)),
        ("last week", date(2023, 5, 1), date(2023, 5, 7)),
        ("last weekend", date(2023, 5, 6), date(2023, 5, 7)),
        ("a month ago", date(2023, 4, 1), date(2023, 4, 30)),
        ("last year", date(2022, 1, 1), date(2022, 12, 31)),
        ("a few days ago", date(2023, 5, 2), date(2023, 5, 6)),
    ],
)
def test_words_for_time_mean_days(words: str, first: date, last: date) -> None:
    found = days_said(f"It was {words}.", 7, SAID)
    assert found is not None
    days, end = found
    assert (days.first, days.last, end) == (first, last, 7 + len(words))


def test_other_words_mean_no_days() -> None:
    assert days_said("It was nice.", 7, SAID) is None
    assert days_said("It was yesterday.", 3, SAID) is None
    assert days_said("a year ago", 0, date(1, 1, 1)) is None
