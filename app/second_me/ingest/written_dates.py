"""Dates that people write at the head of a note, a section or a file name."""

import re
from datetime import UTC, date, datetime

import msgspec

from second_me.core.clock import Precision
from second_me.ingest.wall_clock import DAY, FIRST, LAST

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?:-(\d{2}))?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(\d{2})(\d{2})(?!\d)")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?:{_WEEKDAY})?(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+({_MONTH})\.?,?\s+(\d{{4}})", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"(?:{_WEEKDAY})?({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.IGNORECASE
)
_CLOCK_TIME = re.compile(r"\d{2}:\d{2}:\d{2}|T\d{6}")
_HASHES = re.compile(r"^#{1,6}\s+|[:*_\s]+$|^[*_]+")
_ALONE_LONGEST = 40


class WrittenDate(msgspec.Struct, frozen=True):
    """Local milliseconds since 1970-01-01 00:00, how precisely they were written, and the
    offset from universal time if that was written too.
    """

    local: int
    precision: Precision
    utc_offset_minutes: int | None = None


def date_alone(line: str) -> WrittenDate | None:
    """Return the date if the line says nothing else ("## 2024-03-05", "5 March 2024:")."""
    line = line.strip()
    if len(line) > _ALONE_LONGEST:
        return None
    text = _HASHES.sub("", line)
    match = re.fullmatch(rf"(?:{_WEEKDAY})?{_ISO.pattern}(?:,?\s+[^\W\d_]+)?", text, re.IGNORECASE)
    if match:
        return _iso(match)
    return _worded(text)


def date_in_name(stem: str) -> WrittenDate | None:
    """Return the date in the name of a file ("2024-03-05 Friday", "20240305_call")."""
    match = _ISO.search(stem) or _COMPACT.search(stem)
    return _iso(match) if match else None


def date_value(text: str) -> WrittenDate | None:
    """Return the date and time of a front matter value; None if it is neither."""
    text = text.strip().strip("\"'")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?()", text)
        return _iso(match) if match else _worded(text)
    offset = moment.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    local = _milliseconds(moment.replace(tzinfo=UTC))
    return WrittenDate(local, _precision(text), minutes) if FIRST <= local <= LAST else None


def _precision(text: str) -> Precision:
    if _CLOCK_TIME.search(text):
        return Precision.SECOND
    return Precision.MINUTE if ":" in text or "T" in text else Precision.DAY


def _worded(text: str) -> WrittenDate | None:
    if match := _DAY_FIRST.fullmatch(text):
        return _written(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _written(int(match[3]), _MONTHS[match[1].lower()], int(match[2]))
    return None


def _iso(match: re.Match[str]) -> WrittenDate | None:
    year, month, day = (int(group) if group else None for group in match.groups())
    return _written(year or 0, month, day)


def _written(year: int, month: int | None, day: int | None) -> WrittenDate | None:
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        begin = date(year, month or 1, day or 1)
    except ValueError:
        return None
    local = (begin - date(1970, 1, 1)).days * DAY
    return WrittenDate(local, precision) if FIRST <= local <= LAST else None


def _milliseconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000)
