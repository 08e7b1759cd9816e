"""Facts: statements about somebody, each with the words that show it."""

import builtins
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Precision, Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import FactId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Actor, Derived, Fact, FactStatus, NewFact
from second_me.vault.connection import Connection
from second_me.vault.evidence import EvidenceRows
from second_me.vault.revisions import Revisions

_STANDING = "status IN ('proposed', 'current')"
_COLUMNS = (
    "id, subject, kind, text, value, status, confidence, valid_from, valid_to, valid_precision,"
    " learned_at, retracted_at, superseded_by, maker"
)


class Facts:
    """Rows of `facts`. Nothing is overwritten: a fact ends, and another one begins."""

    def __init__(
        self, connection: Connection, revisions: Revisions, evidence: EvidenceRows
    ) -> None:
        self._connection = connection
        self._revisions = revisions
        self._evidence = evidence

    def add(self, fact: NewFact, actor: Actor, now: Timestamp) -> FactId | None:
        """Store a fact with its quotes. None: it stands already; new quotes are added to it.

        Raises Bug if a quote is not in its event just as it says.
        """
        self._evidence.check(fact.quotes)
        digest = _digest(fact.subject, fact.text)
        row = self._connection.execute(
            f"SELECT id FROM facts WHERE digest = ? AND {_STANDING}",
            (digest,),
        ).fetchone()
        if row is not None:
            self._evidence.add(Derived.FACT, row[0], fact.quotes)
            return None
        id_ = self._insert(fact, now, digest)
        self._evidence.add(Derived.FACT, id_, fact.quotes)
        after = self._revisions.row("facts", id_)
        self._revisions.write("facts", id_, actor, now, before=None, after=after)
        return id_

    def get(self, ids: Iterable[FactId]) -> builtins.list[FactView]:
        """Return facts in the order asked for; those that are gone are left out."""
        wanted = builtins.list(ids)
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM facts WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(wanted).decode(),),
        ).fetchall()
        found = {view.fact.id: view for view in self._views(rows)}
        return [found[id_] for id_ in wanted if id_ in found]

    def list(self, subject: str = "", limit: int = 200) -> builtins.list[FactView]:
        """Return facts with their words, newest first; of one subject if given."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM facts WHERE ? = '' OR subject = ? ORDER BY id DESC LIMIT ?",
            (subject, subject, limit),
        ).fetchall()
        return self._views(rows)

    def set_status(
        self,
        id: FactId,  # noqa: A002
        status: FactStatus,
        actor: Actor,
        now: Timestamp,
        *,
        superseded_by: FactId | None = None,
        valid_to: Timestamp | None = None,
    ) -> None:
        """Confirm, supersede or retract a fact. Raises Bug for an id that is not there.

        A superseded or retracted one keeps its words; `valid_to` says until when it was true.
        """
        before = self._revisions.row("facts", id)
        if before is None:
            raise Bug("No such fact", f"There is no fact {id}.")
        ended = status in {FactStatus.SUPERSEDED, FactStatus.RETRACTED}
        self._connection.execute(
            "UPDATE facts SET status = ?, superseded_by = ?, retracted_at = ?,"
            " valid_to = coalesce(?, valid_to) WHERE id = ?",
            (status.value, superseded_by, now if ended else None, valid_to, id),
        )
        after = self._revisions.row("facts", id)
        self._revisions.write("facts", id, actor, now, before=before, after=after)

    def count(self) -> int:
        """Return how many facts stand."""
        query = f"SELECT count(*) FROM facts WHERE {_STANDING}"
        return int(self._connection.execute(query).fetchone()[0])

    def _insert(self, fact: NewFact, now: Timestamp, digest: bytes) -> FactId:
        cursor = self._connection.execute(
            "INSERT INTO facts (subject, kind, text, value, status, confidence, valid_from,"
            " valid_to, valid_precision, learned_at, maker, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                fact.subject,
                fact.kind,
                fact.text,
                fact.value,
                fact.status.value,
                fact.confidence,
                fact.valid_from,
                fact.valid_to,
                fact.valid_precision.value,
                now,
                fact.maker,
                digest,
            ),
        )
        return FactId(cursor.lastrowid)

    def _views(self, rows: Sequence[Sequence[Any]]) -> builtins.list[FactView]:
        quotes = self._evidence.of(Derived.FACT, [row[0] for row in rows])
        return [FactView(fact=_fact(row), quotes=quotes.get(row[0], ())) for row in rows]


def _digest(subject: str, text: str) -> bytes:
    """Return what makes two facts the same: subject and text, letter case and spaces aside."""
    parts = [" ".join(part.casefold().split()) for part in (subject, text)]
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _fact(row: Sequence[Any]) -> Fact:
    return Fact(
        id=row[0],
        subject=row[1],
        kind=row[2],
        text=row[3],
        value=row[4],
        status=FactStatus(row[5]),
        confidence=row[6],
        valid_from=row[7],
        valid_to=row[8],
        valid_precision=Precision(row[9]),
        learned_at=row[10],
        retracted_at=row[11],
        superseded_by=row[12],
        maker=row[13],
    )
