"""Evidence: the words of an event that a derived record came from."""

from collections.abc import Iterable, Sequence

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import EventId, EvidenceId, FactId
from second_me.core.records import Derived, Evidence, Quote
from second_me.vault.connection import Connection


class EvidenceRows:
    """Rows of `evidence`. The quoted words are read from the event, never copied."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self, quotes: Sequence[Quote]) -> None:
        """Raise Bug unless every quote stands in its event just as it says."""
        if not quotes:
            raise Bug("Nothing shows it", "A derived record needs at least one quote.")
        texts = self._texts({quote.event_id for quote in quotes})
        for quote in quotes:
            text = texts.get(quote.event_id)
            if text is None or not quote.text or text[quote.start : quote.end] != quote.text:
                raise Bug(
                    "A quote is not in its event", f"Event {quote.event_id} does not hold it."
                )

    def whole(self, event_ids: Iterable[EventId]) -> tuple[Quote, ...]:
        """Return quotes of all that some events say; empty and missing ones are left out."""
        wanted = tuple(dict.fromkeys(event_ids))
        texts = self._texts(set(wanted))
        return tuple(Quote(id_, 0, len(texts[id_]), texts[id_]) for id_ in wanted if texts.get(id_))

    def add(self, derived: Derived, derived_id: int, quotes: Sequence[Quote]) -> None:
        """Link a record to its words; a link that stands already stays."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO evidence (derived, derived_id, event_id, start_at, end_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [(derived.value, derived_id, one.event_id, one.start, one.end) for one in quotes],
        )

    def drop(self, derived: Derived, derived_id: int) -> None:
        """Unlink a record from all its words."""
        self._connection.execute(
            "DELETE FROM evidence WHERE derived = ? AND derived_id = ?", (derived.value, derived_id)
        )

    def put(self, derived: Derived, derived_id: int, spans: Iterable[Sequence[int]]) -> None:
        """Link a record to just these spans (event, start, end); those of events that are gone
        are left out.
        """
        self.drop(derived, derived_id)
        self._connection.executemany(
            "INSERT OR IGNORE INTO evidence (derived, derived_id, event_id, start_at, end_at)"
            " SELECT ?, ?, id, ?, ? FROM events WHERE id = ?",
            [(derived.value, derived_id, start, end, event) for event, start, end in spans],
        )

    def of(self, derived: Derived, ids: Iterable[int]) -> dict[int, tuple[Quote, ...]]:
        """Return the quotes of some records of one kind, by record."""
        found: dict[int, list[Quote]] = {}
        rows = self._connection.execute(
            "SELECT v.derived_id, v.event_id, v.start_at, v.end_at, e.text FROM evidence AS v"
            " JOIN events AS e ON e.id = v.event_id WHERE v.derived = ?"
            " AND v.derived_id IN (SELECT value FROM json_each(?)) ORDER BY v.id",
            (derived.value, msgspec.json.encode(list(ids)).decode()),
        )
        for derived_id, event_id, start, end, text in rows:
            found.setdefault(derived_id, []).append(Quote(event_id, start, end, text[start:end]))
        return {derived_id: tuple(quotes) for derived_id, quotes in found.items()}

    def last_said(self, ids: Iterable[FactId]) -> dict[FactId, Timestamp]:
        """Return when the newest event that shows each of some facts was."""
        rows = self._connection.execute(
            "SELECT v.derived_id, max(e.at) FROM evidence AS v JOIN events AS e"
            " ON e.id = v.event_id WHERE v.derived = 'fact' AND e.precision <> 'unknown'"
            " AND v.derived_id IN (SELECT value FROM json_each(?)) GROUP BY v.derived_id",
            (msgspec.json.encode(list(ids)).decode(),),
        )
        return dict(rows.fetchall())

    def facts_of(self, event_ids: Iterable[EventId]) -> list[FactId]:
        """Return the facts that one of some events shows, whatever became of them."""
        rows = self._connection.execute(
            "SELECT DISTINCT derived_id FROM evidence WHERE derived = 'fact' AND event_id IN"
            " (SELECT value FROM json_each(?)) ORDER BY derived_id",
            (msgspec.json.encode(list(event_ids)).decode(),),
        )
        return [FactId(row[0]) for row in rows]

    def of_event(self, event_id: EventId) -> list[Evidence]:
        """Return what was drawn from one event."""
        rows = self._connection.execute(
            "SELECT v.id, v.derived, v.derived_id, v.start_at, v.end_at, e.text FROM evidence AS v"
            " JOIN events AS e ON e.id = v.event_id WHERE v.event_id = ? ORDER BY v.id",
            (event_id,),
        )
        return [
            Evidence(
                id=EvidenceId(id_),
                derived=Derived(derived),
                derived_id=derived_id,
                quote=Quote(event_id, start, end, text[start:end]),
            )
            for id_, derived, derived_id, start, end, text in rows
        ]

    def _texts(self, ids: set[EventId]) -> dict[int, str]:
        rows = self._connection.execute(
            "SELECT id, text FROM events WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(sorted(ids)).decode(),),
        )
        return dict(rows.fetchall())
