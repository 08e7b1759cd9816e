"""Whether the vault is as it was written."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from second_me.vault import connection as connections
from second_me.vault import faults, schema
from second_me.vault.connection import Connection
from second_me.vault.file_copy import copy_under
from second_me.vault.keys import DataKey
from second_me.vault.session import Session

MOST_FINDINGS: Final = 100
_CHECKED: Final = ".checked"


def shallow(session: Session) -> list[str]:
    """Return what a quick look finds: the audit chain and the counts."""
    return [] if session.audit.verify() else ["The audit is not as it was written."]


def hold(writer: Connection, database: Path, key: DataKey) -> Connection:
    """Empty the log and return a reader of the main file alone. While its transaction is open no
    checkpoint changes that file, and writers go on in the log. For the writer's thread.
    """
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    reader = connections.open_reader(database, key)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite.DatabaseError:
        reader.close()
        raise
    return reader


def deep(database: Path, key: DataKey) -> list[str]:
    """Read and authenticate every page and every index of a file that is held as it is.

    A checkpoint must have come first (`hold`): the page check looks at the main file alone, and
    would report false faults for pages whose newest form is still in the log. What has to write
    in order to check works on a copy. Each check has a connection of its own, since a check that
    met a bad page leaves its connection unusable.
    """
    findings = pages(database, key)
    if findings:
        return findings[:MOST_FINDINGS]
    copy = Path(f"{database}{_CHECKED}")
    if shutil.disk_usage(database.parent).free < 2 * database.stat().st_size:
        return content(database, key, check_index=False)
    try:
        copy_under(database, key, copy, key)
        return content(copy, key)
    finally:
        remove_leftovers(database)


def remove_leftovers(database: Path) -> None:
    """Remove the copy of a check, also of one that was cut short."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{_CHECKED}{suffix}").unlink(missing_ok=True)


def pages(database: Path, key: DataKey) -> list[str]:
    """Return what is wrong with the pages of a vault file that nothing writes to."""
    findings = _ask(database, key, "PRAGMA cipher_integrity_check", sound=())
    return findings + _ask(database, key, f"PRAGMA integrity_check({MOST_FINDINGS})", sound=("ok",))


def content(database: Path, key: DataKey, *, check_index: bool = True) -> list[str]:
    """Return where links, the index of words, counts or the audit of a file disagree with its
    rows. The check of the index takes the file's write lock: `check_index` is for a file that
    nobody else uses.
    """
    findings = _ask(database, key, "PRAGMA foreign_key_check", sound=())
    opened: Callable[[Path, DataKey], Connection] = (
        connections.open_writer if check_index else connections.open_reader
    )
    connection = opened(database, key)
    try:
        if check_index:
            findings += _index(connection)
        miscounted = connection.execute(
            "SELECT count(*) FROM sources AS s WHERE events <>"
            " (SELECT count(*) FROM events AS e WHERE e.source_id = s.id)"
        ).fetchone()[0]
        if miscounted:
            findings.append("The events of a source are miscounted.")
        if not Session(connection, schema.digest_secret(connection)).audit.verify():
            findings.append("The audit is not as it was written.")
    except sqlite.DatabaseError as error:
        if not faults.is_unreadable(error):
            raise
        findings.append(f"content: {error}")
    finally:
        connection.close()
    return findings[:MOST_FINDINGS]


def _index(connection: Connection) -> list[str]:
    try:
        connection.execute(
            "INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)"
        )
    except sqlite.DatabaseError:
        return ["The index of words does not agree with the events."]
    return []


def _ask(database: Path, key: DataKey, question: str, sound: tuple[str, ...]) -> list[str]:
    connection = connections.open_reader(database, key)
    try:
        rows = connection.execute(question).fetchall()
    except sqlite.DatabaseError as error:
        if not faults.is_unreadable(error):
            raise
        return [f"{question.removeprefix('PRAGMA ')}: {error}"]
    finally:
        connection.close()
    found = [" ".join(map(str, row)) for row in rows]
    return [line for line in found if line not in sound]
