"""The documented format for everything that has no importer: one JSON object a line.

docs/events-jsonl.md describes it for those who write such files.
"""

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from second_me.core.clock import Moment, Precision
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.items import Item, ReadOptions, Skipped, resumed, unit
from second_me.ingest.lines import MAX_LINE, Line, read_lines
from second_me.ingest.natural_keys import EqualCounter
from second_me.ingest.passages import LONG_TEXT, passages, scrub, tidy
from second_me.ingest.people import Owner
from second_me.ingest.sources import Part, reading
from second_me.ingest.wall_clock import WallClock
from second_me.ingest.written_dates import date_value

_SUFFIXES = (".jsonl", ".ndjson")
_FIRST_LINES = 5
Short = Annotated[str, msgspec.Meta(max_length=500)]


class Record(msgspec.Struct, frozen=True):
    """One line. Unknown fields are let pass, so that newer files still import."""

    text: str
    at: Short = ""
    author: Short = ""
    kind: Literal["", "message", "note", "mail", "chat", "document", "record"] = ""
    origin: Literal["", "own", "other", "assistant", "web", "program"] = ""
    thread: Short = ""
    title: Short = ""
    id: Short = ""
    language: Short = ""


_decoder = msgspec.json.Decoder(Record)


class EventsJsonl:
    """Reads events.jsonl."""

    format = Format(
        name="events",
        label="Events (JSON lines)",
        hint="One JSON object a line with at least “text”; see docs/events-jsonl.md.",
        suffixes=_SUFFIXES,
    )

    def accepts(self, path: Path, head: bytes) -> float:
        if path.is_dir():
            return 0.0
        lines = (text for _, text, _, _ in read_lines(io.BytesIO(head)) if text.strip())
        found = any(_looks_right(line) for line in islice(lines, _FIRST_LINES))
        if path.suffix.lower() in _SUFFIXES:
            return 0.9 if found else 0.2
        return 0.7 if found else 0.0

    def size(self, path: Path) -> int:
        return path.stat().st_size

    def name(self, path: Path) -> str:
        return path.name

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path), Part(path).open() as stream:
            undated = WallClock(options.clock).at(
                int(path.stat().st_mtime * 1000), Precision.UNKNOWN
            )
            items = _Records(undated, options).items(read_lines(stream))
            yield from resumed(items, resume_at)


def _looks_right(line: str) -> bool:
    try:
        _decoder.decode(line.encode())
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return False
    return True


class _Records:
    """Turns lines into events, one by one."""

    def __init__(self, undated: Moment, options: ReadOptions) -> None:
        self._undated = undated
        self._owner = Owner(options.owner)
        self._clock = WallClock(options.clock)
        self._equals = EqualCounter()
        self._count = 0

    def items(self, lines: Iterator[Line]) -> Iterator[Item]:
        """Yield an event or a problem for each line, given the lines from the first."""
        done = 0
        for number, text, end, fault in lines:
            locator = f"line {number}"
            if fault:
                yield Skipped(locator, fault, done)
            if text.strip():
                found = self._record(text)
                if isinstance(found, str):
                    yield Skipped(locator, found, end)
                else:
                    yield from unit(self._events(*found, locator), done, end)
            done = end

    def _record(self, line: str) -> tuple[Record, Moment] | str:
        """Return the line as a record with its moment, or what is wrong with it."""
        if len(line) >= MAX_LINE:
            return f"The line is longer than {MAX_LINE >> 20} MB."
        try:
            record = _decoder.decode(scrub(line).encode())
        except msgspec.ValidationError as error:
            return f"A field is not as it should be: {_without_content(error)}."
        except (msgspec.DecodeError, RecursionError):
            return "The line is not a JSON object."
        if not record.text.strip():
            return "The text is empty."
        moment = self._moment(record.at)
        if moment is None:
            return "The field “at” is not an ISO 8601 date or time."
        return record, moment

    def _moment(self, at: str) -> Moment | None:
        if not at:
            return self._undated
        written = date_value(at)
        if written is None:
            return None
        return self._clock.moment(written.local, written.precision, written.utc_offset_minutes)

    def _events(self, record: Record, moment: Moment, locator: str) -> Iterator[NewEvent]:
        origin = self._origin(record)
        kind = EventKind(record.kind or ("message" if record.author else "note"))
        for index, piece in enumerate(passages(tidy(record.text), LONG_TEXT)):
            same = self._equals.count(moment.at, record.author, piece)
            known = f"{moment.at}\x1f{record.author}\x1f{same}\x1f{piece}"
            self._count += 1
            yield NewEvent(
                kind=kind,
                origin=origin,
                text=piece,
                moment=moment,
                natural_key=f"id\x1f{record.id}\x1f{index}" if record.id else known,
                author=scrub(record.author),
                thread=scrub(record.thread),
                position=self._count,
                locator=locator,
                language=scrub(record.language),
                title=scrub(record.title),
            )

    def _origin(self, record: Record) -> Origin:
        if record.origin:
            return Origin(record.origin)
        if not record.author:
            return Origin.OWN
        return self._owner.origin(record.author)


def _without_content(error: msgspec.ValidationError) -> str:
    """Return where the fault lies; the rest of msgspec's message can quote what was written."""
    _, _, where = str(error).rpartition(" - at `$.")
    return f"“{where.rstrip('`')}”" if where else "“text” is missing or of another type"
