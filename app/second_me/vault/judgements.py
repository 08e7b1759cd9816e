"""Judgements: what the person did with the hits of a result, and how these were ranked."""

import builtins
import itertools
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId
from second_me.core.judgements import JudgedHit, Judgement, JudgementId, ShownHit
from second_me.core.records import Act, EventKind
from second_me.vault.connection import Connection

_BITS: Final = {Act.OPENED: 1, Act.COPIED: 2, Act.CONFIRMED: 4, Act.WRONG: 8}
_OPPOSITES: Final = {Act.WRONG: Act.CONFIRMED, Act.CONFIRMED: Act.WRONG}
_ALL: Final = (
    "SELECT j.id, j.at, l.ranker, l.names, h.event_id, h.place, h.score, h.acts, h.asked,"
    " h.features, e.author, e.source_id, e.kind"
    " FROM judgements AS j JOIN feature_layouts AS l ON l.id = j.layout_id"
    " JOIN judged_hits AS h ON h.judgement_id = j.id JOIN events AS e ON e.id = h.event_id"
    " ORDER BY j.id, h.place"
)


class Judgements:
    """Rows of `judgements` and `judged_hits`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, ranker: str, names: Sequence[str], hits: Sequence[ShownHit], now: Timestamp
    ) -> JudgementId:
        """Keep how a result was ranked; hits whose event is gone are left out."""
        cursor = self._connection.execute(
            "INSERT INTO judgements (layout_id, at) VALUES (?, ?)",
            (self._layout(ranker, names), now),
        )
        judgement = JudgementId(cursor.lastrowid)
        self._connection.executemany(
            "INSERT INTO judged_hits (judgement_id, event_id, place, score, acts, asked, features)"
            " SELECT ?, id, ?, ?, 0, x'', ? FROM events WHERE id = ?",
            [(judgement, hit.place, hit.score, hit.features, hit.event_id) for hit in hits],
        )
        return judgement

    def act(self, id: JudgementId, event_id: EventId, act: Act, asked: bytes) -> bool:  # noqa: A002
        """Note what was done with a hit; False if it is not known (any more).

        What is marked wrong is no longer confirmed, and the other way round.
        """
        undone = _BITS[_OPPOSITES[act]] if act in _OPPOSITES else 0
        cursor = self._connection.execute(
            "UPDATE judged_hits SET acts = (acts & ~?) | ?, asked = ?"
            " WHERE judgement_id = ? AND event_id = ?",
            (undone, _BITS[act], asked, id, event_id),
        )
        return bool(cursor.rowcount)

    def list(self) -> builtins.list[Judgement]:
        """Return all judgements, oldest first."""
        rows = self._connection.execute(_ALL)
        return [
            _judgement(builtins.list(of_one))
            for _, of_one in itertools.groupby(rows, key=lambda row: row[0])
        ]

    def count(self) -> int:
        """Return how many results were judged."""
        return int(self._connection.execute("SELECT count(*) FROM judgements").fetchone()[0])

    def keep(self, newest: int) -> None:
        """Remove all but the newest."""
        self._connection.execute(
            "DELETE FROM judgements WHERE id <="
            " (SELECT id FROM judgements ORDER BY id DESC LIMIT 1 OFFSET ?)",
            (newest,),
        )

    def clear(self) -> int:
        """Remove all of them; return how many there were."""
        count = self.count()
        for table in ("judged_hits", "judgements", "feature_layouts"):
            self._connection.execute(f"DELETE FROM {table}")
        return count

    def _layout(self, ranker: str, names: Sequence[str]) -> int:
        values = (ranker, msgspec.json.encode(names).decode())
        self._connection.execute(
            "INSERT OR IGNORE INTO feature_layouts (ranker, names) VALUES (?, ?)", values
        )
        row = self._connection.execute(
            "SELECT id FROM feature_layouts WHERE ranker = ? AND names = ?", values
        ).fetchone()
        return int(row[0])


def _judgement(rows: Sequence[Sequence[Any]]) -> Judgement:
    first = rows[0]
    return Judgement(
        id=first[0],
        at=first[1],
        ranker=first[2],
        names=msgspec.json.decode(first[3], type=tuple[str, ...]),
        hits=tuple(_hit(row) for row in rows),
    )


def _hit(row: Sequence[Any]) -> JudgedHit:
    return JudgedHit(
        shown=ShownHit(event_id=row[4], place=row[5], score=row[6], features=bytes(row[9])),
        acts=frozenset(act for act, bit in _BITS.items() if row[7] & bit),
        asked=bytes(row[8]),
        author=row[10],
        source_id=row[11],
        kind=EventKind(row[12]),
    )
