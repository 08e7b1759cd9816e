"""The audit: what was done, when and by which program. Ids and counts only, never content.

Each entry's hash covers the one before it and, of its ids, keyed hashes. So an id can give way
to its keyed hash when what it named is erased: the chain holds, and the number says nothing.
"""

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
_END = 2**62
_BLIND_BYTES = 8
_OF_OTHERS = ("erase.%", "import.%")
"""Actions whose ids are not those of events but of erasures and imports."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit. `hash` covers this entry and the one before it. An id of what was
    erased is a keyed hash in hexadecimal; in entries of `form` 1 the hash covers plain ids.
    """

    id: int
    at: Timestamp
    action: str
    program: str
    ids: tuple[int | str, ...] = ()
    counts: dict[str, int] = {}
    hash: bytes = b""
    form: int = 2


class Audit:
    """Rows of `audit`, chained so that no entry can be changed, taken out or cut off unseen."""

    def __init__(self, connection: Connection, secret: bytes) -> None:
        self._connection = connection
        self._secret = secret

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
        self._insert(
            Entry(id=0, at=now, action=action, program=program, ids=tuple(ids), counts=counts)
        )

    def verify(self) -> bool:
        """Return whether every entry is as it was written and none is missing."""
        last_id, head = 0, _START
        for entry in self._entries("ORDER BY id"):
            sealed = self._hash(head, entry)
            if entry.id != last_id + 1 or not hmac.compare_digest(sealed, entry.hash):
                return False
            last_id, head = entry.id, entry.hash
        return self._head() == (last_id, head)

    def list(
        self, limit: int = 200, before: int | None = None, program: str = "", action: str = ""
    ) -> builtins.list[Entry]:
        """Return entries, newest first, older than `before` if given; of one program, or of
        actions that begin so.
        """
        where = "WHERE id < ? AND (? = '' OR program = ?) AND substr(action, 1, ?) = ?"
        until = _END if before is None else before
        given = (until, program, program, len(action), action, limit)
        return list(self._entries(f"{where} ORDER BY id DESC LIMIT ?", *given))

    def count(self) -> int:
        return self._head()[0]

    def blind(self, ids: Iterable[int]) -> int:
        """Put keyed hashes in the place of the ids of erased events; return in how many entries.

        Entries of the old form are sealed anew first, if the chain holds as it is; else they
        are left alone, for `verify` to tell of them.
        """
        gone = set(ids)
        where = "WHERE ids <> '[]' AND NOT (action LIKE ? OR action LIKE ?) ORDER BY id"
        told = [
            entry for entry in self._entries(where, *_OF_OTHERS) if not gone.isdisjoint(entry.ids)
        ]
        if any(entry.form == 1 for entry in told) and not self._reseal():
            told = [entry for entry in told if entry.form != 1]
        for entry in told:
            kept = [self._blinded(id_) if id_ in gone else id_ for id_ in entry.ids]
            self._connection.execute(
                "UPDATE audit SET ids = ? WHERE id = ?", (_json(kept), entry.id)
            )
        return len(told)

    def chain_anew(self, now: Timestamp) -> None:
        """Chain what is left of a damaged audit anew, and say in it how much was lost. A chain that
        is sound is left alone.
        """
        if self.verify():
            return
        entries = list(self._entries("ORDER BY id"))
        lost = (entries[-1].id if entries else 0) - len(entries)
        self._connection.execute("DELETE FROM audit")
        self._connection.execute("DELETE FROM sqlite_sequence WHERE name = 'audit'")
        self._put_head(0, _START)
        for entry in entries:
            self._insert(entry)
        self.append("audit.salvaged", "second-me", now, counts={"lost": max(lost, 0)})

    def _insert(self, entry: Entry) -> None:
        """Add an entry as the next of the chain."""
        last_id, head = self._head()
        entry = msgspec.structs.replace(entry, id=last_id + 1, form=2)
        digest = self._hash(head, entry)
        self._connection.execute(
            "INSERT INTO audit (id, at, action, program, ids, counts, hash, form)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.id,
                entry.at,
                entry.action,
                entry.program,
                _json(entry.ids),
                _json(entry.counts),
                digest,
                entry.form,
            ),
        )
        self._put_head(entry.id, digest)

    def _reseal(self) -> bool:
        """Bring a sound chain into the present form; return whether it was sound."""
        if not self.verify():
            return False
        last_id, head = 0, _START
        for entry in list(self._entries("ORDER BY id")):
            head = self._hash(head, msgspec.structs.replace(entry, form=2))
            last_id = entry.id
            self._connection.execute(
                "UPDATE audit SET hash = ?, form = 2 WHERE id = ?", (head, entry.id)
            )
        self._put_head(last_id, head)
        return True

    def _hash(self, head: bytes, entry: Entry) -> bytes:
        ids: tuple[int | str, ...] = entry.ids
        if entry.form != 1:
            ids = tuple(self._blinded(id_) if isinstance(id_, int) else id_ for id_ in ids)
        fields = [entry.id, entry.at, entry.action, entry.program, ids, entry.counts]
        return hashlib.sha256(head + msgspec.json.encode(fields, order="sorted")).digest()

    def _blinded(self, id_: int | str) -> str:
        """Return the keyed hash of an id."""
        message = f"audit {id_}".encode()
        return hashlib.blake2b(message, key=self._secret, digest_size=_BLIND_BYTES).hexdigest()

    def _put_head(self, last_id: int, digest: bytes) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO meta (name, value) VALUES ('audit_head', ?)",
            (_head_bytes(last_id, digest),),
        )

    def _head(self) -> tuple[int, bytes]:
        row = self._connection.execute(
            "SELECT value FROM meta WHERE name = 'audit_head'"
        ).fetchone()
        if row is None:
            return 0, _START
        return int.from_bytes(row[0][:8], "big"), bytes(row[0][8:])

    def _entries(self, where: str, *values: int | str) -> Iterable[Entry]:
        query = f"SELECT id, at, action, program, ids, counts, hash, form FROM audit {where}"
        for row in self._connection.execute(query, values):
            yield _entry(row)


def _entry(row: Iterable[Any]) -> Entry:
    id_, at, action, program, ids, counts, digest, form = row
    return Entry(
        id=id_,
        at=at,
        action=action,
        program=program,
        ids=msgspec.json.decode(ids, type=tuple[int | str, ...]),
        counts=msgspec.json.decode(counts, type=dict[str, int]),
        hash=bytes(digest),
        form=form,
    )


def _head_bytes(last_id: int, digest: bytes) -> bytes:
    return last_id.to_bytes(8, "big") + digest


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _check(action: str, ids: Sequence[int], counts: Mapping[str, int]) -> None:
    if not all(_NAME.fullmatch(name) for name in (action, *counts)):
        raise Bug("Not fit for the audit", "Actions and counts have plain names.")
    if not all(type(number) is int for number in (*ids, *counts.values())):
        raise Bug("Not fit for the audit", "It takes ids and counts only.")
