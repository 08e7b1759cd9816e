"""A made-up memory's names, and questions put to it on a Wednesday in May."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime, to_datetime
from second_me.recall.understanding import Asked, Known, When, understand

OFFSET = 120
ASKED = Moment(from_datetime(datetime(2023, 5, 24, 15, 30, tzinfo=UTC)), Precision.MINUTE, OFFSET)

Ask = Callable[[str], Asked]


@pytest.fixture
def known() -> Known:
    people = ("Clara", "Melanie Hart", "Anna Kovács", "Will", "May Chen", "Liu Jianwen", "Grace")
    known = Known("Sam Weber", people)
    known.add("Boston", kind="place")
    known.add("Blue Heron Café", aliases=("the Heron",), kind="place")
    known.add("Robert Fink", aliases=("Bobby",))
    return known


@pytest.fixture
def ask(known: Known) -> Ask:
    return lambda question: understand(question, ASKED, known)


Days = Callable[[When | None], tuple[str, str] | None]


@pytest.fixture
def days() -> Days:
    """Return first and last day of a span as the asker's calendar has them."""

    def of(when: When | None) -> tuple[str, str] | None:
        if when is None:
            return None
        first, end = (to_datetime(at, OFFSET) for at in (when.span[0], Timestamp(when.span[1] - 1)))
        return first.strftime("%Y-%m-%d"), end.strftime("%Y-%m-%d")

    return of
