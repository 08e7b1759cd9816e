"""The durable queue of background work."""

import builtins
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import JobId
from second_me.core.records import Job, JobState
from second_me.vault.connection import Connection

Payload = dict[str, int | str | list[int]]

_COLUMNS = "id, kind, key, payload, priority, state, attempts, created_at, not_before, error"
_WAITING, _RUNNING, _DEAD = (state.value for state in JobState)


class Jobs:
    """Rows of `jobs`. A job that is done has no row any more."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def enqueue(
        self,
        kind: str,
        key: str,
        payload: Mapping[str, int | str | list[int]],
        *,
        priority: int = 0,
        now: Timestamp,
        not_before: Timestamp | None = None,
    ) -> JobId | None:
        """Add a job and return its id; None if one of that kind and key waits already."""
        cursor = self._connection.execute(
            "INSERT INTO jobs (kind, key, payload, priority, state, created_at, not_before)"
            " VALUES (?, ?, ?, ?, 'waiting', ?, ?)"
            " ON CONFLICT (kind, key) WHERE state = 'waiting' DO NOTHING RETURNING id",
            (
                kind,
                key,
                msgspec.json.encode(payload).decode(),
                priority,
                now,
                now if not_before is None else not_before,
            ),
        )
        row = cursor.fetchone()
        return None if row is None else JobId(row[0])

    def claim(self, now: Timestamp, kinds: Collection[str] | None = None) -> Job | None:
        """Take the next job that is due: highest priority first, then oldest. None if none is."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'waiting' AND not_before <= ?"
            " AND (? IS NULL OR kind IN (SELECT value FROM json_each(?)))"
            " ORDER BY priority DESC, id LIMIT 1",
            (now, *[None if kinds is None else msgspec.json.encode(list(kinds)).decode()] * 2),
        ).fetchone()
        if row is None:
            return None
        job = _job(row)
        self._connection.execute(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = ?", (job.id,)
        )
        return msgspec.structs.replace(job, state=JobState.RUNNING, attempts=job.attempts + 1)

    def waiting(
        self, kind: str, least_priority: int, now: Timestamp, limit: int
    ) -> builtins.list[Job]:
        """Return jobs of a kind that are due, in the order they would be claimed, unclaimed."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'waiting' AND kind = ? AND priority >= ?"
            " AND not_before <= ? ORDER BY priority DESC, id LIMIT ?",
            (kind, least_priority, now, limit),
        )
        return [_job(row) for row in rows]

    def finish(self, id: JobId) -> None:  # noqa: A002
        """Take a job off the queue: it is done."""
        self._connection.execute("DELETE FROM jobs WHERE id = ?", (id,))

    def fail(
        self,
        id: JobId,  # noqa: A002
        error: str,
        now: Timestamp,
        *,
        retry_at: Timestamp | None,
    ) -> None:
        """Put a job back until `retry_at`; without one it is dead and waits for the person.

        `error` holds no content. A twin that was added meanwhile takes the job's place.
        """
        state, due = (_DEAD, now) if retry_at is None else (_WAITING, retry_at)
        self._connection.execute(
            "UPDATE OR IGNORE jobs SET state = ?, not_before = ?, error = ? WHERE id = ?",
            (state, due, error, id),
        )
        self._connection.execute("DELETE FROM jobs WHERE id = ? AND state = 'running'", (id,))

    def recover(self) -> int:
        """Put jobs that a dead agent left running back in the queue; return how many."""
        moved = self._connection.execute(
            "UPDATE OR IGNORE jobs SET state = 'waiting' WHERE state = 'running'"
        ).rowcount
        self._connection.execute("DELETE FROM jobs WHERE state = 'running'")  # a twin waits
        return int(moved)

    def list(self, *, dead_only: bool = False, limit: int = 100) -> builtins.list[Job]:
        """Return jobs in the order they will be done, the dead ones last."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE state = 'dead' OR NOT ?"
            " ORDER BY state = 'dead', state = 'waiting', priority DESC, id LIMIT ?",
            (dead_only, limit),
        )
        return [_job(row) for row in rows]

    def retry(self, id: JobId, now: Timestamp = Timestamp(0)) -> None:  # noqa: A002, B008
        """Give a dead job a fresh start; a twin that waits already takes its place."""
        self._connection.execute(
            "UPDATE OR IGNORE jobs SET state = 'waiting', attempts = 0, not_before = ?, error = ''"
            " WHERE id = ? AND state = 'dead'",
            (now, id),
        )
        self._connection.execute("DELETE FROM jobs WHERE id = ? AND state = 'dead'", (id,))

    def dismiss(self, id: JobId) -> None:  # noqa: A002
        """Take a dead job off the list for good."""
        self._connection.execute("DELETE FROM jobs WHERE id = ? AND state = 'dead'", (id,))

    def counts(self) -> tuple[int, int]:
        """Return how many jobs wait or run, and how many are dead."""
        row = self._connection.execute(
            "SELECT count(*) FILTER (WHERE state <> 'dead'), count(*) FILTER (WHERE state = 'dead')"
            " FROM jobs"
        ).fetchone()
        return int(row[0]), int(row[1])


def _job(row: Iterable[Any]) -> Job:
    id_, kind, key, payload, priority, state, attempts, created_at, not_before, error = row
    return Job(
        id=id_,
        kind=kind,
        key=key,
        payload=msgspec.json.decode(payload, type=Payload),
        priority=priority,
        state=JobState(state),
        attempts=attempts,
        created_at=created_at,
        not_before=not_before,
        error=error,
    )
