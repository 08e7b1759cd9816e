from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.clock import (
    ManualClock,
    Moment,
    SystemClock,
    Timestamp,
    from_datetime,
    to_datetime,
)

CENTURIES = st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999)


@given(CENTURIES.filter(lambda at: abs(at) < 62_000_000_000_000), st.integers(-840, 840))
def test_every_timestamp_survives_the_way_through_a_datetime(at, offset):
    assert from_datetime(to_datetime(Timestamp(at), offset)) == at


def test_before_1970_is_negative_and_exact():
    assert from_datetime(datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)) == -1


def test_naive_datetimes_are_refused():
    with pytest.raises(ValueError, match="naive"):
        from_datetime(datetime(2024, 1, 1))  # noqa: DTZ001


def test_a_moment_shows_the_wall_clock_it_was_written_at():
    zone = timezone(timedelta(hours=5, minutes=30))
    written = datetime(2024, 2, 29, 23, 15, tzinfo=zone)
    moment = Moment(from_datetime(written), utc_offset_minutes=330)
    assert moment.local() == written
    assert moment.local().hour == 23


def test_the_manual_clock_moves_only_when_told():
    clock = ManualClock(Timestamp(1_000), utc_offset_minutes=60)
    assert clock.now() == clock.now() == 1_000
    clock.advance(timedelta(seconds=-2))
    assert clock.now() == -1_000
    assert clock.utc_offset_minutes(clock.now()) == 60


def test_the_system_clock_agrees_with_the_machine():
    clock = SystemClock()
    now = clock.now()
    assert abs(from_datetime(datetime.now(tz=UTC)) - now) < 5_000
    local = datetime.now().astimezone().utcoffset()
    assert clock.utc_offset_minutes(now) == int(local.total_seconds() // 60)


@pytest.mark.parametrize("at", [-62_135_596_800_000, 253_402_300_799_999, 10**15])
def test_the_system_clock_has_an_offset_for_the_ends_of_the_calendar_too(at):
    assert -24 * 60 < SystemClock().utc_offset_minutes(Timestamp(at)) < 24 * 60
