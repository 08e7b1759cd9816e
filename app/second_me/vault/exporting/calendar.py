"""What has a day as iCalendar (RFC 5545): records of calendars and facts that began at a time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec

from second_me.core.clock import Precision, Timestamp, to_datetime
from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import pick
from second_me.vault.exporting.text_lines import Put, line, text
from second_me.vault.exporting.writing import Part

_TO_THE_MINUTE: Final = frozenset({Precision.MINUTE, Precision.SECOND})
_DATED: Final = _TO_THE_MINUTE | {Precision.DAY}
_TITLE: Final = 80
_SOME: Final = "(SELECT value FROM json_each(?))"


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    uid: str
    at: Timestamp
    precision: Precision
    offset: int
    title: str
    said: str


def write(connection: Connection, put: Put, now: Timestamp, part: Part | None) -> dict[str, int]:
    """Put one calendar, and return how many entries are in it."""
    put(line("BEGIN", "VCALENDAR"))
    put(line("VERSION", "2.0"))
    put(line("PRODID", "-//Second Me//Export//EN"))
    count = 0
    for entry in (*_records(connection, part), *_facts(connection, part)):
        put(line("BEGIN", "VEVENT"))
        put(line("UID", entry.uid))
        put(line("DTSTAMP", f"{to_datetime(now):%Y%m%dT%H%M%SZ}"))
        for name, value in _times(entry):
            put(line(name, value))
        put(line("SUMMARY", text(entry.title)))
        if entry.said and entry.said != entry.title:
            put(line("DESCRIPTION", text(entry.said)))
        put(line("END", "VEVENT"))
        count += 1
    put(line("END", "VCALENDAR"))
    return {"entries": count}


def _times(entry: _Entry) -> Iterator[tuple[str, str]]:
    if entry.precision in _TO_THE_MINUTE:
        yield "DTSTART", f"{to_datetime(entry.at):%Y%m%dT%H%M%SZ}"
        return
    day = to_datetime(entry.at, entry.offset).date()
    yield "DTSTART;VALUE=DATE", f"{day:%Y%m%d}"
    yield "DTEND;VALUE=DATE", f"{day + timedelta(days=1):%Y%m%d}"


def _records(connection: Connection, part: Part | None) -> Iterator[_Entry]:
    rows = connection.execute(
        "SELECT id, at, precision, utc_offset, title, text FROM events WHERE kind = 'record'"
        f" AND (? OR id IN {_SOME}) ORDER BY at, id",
        (int(part is None), pick(() if part is None else part.events)),
    )
    for id_, at, precision, offset, title, said in rows:
        yield from _entry(f"event:{id_}", at, precision, offset=offset or 0, title=title, said=said)


def _facts(connection: Connection, part: Part | None) -> Iterator[_Entry]:
    rows = connection.execute(
        "SELECT id, valid_from, valid_precision, text FROM facts WHERE valid_from IS NOT NULL"
        f" AND status IN ('proposed', 'current', 'superseded') AND (? OR id IN {_SOME})"
        " ORDER BY valid_from, id",
        (int(part is None), pick(() if part is None else part.derived[Derived.FACT])),
    )
    for id_, at, precision, said in rows:
        yield from _entry(f"fact:{id_}", at, precision, said=said)


def _entry(
    uid: str, at: int, precision: str, *, offset: int = 0, title: str = "", said: str
) -> Iterator[_Entry]:
    if Precision(precision) in _DATED:
        first = said.strip().splitlines()[0] if said.strip() else "(no title)"
        yield _Entry(
            uid=f"second-me:{uid}",
            at=Timestamp(at),
            precision=Precision(precision),
            offset=offset,
            title=title or first[:_TITLE],
            said=said,
        )
