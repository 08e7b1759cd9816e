"""Runs of an import and what they could not read."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import BatchId, SourceId
from second_me.core.protocol.memory import Problem
from second_me.core.records import Batch, BatchState
from second_me.vault.connection import Connection

_COLUMNS = (
    "id, source_id, state, started_at, finished_at, added, duplicates, problems, resume_at,"
    " message, erased"
)


class Batches:
    """Rows of `batches` and `problems`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, source_id: SourceId, now: Timestamp) -> BatchId:
        """Open a batch in the running state."""
        cursor = self._connection.execute(
            "INSERT INTO batches (source_id, state, started_at) VALUES (?, ?, ?)",
            (source_id, BatchState.RUNNING.value, now),
        )
        return BatchId(cursor.lastrowid)

    def advance(
        self,
        id: BatchId,  # noqa: A002
        *,
        added: int = 0,
        duplicates: int = 0,
        problems: int = 0,
        erased: int = 0,
        resume_at: int | None = None,
    ) -> None:
        """Add to the counts; `resume_at` is where a later run goes on, in the importer's unit."""
        self._connection.execute(
            "UPDATE batches SET added = added + ?, duplicates = duplicates + ?,"
            " problems = problems + ?, erased = erased + ?, resume_at = coalesce(?, resume_at)"
            " WHERE id = ?",
            (added, duplicates, problems, erased, resume_at, id),
        )

    def finish(
        self,
        id: BatchId,  # noqa: A002
        state: BatchState,
        now: Timestamp,
        message: str = "",
    ) -> None:
        """Set how a batch ended, or that it runs again (`RUNNING` clears the end)."""
        finished = None if state is BatchState.RUNNING else now
        self._connection.execute(
            "UPDATE batches SET state = ?, finished_at = ?, message = ? WHERE id = ?",
            (state.value, finished, message, id),
        )

    def get(self, id: BatchId) -> Batch:  # noqa: A002
        """Return one batch. Raises Bug for an id that was never given."""
        query = f"SELECT {_COLUMNS} FROM batches WHERE id = ?"
        row = self._connection.execute(query, (id,)).fetchone()
        if row is None:
            raise Bug("No such import", f"There is no batch {id}.")
        return _batch(row)

    def list(self, limit: int = 100) -> builtins.list[Batch]:
        """Return batches, newest first."""
        query = f"SELECT {_COLUMNS} FROM batches ORDER BY id DESC LIMIT ?"
        return [_batch(row) for row in self._connection.execute(query, (limit,))]

    def of_source(self, source_id: SourceId) -> builtins.list[BatchId]:
        """Return the imports that something of a source came by, the newest first."""
        rows = self._connection.execute(
            "SELECT id FROM batches WHERE source_id = ? AND added > 0 AND state <> 'undone'"
            " ORDER BY id DESC",
            (source_id,),
        )
        return [BatchId(row[0]) for row in rows]

    def add_problems(self, id: BatchId, problems: Sequence[Problem]) -> None:  # noqa: A002
        """Keep what could not be read. The count is set by `advance`."""
        self._connection.executemany(
            "INSERT INTO problems (batch_id, locator, message) VALUES (?, ?, ?)",
            [(id, problem.locator, problem.message) for problem in problems],
        )

    def problems(self, id: BatchId, limit: int = 200) -> builtins.list[Problem]:  # noqa: A002
        """Return the problems of a batch in the order they were met."""
        rows = self._connection.execute(
            "SELECT locator, message FROM problems WHERE batch_id = ? ORDER BY id LIMIT ?",
            (id, limit),
        )
        return [Problem(locator=locator, message=message) for locator, message in rows]


def _batch(row: Iterable[Any]) -> Batch:
    id_, source_id, state, started, finished, *counts, resume, message, erased = row
    added, duplicates, problems = counts
    return Batch(
        id=id_,
        source_id=source_id,
        state=BatchState(state),
        started_at=started,
        finished_at=finished,
        added=added,
        duplicates=duplicates,
        problems=problems,
        resume_at=resume,
        message=message,
        erased=erased,
    )
