"""Times as people read and write them on a command line."""

from datetime import datetime

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime, to_datetime
from second_me.core.errors import PersonFault

_SHAPES = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%b %Y",
    Precision.DAY: "%d %b %Y",
    Precision.MINUTE: "%d %b %Y %H:%M",
    Precision.SECOND: "%d %b %Y %H:%M",
}


def written(moment: Moment) -> str:
    """Return a moment as far as it is known: "2021", "12 Mar 2021", "12 Mar 2021 14:30"."""
    shape = _SHAPES.get(moment.precision)
    return moment.local().strftime(shape).lstrip("0") if shape else "undated"


def written_here(at: Timestamp | None) -> str:
    """Return a timestamp in this machine's own time, or "never"."""
    if at is None:
        return "never"
    return to_datetime(at).astimezone().strftime("%d %b %Y %H:%M").lstrip("0")


def read_moment(text: str) -> Timestamp:
    """Return the timestamp of an ISO date or date and time, local if no offset is given.

    Raises PersonFault for anything else.
    """
    try:
        return from_datetime(datetime.fromisoformat(text).astimezone())
    except (ValueError, OverflowError, OSError):
        raise PersonFault(
            "Not a date",
            "The time cannot be read.",
            "Write it like 2024-03-12 or 2024-03-12T14:30.",
        ) from None


def size(count: int) -> str:
    """Return a number of bytes in the unit that reads best."""
    value = float(count)
    for unit in ("bytes", "KB", "MB"):
        if value < 1000:  # noqa: PLR2004  (a thousand is a thousand)
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
