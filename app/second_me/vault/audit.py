"""The audit: what was done, when and by which program. Ids and counts only, never content."""

import builtins
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import Bug
from second_me.vault.connection import Connection

_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")
_UNFIT = re.compile(r"[^a-z0-9_.:-]")
_START = bytes(32)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit. `hash` covers this entry and the one before it."""

    id: int
    at: Timestamp
    action: str
    program: str
    ids: tuple[int, ...] = ()
    counts: dict[str, int] = {}
    hash: bytes = b""


class Audit:
    """Rows of `audit`, chained so that no entry can be changed, taken out or cut off unseen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(
        self,
        action: str,
        program: str,
        now: Timestamp,
        *,
        ids: Sequence[int] = (),
        counts: Mapping[str, int] | None = None,
    ) -> None:
        """Add an entry. Raises Bug for anything but plain names, ids and counts."""
        counts = dict(counts or {})
        _check(action, ids, counts)
        program = _UNFIT.sub("-", program.lower())[:64]  # clients name themselves
        last_id, head = self._head()
        entry = Entry(
            id=last_id + 1, at=now, action=action, program=program, ids=tuple(ids), counts=counts
        )
        digest = _hash(head, entry)
        self._connection.execute(
            "INSERT INTO audit (id, at, action, program, ids, counts, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.id, now, action, program, _json(entry.ids), _json(counts), digest),
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES ('audit_head', ?)",
            (_head_bytes(entry.id, digest),),
        )

    def verify(self) -> bool:
        """Return whether every entry is as it was written and none is missing."""
        last_id, head = 0, _START
        for entry in self._entries("SELECT * FROM audit ORDER BY id"):
            if entry.id != last_id + 1 or not hmac.compare_digest(_hash(head, entry), entry.hash):
                return False
            last_id, head = entry.id, entry.hash
        return self._head() == (last_id, head)

    def list(self, limit: int = 200) -> builtins.list[Entry]:
        """Return entries, newest first."""
        return list(self._entries("SELECT * FROM audit ORDER BY id DESC LIMIT ?", limit))

    def _head(self) -> tuple[int, bytes]:
        row = self._connection.execute(
            "SELECT value FROM meta WHERE name = 'audit_head'"
        ).fetchone()
        if row is None:
            return 0, _START
        return int.from_bytes(row[0][:8], "big"), bytes(row[0][8:])

    def _entries(self, query: str, *values: int) -> Iterable[Entry]:
        for row in self._connection.execute(query, values):
            yield _entry(row)


def _entry(row: Iterable[Any]) -> Entry:
    id_, at, action, program, ids, counts, digest = row
    return Entry(
        id=id_,
        at=at,
        action=action,
        program=program,
        ids=msgspec.json.decode(ids, type=tuple[int, ...]),
        counts=msgspec.json.decode(counts, type=dict[str, int]),
        hash=bytes(digest),
    )


def _hash(head: bytes, entry: Entry) -> bytes:
    fields = [entry.id, entry.at, entry.action, entry.program, entry.ids, entry.counts]
    return hashlib.sha256(head + msgspec.json.encode(fields, order="sorted")).digest()


def _head_bytes(last_id: int, digest: bytes) -> bytes:
    return last_id.to_bytes(8, "big") + digest


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _check(action: str, ids: Sequence[int], counts: Mapping[str, int]) -> None:
    if not all(_NAME.fullmatch(name) for name in (action, *counts)):
        raise Bug("Not fit for the audit", "Actions and counts have plain names.")
    if not all(type(number) is int for number in (*ids, *counts.values())):
        raise Bug("Not fit for the audit", "It takes ids and counts only.")
