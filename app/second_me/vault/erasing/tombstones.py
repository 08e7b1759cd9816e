"""What stays erased: keyed hashes by which it is known again, and nothing of what it was.

They lie in the vault and, since a restored backup takes the vault's place, in a small file
beside it too. Their key is a secret of the vault that every backup of it carries as well; the
file alone says nothing but how many there are.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from second_me.core.records import Derived, NewFact, Quote
from second_me.vault import durable
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import pick
from second_me.vault.erasing.naming import fold

Kind = Literal["event", "fact", "quote", "entity"]
Stone = tuple[str, int, int]
"""Kind, hash and the erasure it belongs to."""

_KEPT: Final = 2**63 - 1


class Tombstones:
    """Rows of `tombstones`."""

    def __init__(self, connection: Connection, secret: bytes) -> None:
        self._connection = connection
        self._secret = secret

    def known(self, kind: Kind, digests: Iterable[int]) -> set[int]:
        """Return which of some hashes stand for what was erased."""
        rows = self._connection.execute(
            "SELECT digest FROM tombstones WHERE kind = ?"
            " AND digest IN (SELECT value FROM json_each(?))",
            (kind, pick(digests)),
        )
        return {row[0] for row in rows}

    def add(self, kind: Kind, digests: Iterable[int], erasure_id: int) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO tombstones (kind, digest, erasure_id) VALUES (?, ?, ?)",
            [(kind, digest, erasure_id) for digest in sorted(set(digests))],
        )

    def remove(self, kind: Kind, digests: Iterable[int]) -> None:
        """Let something in again that the person gives anew."""
        self._connection.executemany(
            "DELETE FROM tombstones WHERE kind = ? AND digest = ?",
            [(kind, digest) for digest in digests],
        )

    def lift(self, erasure_id: int) -> int:
        """Let in again what one erasure keeps out; return how many hashes that were."""
        return int(
            self._connection.execute(
                "DELETE FROM tombstones WHERE erasure_id = ?", (erasure_id,)
            ).rowcount
        )

    def count(self, erasure_id: int) -> int:
        row = self._connection.execute(
            "SELECT count(*) FROM tombstones WHERE erasure_id = ?", (erasure_id,)
        ).fetchone()
        return int(row[0])

    def all(self) -> list[Stone]:
        return list(self._connection.execute("SELECT kind, digest, erasure_id FROM tombstones"))

    def put(self, stones: Iterable[Stone]) -> None:
        """Take over tombstones from another copy of this vault."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO tombstones (kind, digest, erasure_id) VALUES (?, ?, ?)", stones
        )

    def keeps_out(self, fact: NewFact) -> bool:
        """Return whether a fact was erased: the same one, or one from the same words."""
        if self.known("fact", [self.fact(fact.subject, fact.text)]):
            return True
        quotes = self.quotes(fact.subject, fact.quotes)
        return bool(quotes) and bool(self.known("quote", quotes))

    def readmit(self, fact: NewFact) -> None:
        """Let a fact in again that the person states themselves."""
        self.remove("fact", [self.fact(fact.subject, fact.text)])
        self.remove("quote", self.quotes(fact.subject, fact.quotes))

    def fact(self, subject: str, text: str) -> int:
        return self._hash("fact", fold(subject), fold(text))

    def entity(self, kind: str, name: str) -> int:
        return self._hash("entity", kind, fold(name))

    def quotes(self, subject: str, quotes: Sequence[Quote]) -> list[int]:
        """Return the hashes of the words that a fact was drawn from, about its subject."""
        rows = self._connection.execute(
            "SELECT id, digest FROM events WHERE id IN (SELECT value FROM json_each(?))",
            (pick({quote.event_id for quote in quotes}),),
        )
        events = dict(rows.fetchall())
        return [
            self._hash("quote", fold(subject), str(events[quote.event_id]), fold(quote.text))
            for quote in quotes
            if quote.event_id in events
        ]

    def _hash(self, *parts: str) -> int:
        state = hashlib.blake2b(key=self._secret, digest_size=8)
        for part in parts:
            encoded = part.encode("utf-8", "replace")
            state.update(b"%d " % len(encoded) + encoded)
        return int.from_bytes(state.digest(), "big") & _KEPT


class _Sidecar(msgspec.Struct, frozen=True, kw_only=True):
    form: str = "second-me-tombstones"
    version: int = 1
    stones: tuple[Stone, ...]
    check: str


def keep_beside(path: Path, stones: Sequence[Stone], secret: bytes) -> None:
    """Write the tombstones into the file beside the vault; none: no file."""
    if not stones:
        path.unlink(missing_ok=True)
        return
    kept = tuple(sorted(stones))
    file = _Sidecar(stones=kept, check=_check(kept, secret))
    durable.private_folder(path.parent)
    durable.replace_file(path, msgspec.json.encode(file))


def kept_beside(path: Path, secret: bytes) -> list[Stone]:
    """Return the tombstones of the file beside the vault that were made under `secret`; none
    if there is no such file, it belongs to another vault or it was changed.
    """
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_Sidecar)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return []
    if not hmac.compare_digest(file.check, _check(file.stones, secret)):
        return []
    return list(file.stones)


def _check(stones: Sequence[Stone], secret: bytes) -> str:
    return hmac.digest(secret, b"tombstones" + msgspec.json.encode(stones), "sha256").hex()


def of_facts(
    connection: Connection, stones: Tombstones, ids: Iterable[int]
) -> dict[Kind, list[int]]:
    """Return the hashes by which facts are known again."""
    facts = connection.execute(
        "SELECT id, subject, text FROM facts WHERE id IN (SELECT value FROM json_each(?))",
        (pick(ids),),
    ).fetchall()
    found: dict[Kind, list[int]] = {"fact": [], "quote": []}
    for id_, subject, text in facts:
        found["fact"].append(stones.fact(subject, text))
        rows = connection.execute(
            "SELECT v.event_id, v.start_at, v.end_at, e.text FROM evidence AS v"
            " JOIN events AS e ON e.id = v.event_id WHERE v.derived = ? AND v.derived_id = ?",
            (Derived.FACT.value, id_),
        )
        quotes = [Quote(event, start, end, said[start:end]) for event, start, end, said in rows]
        found["quote"] += stones.quotes(subject, quotes)
    return found
