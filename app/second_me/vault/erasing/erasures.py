"""Erasures as rows: begun, carried on, finished, listed and lifted."""

import builtins
from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from second_me.core.changes import ChangeSet
from second_me.core.clock import Timestamp
from second_me.core.protocol.erase import (
    Erasure,
    Outlived,
    Plan,
    Receipt,
    ReceiptCheck,
    Sample,
    Scope,
    Stage,
)
from second_me.vault.connection import Connection
from second_me.vault.erasing import engine, planning, receipts, scopes
from second_me.vault.erasing.closure import Chosen
from second_me.vault.erasing.engine import Begun, Words
from second_me.vault.erasing.prints import Prints
from second_me.vault.erasing.tombstones import Stone, Tombstones
from second_me.vault.retention import Retention

_NEVER = Timestamp(0)
_COLUMNS = "id, scope, program, asked_at, stage, erased, receipt"


class Erasures:
    """Rows of `erasures` and what belongs to them. `secret` is the vault's own."""

    def __init__(self, connection: Connection, secret: bytes) -> None:
        self._connection = connection
        self._secret = secret
        self.tombstones = Tombstones(connection, secret)
        self.erased = False

    def choose(self, scope: Scope, now: Timestamp = _NEVER) -> Chosen:
        """Return the rows that a scope means at `now`, which only rules of retention ask for.
        Raises Bug for a search that was not run.
        """
        if isinstance(scope, Outlived):
            events = Retention(self._connection).outlived(now, acting=scope.acting)
            return Chosen(scope=scopes.kind_of(scope), events=events)
        return scopes.choose(self._connection, scope)

    def plan(self, chosen: Chosen) -> Plan:
        """Return what erasing them would do, without what lies outside of the vault file."""
        return planning.plan(self._connection, chosen)

    def samples(self, chosen: Chosen, most: int) -> tuple[Sample, ...]:
        """Return a few words of what goes."""
        return planning.samples(self._connection, chosen, most)

    def concerned(self, chosen: Chosen) -> set[tuple[str, int]]:
        """Return table and id of every row that erasing them may change."""
        return planning.concerned(self._connection, chosen)

    def every_row(self, but: Collection[str] = ()) -> planning.Rows:
        """Return all rows of the tables that have ids of their own, by table and id."""
        return planning.every_row(self._connection, but)

    def begin(
        self, chosen: Chosen, program: str, now: Timestamp, *, mentions: bool = True
    ) -> Begun:
        """Take an erasure down and hide what it erases; from here on it will be done."""
        self.erased = True
        return engine.begin(self._connection, self._secret, chosen, program, now, mentions=mentions)

    def carry_on(self, id: int, now: Timestamp) -> tuple[ChangeSet, bool]:  # noqa: A002
        """Take out the next events; return what changed and whether there may be more."""
        self.erased = True
        return engine.carry_on(self._connection, id, now)

    def reach(self, id: int, stage: Stage) -> None:  # noqa: A002
        """Note how far an erasure is."""
        self._connection.execute("UPDATE erasures SET stage = ? WHERE id = ?", (stage.value, id))

    def finish(self, id: int, receipt: Receipt) -> Receipt:  # noqa: A002
        """Sign the receipt, keep it, and forget what was kept for the sake of the work."""
        self.erased = True
        signed = receipts.sign(receipt, self._secret)
        engine.finish(self._connection, self._secret, id, signed)
        return signed

    def check(self, receipt: Receipt) -> ReceiptCheck:
        """Return whether a receipt is genuine, and this vault's own."""
        return receipts.check(receipt, self._secret)

    def words(self, id: int) -> Words:  # noqa: A002
        """Return what an erasure that is not done has to know."""
        return engine.words_of(self._connection, id)

    def forget_words(self, id: int) -> None:  # noqa: A002
        """Drop what was asked for, once all copies are clean."""
        self.erased = True
        engine.forget_words(self._connection, id)

    def events(self, id: int) -> builtins.list[int]:  # noqa: A002
        """Return the ids that an erasure which is not done takes away."""
        rows = self._connection.execute(
            "SELECT event_id FROM erasing WHERE erasure_id = ? ORDER BY event_id", (id,)
        )
        return [row[0] for row in rows]

    def prints(self, id: int) -> Prints:  # noqa: A002
        """Return the fingerprints that are looked for."""
        return engine.prints_of(self._connection, id)

    def digests(self, id: int) -> builtins.list[Stone]:  # noqa: A002
        """Return the tombstones of one erasure."""
        return [stone for stone in self.tombstones.all() if stone[2] == id]

    def unfinished(self) -> builtins.list[int]:
        """Return the erasures that are not done, oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM erasures WHERE stage <> ? ORDER BY id", (Stage.DONE.value,)
        )
        return [row[0] for row in rows]

    def get(self, id: int) -> Erasure | None:  # noqa: A002
        found = self._select("WHERE id = ?", id)
        return found[0] if found else None

    def list(self, limit: int = 100) -> builtins.list[Erasure]:
        """Return erasures, newest first."""
        return self._select("ORDER BY id DESC LIMIT ?", limit)

    def _select(self, where: str, *values: int) -> builtins.list[Erasure]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM erasures {where}", values)
        return [self._erasure(row) for row in rows.fetchall()]

    def _erasure(self, row: Iterable[Any]) -> Erasure:
        id_, scope, program, asked_at, stage, erased, receipt = row
        return Erasure(
            id=id_,
            scope=scope,
            program=program,
            asked_at=asked_at,
            stage=Stage(stage),
            erased=msgspec.json.decode(erased, type=dict[str, int]),
            kept_out=self.tombstones.count(id_),
            receipt=msgspec.json.decode(receipt, type=Receipt) if receipt else None,
        )
