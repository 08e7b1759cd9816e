"""Whether the vault is as it was written."""

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from second_me.vault import connection as connections
from second_me.vault import faults, schema
from second_me.vault.connection import Connection
from second_me.vault.keys import DataKey
from second_me.vault.session import Session

MOST_FINDINGS = 100


def shallow(session: Session) -> list[str]:
    """Return what a quick look finds: the audit chain and the counts."""
    return [] if session.audit.verify() else ["The audit is not as it was written."]


def deep(writer: Connection, database: Path, key: DataKey) -> list[str]:
    """Read and authenticate every page and every index; nothing may write meanwhile.

    A checkpoint comes first: the page check looks at the main file alone, and would report
    false faults for pages whose newest form is still in the log. Each check has a connection
    of its own, since a check that met a bad page leaves its connection unusable.
    """
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    findings = _ask(database, key, "PRAGMA cipher_integrity_check", sound=())
    findings += _ask(database, key, f"PRAGMA integrity_check({MOST_FINDINGS})", sound=("ok",))
    if not findings:
        findings += _ask(database, key, "PRAGMA foreign_key_check", sound=())
        findings += _content(writer)
    return findings[:MOST_FINDINGS]


def pages(database: Path, key: DataKey) -> list[str]:
    """Return what is wrong with the pages of a vault file that nothing has open."""
    findings = _ask(database, key, "PRAGMA cipher_integrity_check", sound=())
    return findings + _ask(database, key, f"PRAGMA integrity_check({MOST_FINDINGS})", sound=("ok",))


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


def _content(writer: Connection) -> list[str]:
    """Return where the index, the counts or the audit disagree with the rows."""
    findings = []
    try:
        writer.execute("INSERT INTO events_fts (events_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite.DatabaseError:
        findings.append("The index of words does not agree with the events.")
    miscounted = writer.execute(
        "SELECT count(*) FROM sources AS s WHERE events <>"
        " (SELECT count(*) FROM events AS e WHERE e.source_id = s.id)"
    ).fetchone()[0]
    if miscounted:
        findings.append("The events of a source are miscounted.")
    if not Session(writer, schema.digest_secret(writer)).audit.verify():
        findings.append("The audit is not as it was written.")
    return findings
