"""Episodes: stretches of events about one topic."""

import builtins
from collections.abc import Sequence

from second_me.core.clock import Timestamp
from second_me.core.ids import EpisodeId, EventId
from second_me.core.records import Actor, Derived, Episode, Quote
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.revisions import Revisions


class Episodes:
    """Rows of `episodes`. Their evidence is the whole text of their events."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence

    def add(
        self,
        *,
        title: str,
        summary: str,
        start: Timestamp,
        end: Timestamp,
        events: Sequence[EventId],
        actor: Actor,
        now: Timestamp,
        place: str = "",
    ) -> EpisodeId:
        """Store an episode made of `events`. Raises Bug if none of them has any text."""
        quotes = self._evidence.whole(events)
        self._evidence.check(quotes)
        cursor = self._connection.execute(
            "INSERT INTO episodes (title, summary, start_at, end_at, place) VALUES (?, ?, ?, ?, ?)",
            (title, summary, start, end, place),
        )
        id_ = EpisodeId(cursor.lastrowid)
        self._evidence.add(Derived.EPISODE, id_, quotes)
        after = self._revisions.row("episodes", id_)
        self._revisions.write("episodes", id_, actor, now, before=None, after=after)
        return id_

    def list(self, before: Timestamp | None = None, limit: int = 100) -> builtins.list[Episode]:
        """Return episodes newest first, begun earlier than `before` if given."""
        rows = self._connection.execute(
            "SELECT id, title, summary, start_at, end_at, place FROM episodes"
            " WHERE ? IS NULL OR start_at < ? ORDER BY start_at DESC, id DESC LIMIT ?",
            (before, before, limit),
        )
        return [
            Episode(id=id_, title=title, summary=summary, start=start, end=end, place=place)
            for id_, title, summary, start, end, place in rows
        ]

    def quotes(self, id: EpisodeId) -> tuple[Quote, ...]:  # noqa: A002
        """Return the words of an episode's events."""
        return self._evidence.of(Derived.EPISODE, [id]).get(id, ())

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM episodes").fetchone()[0])
