"""Plain text: one event a paragraph, in bounded memory whatever the size of the file."""

from collections.abc import Iterator
from pathlib import Path

from second_me.core.clock import Moment, Precision
from second_me.core.protocol.memory import Format
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.ingest.items import Item, ReadOptions, Skipped, resumed, unit
from second_me.ingest.lines import MAX_LINE, Line, read_lines
from second_me.ingest.natural_keys import EqualCounter
from second_me.ingest.passages import PASSAGE, passages, tidy
from second_me.ingest.sources import Part, reading
from second_me.ingest.wall_clock import WallClock
from second_me.ingest.written_dates import date_alone, date_in_name

_SUFFIXES = (".txt", ".text", ".log", ".org", ".rst")

# Text by its bytes, but not prose: only on the person's word.
_STRUCTURED = frozenset(
    (".json", ".html", ".htm", ".xml", ".csv", ".tsv", ".yaml", ".yml", ".toml", ".vcf", ".ics")
)


class PlainText:
    """Reads a text file as the person's own writing."""

    format = Format(
        name="text",
        label="Plain text",
        hint="Any text file. Each paragraph becomes a memory.",
        suffixes=_SUFFIXES,
    )

    def accepts(self, path: Path, head: bytes) -> float:
        if path.is_dir() or not head:
            return 0.0
        suffix = path.suffix.lower()
        if suffix in _STRUCTURED:
            return 0.02
        return 0.4 if suffix in (*_SUFFIXES, "") else 0.1

    def size(self, path: Path) -> int:
        return path.stat().st_size

    def name(self, path: Path) -> str:
        return path.name

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        with reading(path), Part(path).open() as stream:
            moment = moment_of_file(path, WallClock(options.clock))
            items = _Paragraphs(path.name, moment, options).items(read_lines(stream))
            yield from resumed(items, resume_at)


def moment_of_file(path: Path, clock: WallClock) -> Moment:
    """Return the day that the file's name tells, else the day on which it was last changed."""
    day = date_in_name(path.stem)
    if day is not None:
        return clock.moment(day.local, day.precision)
    return clock.at(int(path.stat().st_mtime * 1000), Precision.DAY)


class _Paragraphs:
    """Gathers lines to paragraphs and paragraphs to events."""

    def __init__(self, name: str, moment: Moment, options: ReadOptions) -> None:
        self._name = name
        self._moment = moment
        self._clock = WallClock(options.clock)
        self._equals = EqualCounter()
        self._held: list[str] = []
        self._first = 1
        self._count = 0

    def items(self, lines: Iterator[Line]) -> Iterator[Item]:
        """Yield the paragraphs of a file, given its lines from the first."""
        length, done, end = 0, 0, 0
        for number, text, end, fault in lines:
            if fault:
                yield Skipped(f"line {number}", fault, done)
            blank = not text.strip()
            if not blank:
                self._hold(number, text)
                length += len(text)
            if (blank and self._held) or length > MAX_LINE:
                yield from unit(self._events(), done, end)
                length, done = 0, end
        yield from unit(self._events(), done, end)

    def _hold(self, number: int, text: str) -> None:
        if not self._held:
            self._first = number
            day = date_alone(text)
            if day is not None:
                self._moment = self._clock.moment(day.local, day.precision)
        self._held.append(text)

    def _events(self) -> Iterator[NewEvent]:
        """Yield the paragraph held as one event, or as several if it is long."""
        text, self._held = tidy("\n".join(self._held)), []
        for piece in passages(text, PASSAGE):
            self._count += 1
            yield NewEvent(
                kind=EventKind.DOCUMENT,
                origin=Origin.OWN,
                text=piece,
                moment=self._moment,
                natural_key=f"{self._equals.count(0, '', piece)}\x1f{piece}",
                thread=self._name,
                position=self._count,
                locator=f"line {self._first}",
            )
