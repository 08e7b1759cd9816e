"""A date that a model names, believed only if it stands in the words it read."""

import re
from datetime import UTC, datetime
from typing import Final

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.core.records import Event
from second_me.core.said_times import annotate

_ISO: Final = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip


def stated(when: str, event: Event) -> Moment | None:
    """Return a date given as YYYY, YYYY-MM or YYYY-MM-DD; None if it is none or was not said.

    The year must stand in the event's text, or follow from words like "last Friday" in it. A
    month or day that does not is left off, and the precision says so.
    """
    found = _ISO.match(when.strip())
    text = _annotated(event)
    if not found or not re.search(rf"(?<!\d){found[1]}(?!\d)", text):
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if not month or not _names_month(text, month):
        return _moment(year, 1, 1, Precision.YEAR)
    if not day or not re.search(rf"(?<!\d)0?{day}(?!\d)", text):
        return _moment(year, month, 1, Precision.MONTH)
    return _moment(year, month, day, Precision.DAY)


def _annotated(event: Event) -> str:
    moment = event.moment
    return annotate(event.text, moment.local().date()) if moment.to_the_day else event.text


def _names_month(text: str, month: int) -> bool:
    if not 1 <= month <= len(_MONTHS):
        return False
    by_name = re.search(rf"\b{_MONTHS[month - 1]}", text, re.IGNORECASE)
    return bool(by_name or re.search(rf"[-/.]0?{month}(?!\d)|(?<!\d)0?{month}[-/.]", text))


def _moment(year: int, month: int, day: int, precision: Precision) -> Moment | None:
    try:
        return Moment(from_datetime(datetime(year, month, day, tzinfo=UTC)), precision)
    except ValueError:
        return None
