"""Opening the encrypted file: raw key, write-ahead log, and the settings that make it sure."""

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import Bug
from second_me.vault import faults
from second_me.vault.keys import DataKey

Connection = Any
"""A sqlcipher3 connection; the package ships no types."""

APPLICATION_ID = 0x326E644D  # "2ndM"
NEEDED_SQLITE = (3, 51, 3)  # earlier ones can lose data when a write-ahead log is reset
BUSY_MS = 5_000
WRITER_CACHE_KIB = 32 * 1024
READER_CACHE_KIB = 24 * 1024  # decryption dominates scans, so pages are worth keeping
CHECKPOINT_PAGES = 4_000  # hot pages are written to the main file once for many commits


def open_raw(path: Path, key: DataKey) -> Connection:
    """Return a keyed connection that has read nothing yet. Transactions are explicit."""
    if sqlite.sqlite_version_info < NEEDED_SQLITE:
        needed = ".".join(map(str, NEEDED_SQLITE))
        raise Bug("Unsafe database library", f"SQLite {needed} or newer is needed.")
    connection = sqlite.connect(
        str(path),
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        timeout=BUSY_MS / 1000,
    )
    connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to stderr
    connection.execute(f'PRAGMA key = "{key.hex}"')
    return connection


def opens(path: Path, key: DataKey) -> bool:
    """Return whether `key` decrypts the first page of a vault file that lies at `path`."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    connection = open_raw(path, key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite.DatabaseError as error:
        if not faults.is_unreadable(error):
            raise
        return not faults.is_undecipherable(error)  # a bad page further on: the key is right
    finally:
        connection.close()
    return True


def open_writer(path: Path, key: DataKey) -> Connection:
    """Return a connection that writes durably: each commit reaches the disk."""
    connection = open_raw(path, key)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: through the drive's own cache too
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # the writer does it, see there
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, key: DataKey) -> Connection:
    """Return a connection that cannot write."""
    connection = open_raw(path, key)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{READER_CACHE_KIB}")
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection
