"""Whether an export could be taken in with nothing lost: it is, into memory, and thrown away."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from second_me.core.errors import SecondMeError, WrongSecret
from second_me.core.protocol.export import ExportCheck
from second_me.vault import connection as connections
from second_me.vault import schema
from second_me.vault.connection import Connection
from second_me.vault.exporting.taking_in import take_in
from second_me.vault.keys import DataKey

_NOWHERE: Final = Path(":memory:")


def check(untrusted_lines: Iterable[bytes]) -> ExportCheck:
    """Hold each line against the schema of this program, and all rows against each other."""
    try:
        with scratch() as connection:
            rows = take_in(connection, untrusted_lines)
    except WrongSecret:
        raise
    except SecondMeError as error:
        return ExportCheck(whole=False, rows={}, fault=f"{error.title}. {error.message}")
    return ExportCheck(whole=True, rows=rows)


@contextmanager
def scratch() -> Iterator[Connection]:
    """Yield a vault in memory with a transaction open; it is gone afterwards."""
    connection = connections.open_raw(_NOWHERE, DataKey.generate())
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        schema.upgrade(connection)
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()
