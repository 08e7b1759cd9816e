"""Reading one file or folder into the vault, in chunks that are each durable as a whole."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from second_me.agent import windows
from second_me.agent.backlog import Backlog
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled
from second_me.core.ids import EventId
from second_me.core.protocol.memory import Problem, StartImport
from second_me.core.protocol.pushes import Progress
from second_me.core.records import Batch, BatchState
from second_me.ingest import Importer, Item, Read, ReadOptions, Skipped, describe
from second_me.trust import at_the_door
from second_me.vault.session import Session
from second_me.vault.vault import Vault

CHUNK_EVENTS: Final = 500
CHUNK_CHARACTERS: Final = 500_000
"""A chunk is one transaction. It is kept this small so that other writes get their turn."""

KEPT_PROBLEMS: Final = 5_000
"""Problems listed for one import; more are only counted."""

Ending = tuple[BatchState, str]


class ImportRun:
    """What is needed to read; called once for each import."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        backlog: Backlog,
        *,
        owner: Callable[[], str],
        stored: Callable[[Sequence[EventId]], None],
        changed: Callable[[ChangeSet], None],
        tell: Callable[[Progress], None],
        wake: Callable[[], None],
    ) -> None:
        """`owner` gives the person's name where the import was not told one; `stored` is told
        of new events after their commit.
        """
        self._vault = vault
        self._clock = clock
        self._backlog = backlog
        self._owner = owner
        self._stored = stored
        self._changed = changed
        self._tell = tell
        self._wake = wake

    def __call__(
        self,
        batch: Batch,
        request: StartImport,
        importer: Importer,
        stop: threading.Event,
        closing: threading.Event,
    ) -> Ending:
        """Read from where the batch stands to the end, or until `stop` is set.

        Raises Cancelled when `closing` is set, and what the importer and the vault raise;
        each chunk that was stored stays stored.
        """
        path = Path(request.path)
        options = ReadOptions(
            clock=self._clock,
            owner=request.owner or self._owner(),
            date_order=request.date_order,
        )
        gauge = _Gauge(batch, path, importer)
        found = batch.added + batch.duplicates
        ending: Ending = (BatchState.DONE, "")
        for chunk in chunks(importer.read(path, options, batch.resume_at), stop, closing):
            found += self._store(batch, chunk, gauge)
            self._tell(gauge.progress())
        if closing.is_set():
            raise Cancelled("Interrupted", "The vault was locked.", "It goes on when unlocked.")
        if stop.is_set():
            ending = (BatchState.STOPPED, "")
        elif not found:
            ending = (BatchState.FAILED, "Nothing that could be remembered was found in it.")
        self._tell(gauge.progress(finished=True))
        return ending

    def _store(self, batch: Batch, chunk: list[Item], gauge: "_Gauge") -> int:
        """Store a chunk and where to go on after it; return how many events it held."""
        events = at_the_door(item.event for item in chunk if isinstance(item, Read))
        problems = [
            Problem(locator=item.locator, message=item.message)
            for item in chunk
            if isinstance(item, Skipped)
        ]
        room = max(KEPT_PROBLEMS - gauge.problems, 0)

        def write(session: Session) -> Sequence[EventId]:
            now = self._clock.now()
            appended = session.events.append(batch.source_id, batch.id, events, now)
            session.batches.add_problems(batch.id, problems[:room])
            session.batches.advance(
                batch.id,
                added=len(appended.event_ids),
                duplicates=appended.duplicates,
                problems=len(problems),
                erased=appended.erased,
                resume_at=chunk[-1].position,
            )
            windows.enqueue(session, appended.event_ids, now, priority=windows.IMPORT_PRIORITY)
            return appended.event_ids

        added = self._vault.write(write)
        gauge.advance(chunk[-1].position, len(events), len(added), len(problems))
        if added:
            self._stored(added)
            self._backlog.add(len(added))
            self._wake()
            self._changed(ChangeSet.of(Topic.EVENTS) | ChangeSet.of(Topic.SOURCES, batch.source_id))
        self._changed(ChangeSet.of(Topic.BATCHES, batch.id))
        return len(events)


def chunks(
    items: Iterable[Item], stop: threading.Event, closing: threading.Event
) -> Iterator[list[Item]]:
    """Gather items into chunks until they end or one of the events is set.

    What was read but not handed out is read again when the import is resumed.
    """
    chunk: list[Item] = []
    characters = 0
    for item in items:
        if stop.is_set() or closing.is_set():
            return
        chunk.append(item)
        characters += len(item.event.text) if isinstance(item, Read) else 0
        if len(chunk) >= CHUNK_EVENTS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


class _Gauge:
    """How far one import is, and how fast."""

    def __init__(self, batch: Batch, path: Path, importer: Importer) -> None:
        self._key = f"import:{batch.id}"
        self._title = describe(path, importer)[0]
        self._unit = "files" if path.is_dir() else "bytes"
        self._total = importer.size(path)
        self._done = self._begun = batch.resume_at
        self._read = 0
        self._added = batch.added
        self._started = time.monotonic()
        self.problems = batch.problems

    def advance(self, position: int, read: int, added: int, problems: int) -> None:
        self._done = position
        self._read += read
        self._added += added
        self.problems += problems

    def progress(self, *, finished: bool = False) -> Progress:
        """Return it as clients are told; `per_second` counts events."""
        elapsed = max(time.monotonic() - self._started, 1e-3)
        return Progress(
            key=self._key,
            title=self._title,
            done=min(self._done, self._total),
            total=self._total,
            unit=self._unit,
            finished=finished,
            detail=f"{self._added:,} new",
            per_second=round(self._read / elapsed, 1),
            seconds_left=self._seconds_left(elapsed),
        )

    def _seconds_left(self, elapsed: float) -> float | None:
        passed = self._done - self._begun
        return round(elapsed * (self._total - self._done) / passed, 1) if passed > 0 else None
