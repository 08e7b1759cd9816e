"""What makes an event itself: keyed hashes by which the same event is stored once.

Hashes fall all over an index, and every page that one touches is encrypted anew at each commit.
New hashes therefore gather in a small table and are moved to the large one many at a time.
"""

import hashlib
from collections.abc import Callable, Sequence

from second_me.core.ids import EventId
from second_me.vault.connection import Connection

DIGEST_BYTES = 16
RECENT = 8_192  # hashes that gather before they are moved
BULK = 100  # a smaller append is somebody waiting, and never pays for the move


def hasher(secret: bytes, format_: str, thread: str) -> Callable[[str], bytes]:
    """Return the keyed hash of natural keys within one thread; lengths keep the parts apart."""
    parts = [part.encode("utf-8", "surrogatepass") for part in (format_, thread)]
    head = b"%d %d " % (len(parts[0]), len(parts[1]))
    begun = hashlib.blake2b(head + b"".join(parts), key=secret, digest_size=DIGEST_BYTES)

    def digest(natural_key: str) -> bytes:
        state = begun.copy()
        state.update(natural_key.encode("utf-8", "surrogatepass"))
        return state.digest()

    return digest


class Digests:
    """Rows of `digests` and `digests_recent`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, digests: Sequence[bytes]) -> dict[bytes, EventId]:
        """Return which of some hashes are stored, with their events."""
        marks = ", ".join("?" * len(digests))
        found: dict[bytes, EventId] = {}
        for table in ("digests_recent", "digests"):
            rows = self._connection.execute(
                f"SELECT digest, event_id FROM {table} WHERE digest IN ({marks})", digests
            )
            found.update(rows.fetchall())
        return found

    def add(self, rows: Sequence[tuple[bytes, int]]) -> None:
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
