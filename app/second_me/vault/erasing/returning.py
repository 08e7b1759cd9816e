"""A vault that comes back from a backup: what was erased since must not come back with it."""

from pathlib import Path

from second_me.core.clock import Timestamp
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.vault import connection as connections
from second_me.vault import durable, schema
from second_me.vault.connection import Connection
from second_me.vault.erasing.copies import Order, erase_in
from second_me.vault.erasing.tombstones import Stone, Tombstones, keep_beside, kept_beside
from second_me.vault.keys import DataKey


def keep_erased(home: Home, database: Path, key: DataKey, now: Timestamp) -> None:
    """Erase from a vault file that is about to take the vault's place all that tombstones stand
    for: those beside the vault and, if `key` opens it, those in the vault that stands there.
    """
    connection = connections.open_writer(database, key)
    try:
        secret = _secret(connection)
        stones = set(kept_beside(home.tombstones, secret)) | _present(home, key, secret)
        if not stones:
            return
        schema.upgrade(connection)
        connection.execute("BEGIN IMMEDIATE")
        order = Order(stones=tuple(stones), secret=secret, prints={}, print_secret=secret, now=now)
        erase_in(connection, order)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        every = Tombstones(connection, secret).all()
    finally:
        connection.close()
    durable.sync_file(database)
    keep_beside(home.tombstones, every, secret)


def _secret(connection: Connection) -> bytes:
    """Return the vault's own secret; none for a backup of a vault that was never used."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'digest_secret'").fetchone()
    return bytes(row[0]) if row is not None else b"\0"


def _present(home: Home, key: DataKey, secret: bytes) -> set[Stone]:
    """Return the tombstones of the vault that stands there, if they are of the same secret."""
    try:
        if not connections.opens(home.database, key):
            return set()
        connection = connections.open_reader(home.database, key)
    except SecondMeError:
        return set()
    try:
        known = connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'tombstones'"
        ).fetchone()[0]
        if not known or _secret(connection) != secret:
            return set()
        return set(Tombstones(connection, secret).all())
    finally:
        connection.close()
