"""Local times and the hours that clocks skip or go through twice."""

from datetime import UTC, datetime

import pytest

from second_me.core.clock import Precision, Timestamp, from_datetime, to_datetime
from second_me.ingest.wall_clock import FIRST, LAST, WallClock

SPRING = from_datetime(datetime(2025, 3, 30, 1, tzinfo=UTC))
AUTUMN = from_datetime(datetime(2025, 10, 26, 1, tzinfo=UTC))


class Vienna:
    """A clock with summer time in 2025, whatever zone the machine is in."""

    def now(self) -> Timestamp:
        return AUTUMN

    def utc_offset_minutes(self, at: Timestamp) -> int:
        return 120 if SPRING <= at < AUTUMN else 60


@pytest.mark.parametrize(
    ("local", "universal"),
    [
        ("2025-03-29 23:30", "2025-03-29 22:30"),
        ("2025-03-30 01:30", "2025-03-30 00:30"),
        ("2025-03-30 03:30", "2025-03-30 01:30"),
        ("2025-07-01 00:00", "2025-06-30 22:00"),
        ("2025-10-26 01:30", "2025-10-25 23:30"),
        ("2025-10-26 03:30", "2025-10-26 02:30"),
        ("2025-12-01 12:00", "2025-12-01 11:00"),
    ],
)
def test_local_times_around_the_change_of_clocks(local: str, universal: str) -> None:
    shown = from_datetime(datetime.fromisoformat(local).replace(tzinfo=UTC))
    moment = WallClock(Vienna()).moment(shown, Precision.MINUTE)
    assert f"{to_datetime(moment.at):%Y-%m-%d %H:%M}" == universal
    assert f"{moment.local():%Y-%m-%d %H:%M}" == local


def test_a_known_offset_is_taken_as_it_is() -> None:
    moment = WallClock(Vienna()).moment(SPRING, Precision.SECOND, offset=-300)
    assert moment.at - SPRING == 5 * 60 * 60 * 1000
    assert moment.utc_offset_minutes == -300


@pytest.mark.parametrize("wild", [-(10**18), 10**18])
def test_times_beyond_the_calendar_are_brought_back(wild: int) -> None:
    moment = WallClock(Vienna()).at(wild)
    assert moment.at in {FIRST, LAST}
    assert moment.local().year in range(999, 2502)
