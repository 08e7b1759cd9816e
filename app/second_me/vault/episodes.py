"""Episodes: stretches of events about one topic."""

import builtins
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EpisodeId, EventId
from second_me.core.records import Actor, Derived, Episode, EpisodeState, NewEpisode, Quote
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.recorded import By, Recorded
from second_me.vault.revisions import Revisions

_SELECT: Final = (
    "SELECT id, title, summary, start_at, end_at, place, people, state, by_hand, stream,"
    " EXISTS (SELECT 1 FROM evidence AS v JOIN events AS e ON e.id = v.event_id WHERE"
    " v.derived = 'episode' AND v.derived_id = episodes.id AND e.precision <> 'unknown')"
    " FROM episodes"
)
_SOME: Final = "(SELECT value FROM json_each(?))"
_OWN: Final = "derived = 'episode'"  # spelled out, so that the partial index serves


class Episodes:
    """Rows of `episodes`. Their evidence is the whole text of their events: an event that has
    words is in one episode at most, and in which tells its evidence.
    """

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._evidence = evidence
        self._recorded = Recorded(connection, revisions, evidence, "episodes", Derived.EPISODE)

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
        new = NewEpisode(
            title=title, summary=summary, start=start, end=end, place=place, events=tuple(events)
        )
        return self.put(new, By(actor, now))

    def put(self, new: NewEpisode, by: By | None, id: EpisodeId | None = None) -> EpisodeId:  # noqa: A002
        """Store an episode, in the place of `id` if given, with just its events.

        `by` None leaves no revision: what is made from events alone can be made again. Raises
        Bug if none of the events has any text.
        """
        quotes = self._evidence.whole(new.events)
        if id is None:
            return EpisodeId(self._recorded.insert(_values(new), quotes, by))
        self._evidence.check(quotes)
        if by is not None:
            spans = [(quote.event_id, quote.start, quote.end) for quote in quotes]
            self._recorded.change(id, _values(new), by, spans=spans)
            return id
        columns = ", ".join(f"{name} = ?" for name in _values(new))
        self._connection.execute(
            f"UPDATE episodes SET {columns} WHERE id = ?", (*_values(new).values(), id)
        )
        self._evidence.drop(Derived.EPISODE, id)
        self._evidence.add(Derived.EPISODE, id, quotes)
        return id

    def remove(self, ids: Sequence[EpisodeId], by: By | None) -> None:
        """Take episodes away; their events are in none then."""
        self._recorded.remove(ids, by)

    def get(self, ids: Iterable[EpisodeId]) -> builtins.list[Episode]:
        """Return episodes in the order asked for; those that are gone are left out."""
        wanted = builtins.list(ids)
        rows = self._connection.execute(f"{_SELECT} WHERE id IN {_SOME}", (_json(wanted),))
        found = {row[0]: _episode(row) for row in rows}
        return [found[id_] for id_ in wanted if id_ in found]

    def list(self, before: Timestamp | None = None, limit: int = 100) -> builtins.list[Episode]:
        """Return episodes newest first, begun earlier than `before` if given."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE ? IS NULL OR start_at < ? ORDER BY start_at DESC, id DESC LIMIT ?",
            (before, before, limit),
        )
        return [_episode(row) for row in rows]

    def places(self, limit: int = 100) -> builtins.list[tuple[str, int]]:
        """Return where episodes were, and how many at each; those with most first."""
        rows = self._connection.execute(
            "SELECT place, count(*) AS times FROM episodes WHERE place <> ''"
            " GROUP BY place ORDER BY times DESC, place LIMIT ?",
            (limit,),
        )
        return [(place, times) for place, times in rows]

    def at_places(self, places: Iterable[str]) -> builtins.list[EpisodeId]:
        """Return the episodes that were at any of some places."""
        rows = self._connection.execute(
            f"SELECT id FROM episodes WHERE place IN {_SOME} ORDER BY id",
            (_json(builtins.list(places)),),
        )
        return [EpisodeId(row[0]) for row in rows]

    def quotes(self, id: EpisodeId) -> tuple[Quote, ...]:  # noqa: A002
        """Return the words of an episode's events."""
        return self._evidence.of(Derived.EPISODE, [id]).get(id, ())

    def events(self, ids: Iterable[EpisodeId]) -> dict[EpisodeId, tuple[EventId, ...]]:
        """Return the events of episodes, in the order of their stream."""
        rows = self._connection.execute(
            "SELECT v.derived_id, e.id FROM evidence AS v JOIN events AS e ON e.id = v.event_id"
            f" WHERE v.{_OWN} AND v.derived_id IN {_SOME}"
            " ORDER BY v.derived_id, e.at, e.position, e.id",
            (_json(builtins.list(ids)),),
        )
        found: dict[EpisodeId, builtins.list[EventId]] = {}
        for episode, event in rows:
            found.setdefault(EpisodeId(episode), []).append(EventId(event))
        return {episode: tuple(events) for episode, events in found.items()}

    def of_events(self, ids: Iterable[EventId]) -> dict[EventId, EpisodeId]:
        """Return in which episode events are; those that are in none are left out."""
        rows = self._connection.execute(
            f"SELECT event_id, derived_id FROM evidence WHERE {_OWN} AND event_id IN {_SOME}",
            (_json(builtins.list(ids)),),
        )
        return dict(rows.fetchall())

    def pairs(self, chunk: int = 10_000) -> Iterator[builtins.list[tuple[int, int]]]:
        """Yield all (event, episode) in ascending order of events, `chunk` at a time."""
        after = 0
        while True:
            rows = self._connection.execute(
                f"SELECT event_id, derived_id FROM evidence WHERE {_OWN} AND event_id > ?"
                " ORDER BY event_id LIMIT ?",
                (after, chunk),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            yield rows

    def without_vector(self, model: str) -> builtins.list[EpisodeId]:
        """Return ids of episodes that have no vector of a model yet, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM episodes EXCEPT SELECT id FROM vectors INDEXED BY vectors_by_owner"
            " WHERE owner = 3 AND model_id = (SELECT id FROM vector_models WHERE name = ?)"
            " ORDER BY 1",
            (model,),
        )
        return [EpisodeId(row[0]) for row in rows]

    def count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM episodes").fetchone()[0])


def _values(new: NewEpisode) -> dict[str, Any]:
    return {
        "title": new.title,
        "summary": new.summary,
        "start_at": new.start,
        "end_at": new.end,
        "place": new.place,
        "people": msgspec.json.encode(new.people).decode(),
        "state": new.state.value,
        "by_hand": new.by_hand,
        "stream": new.stream,
    }


def _episode(row: Sequence[Any]) -> Episode:
    return Episode(
        id=row[0],
        title=row[1],
        summary=row[2],
        start=row[3],
        end=row[4],
        place=row[5],
        people=msgspec.json.decode(row[6], type=tuple[str, ...]),
        state=EpisodeState(row[7]),
        by_hand=bool(row[8]),
        stream=row[9],
        dated=bool(row[10]),
    )


def _json(values: Sequence[Any]) -> str:
    return msgspec.json.encode(values).decode()
