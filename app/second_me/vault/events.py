"""Events: what memory is made of. Their text is never rewritten."""

import builtins
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from second_me.core.changes import ChangeSet
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import BatchId, EventId, SourceId
from second_me.core.outcomes import Appended
from second_me.core.records import Event, EventKind, NewEvent, Origin
from second_me.vault.connection import Connection
from second_me.vault.digests import Digests, hasher
from second_me.vault.erasing.tombstones import Tombstones
from second_me.vault.erasure import erase
from second_me.vault.event_rows import EventRows

SELECT_EVENTS = (
    "SELECT e.id, e.source_id, e.batch_id, e.kind, e.origin, e.text, e.at, e.precision,"
    " e.utc_offset, e.received_at, e.author, t.name, e.position, e.locator, e.language, e.title"
    " FROM events AS e JOIN threads AS t ON t.id = e.thread_id"
    " AND NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.event_id = e.id)"
)
_INSERT = (
    "INSERT INTO events (id, source_id, batch_id, thread_id, kind, origin, at, precision,"
    " utc_offset, received_at, position, author, title, text, locator, language, digest)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INDEX_NEW = (
    "INSERT INTO events_fts (rowid, text, author, title)"
    " SELECT id, text, author, title FROM events WHERE id > ? ORDER BY id"
)
_END = 2**62  # later than any time
_PHRASE = 120  # characters of a text that are looked for; the caller compares the whole
_LAST_WORD = re.compile(r"\w+$")
_BM25 = "bm25(events_fts, 1.0, 0.5, 1.0)"  # an author's name says less than what was written


class Events:
    """Rows of `events` and `threads`, and the index of their words."""

    def __init__(
        self, connection: Connection, digest_secret: bytes, tombstones: Tombstones
    ) -> None:
        self._connection = connection
        self._secret = digest_secret
        self._tombstones = tombstones
        self._digests = Digests(connection)
        self.rows = EventRows(connection)
        self.erased = False

    def append(
        self,
        source_id: SourceId,
        batch_id: BatchId | None,
        events: Sequence[NewEvent],
        now: Timestamp,
        *,
        anew: bool = False,
    ) -> Appended:
        """Store events and index their words; those that memory holds already are left out, and
        so are those that were erased, unless the person gives them `anew`.
        """
        digests = self._digest_all(source_id, events)
        if anew:
            self._tombstones.remove("event", digests)
        known = self._fresh(digests)
        gone = self._tombstones.known("event", [digests[index] for index in known])
        fresh = [index for index in known if digests[index] not in gone]
        erased = len(known) - len(fresh)
        if not fresh:
            return Appended(event_ids=(), duplicates=len(events) - erased, erased=erased)
        last = self.last_id()
        threads = self._ensure_threads(source_id, {events[index].thread for index in fresh})
        rows = [
            (
                id_,
                source_id,
                batch_id,
                threads[events[index].thread],
                *_values(events[index], now),
                digests[index],
            )
            for id_, index in enumerate(fresh, start=last + 1)
        ]
        self._insert(rows)
        self._digests.add([(row[-1], row[0]) for row in rows])
        self._connection.execute(_INDEX_NEW, (last,))
        self._count(source_id, batch_id, rows[0][0], rows[-1][0])
        ids = tuple(EventId(row[0]) for row in rows)
        return Appended(event_ids=ids, duplicates=len(events) - len(rows) - erased, erased=erased)

    def find(self, source_id: SourceId, thread: str, natural_key: str) -> EventId | None:
        """Return the event with that key in its source, or None."""
        digest = hasher(self._secret, self._format(source_id), thread)(natural_key)
        return self._digests.known([digest]).get(digest)

    def held(self, digests: Sequence[int]) -> dict[int, EventId]:
        """Return which of some digests are those of events here, with these."""
        return self._digests.known(digests)

    def get(self, ids: Iterable[EventId]) -> builtins.list[Event]:
        """Return events in the order asked for; those that are gone are left out."""
        wanted = builtins.list(ids)
        query = f"{SELECT_EVENTS} WHERE e.id IN (SELECT value FROM json_each(?))"
        rows = self._connection.execute(query, (_json(wanted),))
        found = {row[0]: event_of(row) for row in rows}
        return [found[id_] for id_ in wanted if id_ in found]

    def around(self, id: EventId, before: int = 3, after: int = 3) -> builtins.list[Event]:  # noqa: A002
        """Return an event and its neighbours in its thread, in order; empty if it is gone."""
        row = self._connection.execute(
            "SELECT thread_id, at, position, id FROM events WHERE id = ?", (id,)
        ).fetchone()
        if row is None:
            return []
        place = "(e.at, e.position, e.id)"
        earlier = self._connection.execute(
            f"{SELECT_EVENTS} WHERE e.thread_id = ? AND {place} < (?, ?, ?)"
            " ORDER BY e.at DESC, e.position DESC, e.id DESC LIMIT ?",
            (*row, before),
        ).fetchall()
        later = self._connection.execute(
            f"{SELECT_EVENTS} WHERE e.thread_id = ? AND {place} >= (?, ?, ?)"
            " ORDER BY e.at, e.position, e.id LIMIT ?",
            (*row, after + 1),
        ).fetchall()
        return [event_of(found) for found in (*reversed(earlier), *later)]

    def list(
        self,
        before: Timestamp | None = None,
        source_id: SourceId | None = None,
        limit: int = 100,
    ) -> builtins.list[Event]:
        """Return events newest first, older than `before` and of one source if given."""
        newest = "ORDER BY e.at DESC, e.id DESC LIMIT ?"
        until = _END if before is None else before
        if source_id is None:
            rows = self._connection.execute(
                f"{SELECT_EVENTS} WHERE e.at < ? {newest}", (until, limit)
            )
        else:
            rows = self._connection.execute(
                f"{SELECT_EVENTS} WHERE e.id IN (SELECT e.id FROM threads AS t JOIN events AS e"
                f" ON e.thread_id = t.id WHERE t.source_id = ? AND e.at < ? {newest}) {newest}",
                (source_id, until, limit, limit),
            )
        return [event_of(row) for row in rows]

    def in_range(self, first: EventId, last: EventId) -> builtins.list[Event]:
        """Return the events with ids from `first` to `last`, both included, in order."""
        query = f"{SELECT_EVENTS} WHERE e.id BETWEEN ? AND ? ORDER BY e.id"
        return [event_of(row) for row in self._connection.execute(query, (first, last))]

    def ids_of_batch(self, batch_id: BatchId) -> builtins.list[EventId]:
        """Return the ids of what one import brought in."""
        rows = self._connection.execute(
            "SELECT e.id FROM batches AS b JOIN events AS e"
            " ON e.id BETWEEN b.first_event AND b.last_event AND e.batch_id = b.id"
            " WHERE b.id = ? ORDER BY e.id",
            (batch_id,),
        )
        return [EventId(row[0]) for row in rows]

    def ids_of_source(self, source_id: SourceId) -> builtins.list[EventId]:
        """Return the ids of the events of a source, thread by thread."""
        rows = self._connection.execute(
            "SELECT e.id FROM threads AS t CROSS JOIN events AS e INDEXED BY events_by_thread"
            " ON e.thread_id = t.id WHERE t.source_id = ?",
            (source_id,),
        )
        return [EventId(row[0]) for row in rows]

    def search_words(self, match: str, limit: int) -> builtins.list[tuple[EventId, float]]:
        """Return ids with their BM25 score, best (highest) first.

        `match` is an FTS5 expression. Raises Bug if it is not a valid one.
        """
        rows = self._connection.execute(
            f"SELECT rowid, -{_BM25} AS score FROM events_fts WHERE events_fts MATCH ?"
            " ORDER BY score DESC, rowid DESC LIMIT ?",
            (match, limit),
        )
        return [(EventId(id_), float(score)) for id_, score in rows]

    def holding(self, text: str, before: EventId, limit: int = 8) -> builtins.list[Event]:
        """Return events of a smaller id that hold the beginning of a text, the newest first."""
        begun = text[:_PHRASE]
        if text[_PHRASE : _PHRASE + 1].isalnum():  # half a word is in no index
            begun = _LAST_WORD.sub("", begun)
        phrase = " ".join(begun.replace('"', " ").replace("\0", " ").split())
        rows = self._connection.execute(
            "SELECT rowid FROM events_fts WHERE events_fts MATCH ? AND rowid < ?"
            " ORDER BY rowid DESC LIMIT ?",
            (f'text : "{phrase}"', before, limit),
        )
        return self.get([EventId(row[0]) for row in rows])

    def count(self) -> int:
        """Return how many events there are."""
        row = self._connection.execute("SELECT coalesce(sum(events), 0) FROM sources").fetchone()
        return int(row[0])

    def without_vector(self, model: str, limit: int) -> builtins.list[EventId]:
        """Return ids of events that have no vector of a model yet, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM events INDEXED BY events_by_time EXCEPT"
            " SELECT id FROM vectors INDEXED BY vectors_by_owner WHERE owner = 1"
            " AND model_id = (SELECT id FROM vector_models WHERE name = ?) ORDER BY 1 LIMIT ?",
            (model, limit),
        )
        return [EventId(row[0]) for row in rows]

    def erase(self, ids: Iterable[EventId], now: Timestamp = Timestamp(0)) -> ChangeSet:  # noqa: B008
        """Erase events for good, with their words in the index, vectors, evidence and all that
        was derived from them alone. Old pages leave the write-ahead log after the commit.
        """
        self.erased = True
        return erase(self._connection, ids, now)

    def _format(self, source_id: SourceId) -> str:
        row = self._connection.execute(
            "SELECT format FROM sources WHERE id = ?", (source_id,)
        ).fetchone()
        if row is None:
            raise Bug("No such source", f"There is no source {source_id}.")
        return str(row[0])

    def _digest_all(self, source_id: SourceId, events: Sequence[NewEvent]) -> builtins.list[int]:
        format_ = self._format(source_id)
        hashers = {
            thread: hasher(self._secret, format_, thread)
            for thread in {event.thread for event in events}
        }
        return [hashers[event.thread](event.natural_key) for event in events]

    def _fresh(self, digests: Sequence[int]) -> builtins.list[int]:
        """Return the places of those that are not stored yet, each digest once."""
        seen = set(self._digests.known(digests))
        fresh = []
        for index, digest in enumerate(digests):
            if digest not in seen:
                seen.add(digest)
                fresh.append(index)
        return fresh

    def _count(self, source_id: SourceId, batch_id: BatchId | None, first: int, last: int) -> None:
        self._connection.execute(
            "UPDATE sources SET events = events + ? WHERE id = ?", (last - first + 1, source_id)
        )
        if batch_id is not None:
            self._connection.execute(
                "UPDATE batches SET first_event = coalesce(first_event, ?), last_event = ?"
                " WHERE id = ?",
                (first, last, batch_id),
            )

    def last_id(self) -> int:
        """Return the highest id ever given; AUTOINCREMENT remembers it past deletions."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
        ).fetchone()
        return 0 if row is None else int(row[0])

    def _ensure_threads(self, source_id: SourceId, names: set[str]) -> dict[str, int]:
        wanted = sorted(_clean(name) for name in names)
        self._connection.executemany(
            "INSERT OR IGNORE INTO threads (source_id, name) VALUES (?, ?)",
            [(source_id, name) for name in wanted],
        )
        rows = self._connection.execute(
            "SELECT name, id FROM threads WHERE source_id = ?"
            " AND name IN (SELECT value FROM json_each(?))",
            (source_id, _json(wanted)),
        )
        numbers = dict(rows.fetchall())
        return {name: numbers[_clean(name)] for name in names}

    def _insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        try:
            self._connection.executemany(_INSERT, rows)
        except UnicodeEncodeError:
            last = rows[0][0] - 1
            self._connection.execute("DELETE FROM events WHERE id > ?", (last,))
            cleaned = [
                tuple(_clean(value) if isinstance(value, str) else value for value in row)
                for row in rows
            ]
            self._connection.executemany(_INSERT, cleaned)


def _values(event: NewEvent, now: Timestamp) -> tuple[Any, ...]:
    moment = event.moment
    return (
        event.kind.value,
        event.origin.value,
        moment.at,
        moment.precision.value,
        moment.utc_offset_minutes,
        now,
        event.position,
        event.author,
        event.title,
        event.text,
        event.locator,
        event.language,
    )


def event_of(row: Sequence[Any]) -> Event:
    """Return a row of `SELECT_EVENTS` as an event."""
    return Event(
        id=row[0],
        source_id=row[1],
        batch_id=row[2],
        kind=EventKind(row[3]),
        origin=Origin(row[4]),
        text=row[5],
        moment=Moment(row[6], Precision(row[7]), row[8]),
        received_at=row[9],
        author=row[10],
        thread=row[11],
        position=row[12],
        locator=row[13],
        language=row[14],
        title=row[15],
    )


def _clean(text: str) -> str:
    """Replace what is no character at all (half a surrogate pair): it cannot be stored."""
    return text.encode("utf-8", "replace").decode()


def _json(values: Sequence[int] | Sequence[str]) -> str:
    return msgspec.json.encode(values).decode()
