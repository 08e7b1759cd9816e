"""Forms that were filled, and what the person said of sites: never the values."""

import builtins
from collections.abc import Sequence
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.forms import FieldKind, Purpose
from second_me.core.ids import FactId
from second_me.core.protocol.fill import Filling, Rule, SiteRule
from second_me.vault.connection import Connection


class Fillings:
    """Rows of `fillings`, `filling_facts` and `fill_rules`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        origin: str,
        purpose: Purpose,
        kinds: Sequence[FieldKind],
        facts: Sequence[FactId],
        now: Timestamp,
    ) -> int:
        """Keep that a form was filled, from these facts; return its id."""
        cursor = self._connection.execute(
            "INSERT INTO fillings (origin, at, purpose, kinds, undone) VALUES (?, ?, ?, ?, 0)",
            (origin, now, purpose, msgspec.json.encode(kinds).decode()),
        )
        self._connection.executemany(
            "INSERT INTO filling_facts (filling_id, fact_id) SELECT ?, id FROM facts WHERE id = ?",
            [(cursor.lastrowid, fact) for fact in dict.fromkeys(facts)],
        )
        return int(cursor.lastrowid)

    def undone(self, id: int) -> None:  # noqa: A002
        """Note that what was filled was taken back."""
        self._connection.execute("UPDATE fillings SET undone = 1 WHERE id = ?", (id,))

    def list(self, origin: str = "", limit: int = 100) -> builtins.list[Filling]:
        """Return what was filled, the newest first; on one site if given."""
        rows = self._connection.execute(
            "SELECT id, origin, at, purpose, kinds, undone FROM fillings"
            " WHERE ? IN ('', origin) ORDER BY id DESC LIMIT ?",
            (origin, limit),
        ).fetchall()
        return [self._filling(row) for row in rows]

    def forget(self, origin: str = "") -> int:
        """Remove the history: of one site if given, else all of it; return how many there were."""
        cursor = self._connection.execute("DELETE FROM fillings WHERE ? IN ('', origin)", (origin,))
        return int(cursor.rowcount)

    def rules(self, site: str = "") -> builtins.list[SiteRule]:
        """Return what the person said of sites; of one if given."""
        rows = self._connection.execute(
            "SELECT site, kind, rule, set_at FROM fill_rules WHERE ? IN ('', site)"
            " ORDER BY site, kind",
            (site,),
        )
        return [
            SiteRule(
                site=row[0],
                kind=FieldKind(row[1]) if row[1] else None,
                rule=Rule(row[2]),
                set_at=row[3],
            )
            for row in rows
        ]

    def rule(self, site: str, kind: FieldKind | None, rule: Rule, now: Timestamp) -> None:
        """Keep what holds for a site, or a kind of field there; `ALLOW` removes what stood."""
        key = (site, kind or "")
        self._connection.execute("DELETE FROM fill_rules WHERE site = ? AND kind = ?", key)
        if rule is not Rule.ALLOW:
            self._connection.execute(
                "INSERT INTO fill_rules (site, kind, rule, set_at) VALUES (?, ?, ?, ?)",
                (*key, rule, now),
            )

    def _filling(self, row: Sequence[Any]) -> Filling:
        facts = self._connection.execute(
            "SELECT fact_id FROM filling_facts WHERE filling_id = ? ORDER BY fact_id", (row[0],)
        )
        return Filling(
            id=row[0],
            origin=row[1],
            at=row[2],
            purpose=Purpose(row[3]),
            kinds=msgspec.json.decode(row[4], type=tuple[FieldKind, ...]),
            facts=tuple(FactId(fact) for (fact,) in facts),
            undone=bool(row[5]),
        )
