"""The vault's schema: numbered migrations, each one transaction."""

import re
import secrets
from importlib import resources

import msgspec
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import VaultDamaged, VaultTooNew
from second_me.vault import faults
from second_me.vault.connection import APPLICATION_ID, Connection

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
SECRET_BYTES = 32


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema: `number` is the version that it leads to."""

    number: int
    name: str
    script: str


def migrations() -> tuple[Migration, ...]:
    """Return all steps in order, without a gap."""
    folder = resources.files("second_me.vault") / "migrations"
    found = []
    for file in folder.iterdir():
        match = _NAME.fullmatch(file.name)
        if match:
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    return tuple(sorted(found, key=lambda step: step.number))


def version(connection: Connection) -> int:
    """Return the schema version of an open vault; 0 is a file with nothing in it."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def verify(connection: Connection, latest: int | None = None) -> int:
    """Return the version of a vault file. Raises VaultDamaged if it is none, VaultTooNew."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise VaultDamaged(
            "This is not a vault",
            "The file opens but is not one that Second Me made.",
            "Choose another file, or restore a backup.",
        )
    found = version(connection)
    newest = latest if latest is not None else migrations()[-1].number
    if found > newest:
        raise VaultTooNew(
            "The vault is newer than this program",
            f"It was last opened by a newer Second Me (form {found}; this one knows {newest}).",
            "Update Second Me. Nothing was changed.",
        )
    return found


def upgrade(connection: Connection, steps: tuple[Migration, ...] | None = None) -> int:
    """Bring the schema up to date and return its version; a step is done whole or not at all."""
    for step in migrations() if steps is None else steps:
        if step.number > version(connection):
            _apply(connection, step)
    return version(connection)


def _apply(connection: Connection, step: Migration) -> None:
    script = (
        "BEGIN IMMEDIATE;\n"
        f"{step.script}\n"
        f"PRAGMA user_version = {step.number};\n"
        f"PRAGMA application_id = {APPLICATION_ID};\n"
        "COMMIT;"
    )
    try:
        connection.executescript(script)
    except sqlite.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise faults.of_sqlite(error) from error


def digest_secret(connection: Connection) -> bytes:
    """Return the vault's own secret for keyed hashes, made on first use.

    It lives in the vault so that hashes outlast a change of the data key.
    """
    row = connection.execute("SELECT value FROM meta WHERE name = 'digest_secret'").fetchone()
    if row is not None:
        return bytes(row[0])
    secret = secrets.token_bytes(SECRET_BYTES)
    connection.execute("INSERT INTO meta (name, value) VALUES ('digest_secret', ?)", (secret,))
    return secret
