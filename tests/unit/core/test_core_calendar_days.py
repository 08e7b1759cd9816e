"""Stretches of the calendar begin and end where they should, at its own ends too."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from second_me.core import calendar_days
from second_me.core.calendar_days import SEASONS, Days
from second_me.core.clock import Precision

ANY_DAY = st.dates(date(2, 1, 1), date(9998, 12, 31))


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2008, date(2008, 3, 23)),
        (2023, date(2023, 4, 9)),
        (2024, date(2024, 3, 31)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year, sunday):
    assert calendar_days.easter(year) == sunday


@pytest.mark.parametrize(("nth", "day"), [(1, 2), (4, 23), (-1, 30), (-2, 23)])
def test_the_nth_weekday_of_a_month(nth, day):
    assert calendar_days.nth_weekday(2023, 11, 3, nth) == date(2023, 11, day)


def test_a_winter_ends_in_the_next_year():
    days = calendar_days.season(2023, "winter")
    assert days == Days(date(2023, 12, 1), date(2024, 2, 29), Precision.MONTH)


def test_months_before_and_after():
    said = date(2023, 1, 31)
    assert calendar_days.month_of(said, -1).first == date(2022, 12, 1)
    assert calendar_days.month_of(said, 1).last == date(2023, 2, 28)
    assert calendar_days.month_back(date(2023, 3, 31), 1) == date(2023, 2, 28)


def test_the_last_month_of_all_has_an_end():
    assert calendar_days.month_of(date(9999, 12, 5)).last == date(9999, 12, 31)
    with pytest.raises((ValueError, OverflowError)):
        calendar_days.month_of(date(9999, 12, 5), 1)


@settings(deadline=None)
@given(ANY_DAY)
def test_each_day_lies_in_its_week_month_and_year(day):
    for days in (
        calendar_days.week_of(day),
        calendar_days.month_of(day),
        calendar_days.year_of(day.year),
        calendar_days.around(day, 3),
    ):
        assert days.first <= day <= days.last
    assert calendar_days.weekend_of(day).first.weekday() == calendar_days.SATURDAY


@settings(deadline=None)
@given(ANY_DAY, st.integers(0, 6))
def test_the_nearest_weekdays_are_within_a_week(day, weekday):
    last = calendar_days.last_weekday(weekday, day)
    following = calendar_days.next_weekday(weekday, day)
    assert 1 <= (day - last).days <= 7
    assert 1 <= (following - day).days <= 7
    assert last.weekday() == following.weekday() == weekday


@settings(deadline=None)
@given(st.integers(1, 9998), st.sampled_from(sorted(SEASONS)))
def test_seasons_are_three_months(year, name):
    days = calendar_days.season(year, name)
    assert 88 <= (days.last - days.first).days <= 92
