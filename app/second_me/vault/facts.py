"""Facts: statements about somebody, each with the words that show it."""

import builtins
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Precision, Timestamp
from second_me.core.ids import FactId, RevisionId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Actor, Derived, Fact, FactStatus, NewFact, Quote
from second_me.vault.connection import Connection
from second_me.vault.erasing.tombstones import Tombstones
from second_me.vault.evidence import EvidenceRows
from second_me.vault.recorded import By, Recorded
from second_me.vault.revisions import Revisions

_STANDING = "status IN ('proposed', 'current')"
_SELECT = (
    "SELECT id, subject, kind, text, value, status, confidence, valid_from, valid_to,"
    " valid_precision, learned_at, retracted_at, superseded_by, maker, slot, confirmed_at"
    " FROM facts"
)
_ENDED = frozenset({FactStatus.SUPERSEDED, FactStatus.RETRACTED})


class Facts:
    """Rows of `facts`. Nothing is overwritten: a fact ends, and another one begins."""

    def __init__(
        self,
        connection: Connection,
        revisions: Revisions,
        evidence: EvidenceRows,
        tombstones: Tombstones,
    ) -> None:
        self._connection = connection
        self._evidence = evidence
        self._tombstones = tombstones
        self._recorded = Recorded(connection, revisions, evidence, "facts", Derived.FACT)

    def add(self, fact: NewFact, actor: Actor, now: Timestamp) -> FactId | None:
        """Store a fact with its quotes. None: it stands already, and new quotes are added to it;
        or it was erased, and only the person can state it again.

        Raises Bug if a quote is not in its event just as it says.
        """
        if actor is Actor.PERSON:
            self._tombstones.readmit(fact)
        elif self._tombstones.keeps_out(fact):
            return None
        digest = fact_digest(fact.subject, fact.text)
        row = self._connection.execute(
            f"SELECT id FROM facts WHERE digest = ? AND {_STANDING}", (digest,)
        ).fetchone()
        if row is not None:
            self._recorded.change(row[0], {}, By(actor, now), fact.quotes)
            return None
        values = msgspec.structs.asdict(fact) | {"learned_at": now, "digest": digest}
        quotes = values.pop("quotes")
        return FactId(self._recorded.insert(_plain(values), quotes, By(actor, now)))

    def get(self, ids: Iterable[FactId]) -> builtins.list[FactView]:
        """Return facts in the order asked for; those that are gone are left out."""
        wanted = builtins.list(ids)
        rows = self._connection.execute(
            f"{_SELECT} WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(wanted).decode(),),
        ).fetchall()
        found = {view.fact.id: view for view in self._views(rows)}
        return [found[id_] for id_ in wanted if id_ in found]

    def list(
        self, subject: str = "", limit: int = 200, *, archived: bool = True
    ) -> builtins.list[FactView]:
        """Return facts with their words, newest first; of one subject if given, and those that
        were put away only if `archived`.
        """
        rows = self._connection.execute(
            f"{_SELECT} WHERE (? = '' OR subject = ?) AND (? OR id NOT IN"
            " (SELECT fact_id FROM keeping WHERE state = 'archived')) ORDER BY id DESC LIMIT ?",
            (subject, subject, archived, limit),
        ).fetchall()
        return self._views(rows)

    def of_slot(self, subject: str, slot: str) -> builtins.list[FactView]:
        """Return all that was ever known of a slot of a subject, the oldest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE subject = ? AND slot = ? AND slot <> ''"
            " ORDER BY coalesce(valid_from, learned_at), id",
            (subject, slot),
        ).fetchall()
        return self._views(rows)

    def slotted(self, subject: str) -> builtins.list[FactView]:
        """Return all facts of a subject that tell a slot, the ended ones too."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE subject = ? AND slot <> '' ORDER BY id", (subject,)
        ).fetchall()
        return self._views(rows)

    def retracted(self, subject: str) -> builtins.list[FactView]:
        """Return the facts of a subject that were called wrong, or ended by word."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE subject = ? AND status = 'retracted' ORDER BY id", (subject,)
        ).fetchall()
        return self._views(rows)

    def saying(self, subject: str, text: str) -> FactId | None:
        """Return the fact that stands and says just this of a subject."""
        row = self._connection.execute(
            f"SELECT id FROM facts WHERE digest = ? AND {_STANDING}", (fact_digest(subject, text),)
        ).fetchone()
        return None if row is None else FactId(row[0])

    def readdress(self, id: FactId, subject: str, text: str, by: By) -> RevisionId | None:  # noqa: A002
        """Give a proposed fact the name that its subject is known by, in its words too.

        Raises Bug for an id that is not there; one whose words stand already is not changed.
        """
        if self.saying(subject, text) is not None:
            return None
        values = {"subject": subject, "text": text, "digest": fact_digest(subject, text)}
        return self._recorded.change(id, values, by)

    def chain(self, id: FactId) -> builtins.list[FactId]:  # noqa: A002
        """Return a fact with those that took its place or were merged, before it and after,
        oldest first.
        """
        rows = self._connection.execute(
            "WITH RECURSIVE later (id) AS (SELECT ? UNION SELECT f.superseded_by FROM facts AS f"
            " JOIN later ON f.id = later.id WHERE f.superseded_by IS NOT NULL),"
            " linked (id) AS (SELECT id FROM later UNION SELECT f.id FROM facts AS f"
            " JOIN linked ON f.superseded_by = linked.id) SELECT id FROM linked ORDER BY id",
            (id,),
        )
        return [FactId(row[0]) for row in rows]

    def standing(self, subject: str, limit: int = 2_000) -> builtins.list[Fact]:
        """Return the facts of a subject that stand, without their words, newest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE subject = ? AND {_STANDING} ORDER BY id DESC LIMIT ?",
            (subject, limit),
        )
        return [_fact(row) for row in rows]

    def proposed(self, limit: int = 100_000) -> builtins.list[FactId]:
        """Return the facts that are not settled yet, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM facts WHERE status = 'proposed' ORDER BY id LIMIT ?", (limit,)
        )
        return [FactId(row[0]) for row in rows]

    def settled(self) -> builtins.list[Fact]:
        """Return all facts that are settled and stand, without their words, oldest first."""
        rows = self._connection.execute(f"{_SELECT} WHERE status = 'current' ORDER BY id")
        return [_fact(row) for row in rows]

    def subjects(self, limit: int = 1_000) -> builtins.list[tuple[str, int]]:
        """Return whom facts that stand are about with their number, the most told first."""
        rows = self._connection.execute(
            f"SELECT subject, count(*) AS facts FROM facts WHERE {_STANDING}"
            " GROUP BY subject ORDER BY facts DESC, subject LIMIT ?",
            (limit,),
        )
        return [(subject, count) for subject, count in rows]

    def slot_subjects(self, limit: int = 50) -> builtins.list[tuple[str, int]]:
        """Return who has values of slots that stand, with their number, the most told first."""
        rows = self._connection.execute(
            f"SELECT subject, count(DISTINCT slot) AS slots FROM facts WHERE {_STANDING}"
            " AND slot <> '' AND value <> '' GROUP BY subject ORDER BY slots DESC, subject LIMIT ?",
            (limit,),
        )
        return [(subject, count) for subject, count in rows]

    def change(
        self,
        id: FactId,  # noqa: A002
        by: By,
        quotes: Sequence[Quote] = (),
        **values: Any,  # noqa: ANN401  (columns of the table, by name)
    ) -> RevisionId | None:
        """Give a fact other values, or more words; what it says cannot change.

        One that ends keeps its words. None if nothing changed. Raises Bug for an id that is not
        there.
        """
        if "text" in values or "subject" in values:
            raise TypeError("a fact that says something else is another fact")
        if "status" in values:
            ended = values["status"] in _ENDED
            values["retracted_at"] = by.now if ended else None
        return self._recorded.change(id, _plain(values), by, quotes)

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
        ends: dict[str, Any] = {} if valid_to is None else {"valid_to": valid_to}
        self.change(id, By(actor, now), status=status, superseded_by=superseded_by, **ends)

    def without_vector(self, model: str, limit: int) -> builtins.list[Fact]:
        """Return facts that stand and have no vector of a model, oldest first."""
        rows = self._connection.execute(
            f"{_SELECT} WHERE {_STANDING} AND id NOT IN (SELECT id FROM vectors WHERE owner = 2"
            " AND model_id = (SELECT id FROM vector_models WHERE name = ?)) ORDER BY id LIMIT ?",
            (model, limit),
        )
        return [_fact(row) for row in rows]

    def links(
        self, ids: Sequence[int] | None = None, chunk: int = 10_000
    ) -> Iterator[builtins.list[tuple[int, int, bool]]]:
        """Yield (fact, event that shows it, whether it stands) of facts that stand or stood, of
        all or of some, in ascending order of facts, `chunk` at a time.
        """
        some = "" if ids is None else "AND f.id IN (SELECT value FROM json_each(?2))"
        rows = self._connection.execute(
            f"SELECT DISTINCT f.id, v.event_id, f.{_STANDING} FROM facts AS f CROSS JOIN"
            " evidence AS v ON v.derived = ?1 AND v.derived_id = f.id"
            f" WHERE f.status IN ('proposed', 'current', 'superseded', 'retracted') {some}"
            " ORDER BY f.id",
            (Derived.FACT.value, *([] if ids is None else [msgspec.json.encode(ids).decode()])),
        )
        while found := rows.fetchmany(chunk):
            yield found

    def count(self) -> int:
        """Return how many facts stand."""
        query = f"SELECT count(*) FROM facts WHERE {_STANDING}"
        return int(self._connection.execute(query).fetchone()[0])

    def _views(self, rows: Sequence[Sequence[Any]]) -> builtins.list[FactView]:
        quotes = self._evidence.of(Derived.FACT, [row[0] for row in rows])
        return [FactView(fact=_fact(row), quotes=quotes.get(row[0], ())) for row in rows]


def fact_digest(subject: str, text: str) -> bytes:
    """Return what makes two facts the same: subject and text, letter case and spaces aside."""
    parts = [" ".join(part.casefold().split()) for part in (subject, text)]
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as columns hold them."""
    kept = (FactStatus, Precision)
    return {
        name: value.value if isinstance(value, kept) else value for name, value in values.items()
    }


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
        slot=row[14],
        confirmed_at=row[15],
    )
