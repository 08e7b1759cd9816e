"""Times and sizes as people see them."""

import pytest

from second_me.cli.moments import read_moment, size, written, written_here
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault

AT = Timestamp(1_709_476_200_000)  # 2024-03-03 14:30 UTC


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.YEAR, "2024"),
        (Precision.MONTH, "Mar 2024"),
        (Precision.DAY, "3 Mar 2024"),
        (Precision.MINUTE, "3 Mar 2024 14:30"),
        (Precision.UNKNOWN, "undated"),
    ],
)
def test_a_moment_is_told_as_far_as_it_is_known(precision, words):
    assert written(Moment(AT, precision)) == words


def test_a_moment_is_told_where_it_was_written():
    assert written(Moment(AT, Precision.MINUTE, 120)) == "3 Mar 2024 16:30"


def test_no_time_is_never():
    assert written_here(None) == "never"


def test_an_iso_time_is_read_with_its_offset():
    assert read_moment("2024-03-03T15:30+01:00") == AT


def test_a_date_beyond_the_calendar_is_refused():
    with pytest.raises(PersonFault):
        read_moment("0001-01-01T00:00+14:00")


def test_what_is_no_date_is_refused_without_repeating_it():
    with pytest.raises(PersonFault) as caught:
        read_moment("next tuesday")
    assert "tuesday" not in str(caught.value)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (98_000_000, "98.0 MB"), (4_100_000_000, "4.1 GB")],
)
def test_sizes_read_well(count, words):
    assert size(count) == words
