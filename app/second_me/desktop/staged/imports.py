"""Imports of the made-up life, and their troubles."""

from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import BatchId, SourceId
from second_me.core.protocol import memory, watching
from second_me.core.records import Batch, BatchState
from second_me.desktop.staged.memories import HOUR, NOW, SOURCES


def batch(number: int, state: BatchState, **values: Any) -> memory.BatchView:  # noqa: ANN401
    """Return an import in a state."""
    made = Batch(
        id=BatchId(number),
        source_id=SourceId((number - 1) % len(SOURCES) + 1),
        state=state,
        started_at=Timestamp(NOW - number * HOUR),
        finished_at=None if state is BatchState.RUNNING else Timestamp(NOW - number * HOUR),
    )
    source = SOURCES[(number - 1) % len(SOURCES)]
    return memory.BatchView(batch=msgspec.structs.replace(made, **values), source=source)


def _of_another(number: int) -> memory.BatchView:
    """Return an import of a source that nothing else came from."""
    made = batch(10 + number, BatchState.DONE, added=100 * number + 1, problems=number % 3)
    name = f"WhatsApp Chat with somebody number {number}"
    source = msgspec.structs.replace(made.source, id=SourceId(100 + number), name=name)
    return msgspec.structs.replace(made, source=source)


BATCHES = (
    batch(3, BatchState.RUNNING, added=940),
    batch(2, BatchState.DONE, added=371),
    batch(1, BatchState.DONE, added=8412, duplicates=1204, problems=3),
)

CROWDED = (
    batch(3, BatchState.RUNNING, added=940),
    batch(6, BatchState.STOPPED, added=1210, resume_at=77),
    batch(9, BatchState.FAILED, added=12, message="The file ended in the middle of a mail."),
    batch(8, BatchState.UNDONE),
    *(_of_another(n) for n in range(9)),
    *(batch(30 + n, BatchState.DONE, added=100 * n + 1, problems=n % 3) for n in range(5)),
)

PROBLEMS = memory.Problems(
    problems=(
        memory.Problem(locator="line 118", message="The date could not be read."),
        memory.Problem(locator="line 2041", message="These bytes are no text in UTF-8."),
        memory.Problem(locator="line 2042", message="There is no date before the words."),
    )
)

WATCHED = (
    watching.WatchedFolder(
        id=1,
        path="/home/mara/Notes",
        since=Timestamp(NOW - 40 * 24 * HOUR),
        taken_at=Timestamp(NOW - 3 * HOUR),
        files=214,
    ),
    watching.WatchedFolder(
        id=2,
        path="/home/mara/Downloads/Chat exports",
        since=Timestamp(NOW - 2 * 24 * HOUR),
        files=3,
        problems=(
            memory.Problem(locator="backup.zip", message="The zip file asks for a password."),
        ),
    ),
    watching.WatchedFolder(
        id=3, path="/media/stick/Diary", since=Timestamp(NOW - 9 * 24 * HOUR), present=False
    ),
)
