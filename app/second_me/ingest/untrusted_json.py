"""JSON that somebody else wrote: decoded as far as it goes, and asked for one thing at a time.

Exports change shape without notice, so nothing here raises on a field of another kind:
what is not as expected counts as not there.
"""

import json
from datetime import UTC, datetime

import msgspec

from second_me.ingest.wall_clock import FIRST, LAST

JsonObject = dict[str, object]


def decode(raw: bytes) -> object:
    """Return the decoded value. Raises ValueError if it is no JSON at all."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        decoded: object = json.loads(raw.decode(errors="replace"), strict=False)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return decoded


_TOO_DEEP = "nested too deeply"


def an_object(value: object) -> JsonObject:
    """Return the value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: object) -> list[object]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def a_text(value: object) -> str:
    """Return the value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def a_time(value: object) -> int | None:
    """Return UTC milliseconds of epoch seconds or of an ISO 8601 string; None for others."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str):
            moment = datetime.fromisoformat(value)
        else:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        milliseconds = int(moment.timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None
    return milliseconds if FIRST <= milliseconds <= LAST else None
