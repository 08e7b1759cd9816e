"""What an importer is, what it is told, and what it yields."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from second_me.core.clock import Clock
from second_me.core.protocol.memory import Format
from second_me.core.records import NewEvent


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person said about an import.

    `owner` names the person as the export does. `date_order` is "dmy", "mdy", "ymd" or
    empty (find out). `clock` gives the offset of local times that carry no zone.
    """

    clock: Clock
    owner: str = ""
    date_order: str = ""


class Read(msgspec.Struct, frozen=True, gc=False):
    """One event, and how far reading has come with it: bytes of a file, files of a folder."""

    event: NewEvent
    position: int


class Skipped(msgspec.Struct, frozen=True):
    """Something that could not be read, or only in part. `message` holds no content."""

    locator: str
    message: str
    position: int


Item = Read | Skipped


class Importer(Protocol):
    """Reads one format as a stream. Reading keeps nothing but the unit it is at."""

    format: Format

    def accepts(self, path: Path, head: bytes) -> float:
        """Return how surely `path` is of this format, 0 to 1; `head` is empty for a folder."""
        ...

    def size(self, path: Path) -> int:
        """Return the position at which reading ends."""
        ...

    def name(self, path: Path) -> str:
        """Return what the person would call this source."""
        ...

    def read(self, path: Path, options: ReadOptions, resume_at: int = 0) -> Iterator[Item]:
        """Yield events and what could not be read, in order.

        With `resume_at`, a position that an earlier reading reported, the items up to it
        are left out; the last one may come again. Raises EnvironmentFault or PersonFault
        when the file goes away or turns out to be broken as a whole.
        """
        ...


def resumed(items: Iterable[Item], resume_at: int) -> Iterator[Item]:
    """Leave out what an earlier reading reported as done.

    Reading starts over and skips rather than seeks: what tells equal messages apart is
    their count, which has to be taken from the start.
    """
    if resume_at <= 0:
        yield from items
        return
    for item in items:
        if item.position >= resume_at:
            yield item


def unit(events: Iterable[NewEvent], start: int, end: int) -> Iterator[Read]:
    """Yield the events of one unit; only the last one says that the unit is done."""
    waiting: NewEvent | None = None
    for event in events:
        if waiting is not None:
            yield Read(waiting, start)
        waiting = event
    if waiting is not None:
        yield Read(waiting, end)
