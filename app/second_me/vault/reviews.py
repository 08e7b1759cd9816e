"""What waits for the person's word: changes that were not sure enough to be made without it."""

import builtins
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, FactId, ReviewId
from second_me.core.records import NewReview, Review, ReviewKind, Verdict
from second_me.vault.connection import Connection

_SELECT: Final = (
    "SELECT id, kind, proposal, fact_id, target_id, entity_id, other_id, since, confidence,"
    " reason, created_at, decided_at, verdict FROM reviews"
)


class Reviews:
    """Rows of `reviews`. They hold ids and words for reasons, nothing that anybody said."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: NewReview, now: Timestamp) -> ReviewId | None:
        """Put a change to the person; None if the same was put to them before."""
        pair = (new.kind.value, new.fact_id, new.target_id, new.entity_id, new.other_id)
        known = self._connection.execute(
            "SELECT 1 FROM reviews WHERE kind = ? AND fact_id IS ? AND target_id IS ?"
            " AND entity_id IS ? AND other_id IS ?",
            pair,
        ).fetchone()
        if known is not None:
            return None
        cursor = self._connection.execute(
            "INSERT INTO reviews (kind, fact_id, target_id, entity_id, other_id, proposal, since,"
            " confidence, reason, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*pair, new.proposal, new.since, new.confidence, new.reason, now),
        )
        return ReviewId(cursor.lastrowid)

    def get(self, id: ReviewId) -> Review | None:  # noqa: A002
        row = self._connection.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
        return None if row is None else _review(row)

    def list(self, *, decided: bool = False, limit: int = 200) -> builtins.list[Review]:
        """Return those that wait, oldest first; or those that were decided, newest first."""
        which = (
            "decided_at IS NOT NULL ORDER BY decided_at DESC, id DESC"
            if decided
            else "decided_at IS NULL ORDER BY id"
        )
        rows = self._connection.execute(f"{_SELECT} WHERE {which} LIMIT ?", (limit,))
        return [_review(row) for row in rows]

    def disputed(self, ids: Iterable[FactId]) -> frozenset[FactId]:
        """Return those of some facts that a review which waits is about."""
        rows = self._connection.execute(
            "SELECT value FROM json_each(?1) WHERE value IN (SELECT fact_id FROM reviews WHERE"
            " decided_at IS NULL UNION SELECT target_id FROM reviews WHERE decided_at IS NULL)",
            (msgspec.json.encode([*ids]).decode(),),
        )
        return frozenset(FactId(row[0]) for row in rows)

    def decide(self, id: ReviewId, verdict: Verdict, now: Timestamp) -> None:  # noqa: A002
        """Keep what the person said to it."""
        self._connection.execute(
            "UPDATE reviews SET decided_at = ?, verdict = ? WHERE id = ?", (now, verdict.value, id)
        )

    def reopen(self, id: ReviewId) -> None:  # noqa: A002
        """Let a decided one wait again."""
        self._connection.execute(
            "UPDATE reviews SET decided_at = NULL, verdict = '' WHERE id = ?", (id,)
        )

    def count(self) -> int:
        """Return how many wait."""
        query = "SELECT count(*) FROM reviews WHERE decided_at IS NULL"
        return int(self._connection.execute(query).fetchone()[0])


def _review(row: Sequence[Any]) -> Review:
    return Review(
        id=row[0],
        kind=ReviewKind(row[1]),
        proposal=row[2],
        fact_id=None if row[3] is None else FactId(row[3]),
        target_id=None if row[4] is None else FactId(row[4]),
        entity_id=None if row[5] is None else EntityId(row[5]),
        other_id=None if row[6] is None else EntityId(row[6]),
        since=row[7],
        confidence=row[8],
        reason=row[9],
        created_at=row[10],
        decided_at=row[11],
        verdict=Verdict(row[12]) if row[12] else None,
    )
