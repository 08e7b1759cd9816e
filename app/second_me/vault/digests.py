"""What makes an event itself: keyed hashes by which the same event is stored once.

Hashes fall all over an index, and every page that one touches is encrypted anew at each commit.
New hashes therefore gather in a small table and are moved to the large one many at a time.

A hash has 63 bits: among a million events the chance that any two share one is one in twenty
million, and its key is random, so nobody can make two meet on purpose.
"""

import hashlib
from collections.abc import Callable, Sequence

from second_me.core.ids import EventId
from second_me.vault.connection import Connection

_BYTES = 8
_KEPT = 2**63 - 1
RECENT = 8_192  # hashes that gather before they are moved
BULK = 100  # a smaller append is somebody waiting, and never pays for the move


def hasher(secret: bytes, format_: str, thread: str) -> Callable[[str], int]:
    """Return the keyed hash of natural keys within one thread; lengths keep the parts apart."""
    parts = [part.encode("utf-8", "surrogatepass") for part in (format_, thread)]
    head = b"%d %d " % (len(parts[0]), len(parts[1]))
    begun = hashlib.blake2b(head + b"".join(parts), key=secret, digest_size=_BYTES)

    def digest(natural_key: str) -> int:
        state = begun.copy()
        state.update(natural_key.encode("utf-8", "surrogatepass"))
        return int.from_bytes(state.digest(), "big") & _KEPT

    return digest


class Digests:
    """Rows of `digests` and `digests_recent`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, digests: Sequence[int]) -> dict[int, EventId]:
        """Return which of some hashes are stored, with their events."""
        marks = ", ".join("?" * len(digests))
        found: dict[int, EventId] = {}
        for table in ("digests_recent", "digests"):
            rows = self._connection.execute(
                f"SELECT digest, event_id FROM {table} WHERE digest IN ({marks})", digests
            )
            found.update(rows.fetchall())
        return found

    def add(self, rows: Sequence[tuple[int, int]]) -> None:
        """Store hashes that are not known yet, with the events they belong to."""
        self._connection.executemany(
            "INSERT INTO digests_recent (digest, event_id) VALUES (?, ?)", sorted(rows)
        )
        if len(rows) >= BULK and self._recent() >= RECENT:
            self._connection.execute(
                "INSERT INTO digests SELECT digest, event_id FROM digests_recent ORDER BY digest"
            )
            self._connection.execute("DELETE FROM digests_recent")

    def _recent(self) -> int:
        row = self._connection.execute("SELECT count(*) FROM digests_recent").fetchone()
        return int(row[0])
