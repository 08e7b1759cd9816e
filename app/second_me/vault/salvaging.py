"""Saving what can be read of a damaged vault, and filling its gaps from the last good backup.

Rows are read by their numbers, a stretch at a time; a stretch with a bad page is halved until only
the bad rows are left out. Rows of those gaps are taken from the backup, and nothing else of it:
what was taken out since the backup stays out. The damaged vault is kept aside as it is.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.clock import Clock, to_datetime
from second_me.core.errors import SecondMeError, VaultDamaged
from second_me.core.paths import Home
from second_me.core.protocol.vault import BackupState, Salvaged
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault import durable, faults, schema
from second_me.vault.audit import Audit
from second_me.vault.connection import Connection
from second_me.vault.erasing.registry import TABLES
from second_me.vault.exporting.taking_in import remake
from second_me.vault.keys import DataKey
from second_me.vault.restoring import restore

STRETCH: Final = 512
_MAKING: Final = ".salvaged"
_PARENTS: Final = ("sources", "batches", "threads", "vector_models", "events", "entities", "facts")
"""Tables that others lean on, before those."""

_AT_WORK: Final = ("erasing", "erasing_prints")
"""Tables of an erasure that is not done: it goes on with what was saved."""

Row = tuple[Any, ...]


class _Read(msgspec.Struct):
    """What was read of one table; `gaps` are stretches of numbers that could not be."""

    rows: list[Row]
    gaps: list[tuple[int, int]]


def salvage(home: Home, key: DataKey, clock: Clock) -> Salvaged:
    """Put what can be saved in the vault's place, and return what that is. The vault is closed.

    Raises VaultDamaged if nothing can be read and no backup opens; then nothing was changed.
    """
    with faults.translated():
        making = home.vault.with_name(f"{home.vault.name}{_MAKING}")
        shutil.rmtree(making, ignore_errors=True)
        place = Home(root=making, models=home.models)
        try:
            backup = _last_good(home, place, key, clock)
            rows, filled, lost = _put_together(home, place, key, clock, backup=backup is not None)
            if not rows and backup is None:
                raise _nothing()
            shutil.copyfile(home.slots, place.slots)
            aside = _swap(home, place, clock)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return Salvaged(rows=rows, filled=filled, lost=lost, backup=backup or "", aside=str(aside))


def _last_good(home: Home, place: Home, key: DataKey, clock: Clock) -> str | None:
    """Restore the newest backup that can be, beside the new vault; return its path."""
    durable.private_folder(place.vault)
    scratch = Home(root=place.root / "backup", models=home.models)
    durable.private_folder(scratch.root)
    if home.tombstones.exists():  # what was erased since does not come back
        shutil.copyfile(home.tombstones, scratch.tombstones)
    for one in backups.found(home.backups):
        if one.state is not BackupState.PARTIAL:
            with suppress(SecondMeError):
                restore(scratch, Path(one.path), key, clock)
                return one.path
    return None


def _put_together(
    home: Home, place: Home, key: DataKey, clock: Clock, *, backup: bool
) -> tuple[dict[str, int], dict[str, int], int]:
    """Make the new vault; return its rows by table, those from the backup, and how many numbers
    of events gave nothing.
    """
    scratch = place.root / "backup" / home.vault.name / home.database.name
    if backup and _secret(home.database, key) is None:  # not even its secrets can be read
        durable.move(scratch, place.database)
        return {}, _counts(place.database, key), 0
    filled: dict[str, int] = {}
    counts: dict[str, int] = {}
    lost = 0
    with closing(connections.open_writer(place.database, key)) as new:
        schema.upgrade(new)
        new.execute("PRAGMA foreign_keys = OFF")
        new.execute("BEGIN IMMEDIATE")
        for table in _in_order():
            columns = _columns(new, table)
            found = _read(home.database, key, table, columns)
            counts[table] = _insert(new, table, columns, found.rows)
            more = list(_fill(scratch, key, table, columns, found)) if backup else []
            filled[table] = _insert(new, table, columns, more)
            if table == "events":
                lost = sum(last - first + 1 for first, last in found.gaps) - filled[table]
        _drop_orphans(new)
        _go_on_numbering(home.database, key, new)
        remake(new)
        Audit(new, schema.digest_secret(new)).chain_anew(clock.now())
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    durable.sync_file(place.database)
    some = {table: count for table, count in filled.items() if count}
    return {table: count for table, count in counts.items() if count}, some, max(lost, 0)


def _in_order() -> list[str]:
    names = [table.name for table in TABLES if table.export or table.name in _AT_WORK]
    return [*_PARENTS, *(name for name in names if name not in _PARENTS)]


def _columns(connection: Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _read(database: Path, key: DataKey, table: str, columns: list[str]) -> _Read:
    """Read the rows of a table that are sound. A table without numbers is read as a whole."""
    found = _Read([], [])
    with closing(_Damaged(database, key)) as damaged:
        names = [name for name in columns if name in damaged.columns(table)]
        wanted = ", ".join(name if name in names else "NULL" for name in columns)
        if not names:
            return found
        if not damaged.numbered(table):
            found.rows = damaged.ask(f"SELECT {wanted} FROM {table}", ()) or []
            return found
        last = damaged.last(table)
        for first in range(1, last + 1, STRETCH):
            _stretch(damaged, f"SELECT {wanted} FROM {table}", first, first + STRETCH - 1, found)
    return found


def _stretch(damaged: "_Damaged", query: str, first: int, last: int, found: _Read) -> None:
    """Read a stretch of rows, halving it around what cannot be read."""
    rows = damaged.ask(f"{query} WHERE rowid BETWEEN ? AND ?", (first, last))
    if rows is not None:
        found.rows += rows
    elif first == last:
        if found.gaps and found.gaps[-1][1] == first - 1:
            found.gaps[-1] = (found.gaps[-1][0], last)
        else:
            found.gaps.append((first, last))
    else:
        middle = (first + last) // 2
        _stretch(damaged, query, first, middle, found)
        _stretch(damaged, query, middle + 1, last, found)


class _Damaged:
    """A reader that is opened anew after each bad page, since that one leaves it unusable."""

    def __init__(self, database: Path, key: DataKey) -> None:
        self._database = database
        self._key = key
        self._connection: Connection | None = None

    def ask(self, query: str, given: Row) -> list[Row] | None:
        """Return the rows of a query, or None if a page of them is bad."""
        try:
            if self._connection is None:
                self._connection = connections.open_reader(self._database, self._key)
            return [tuple(row) for row in self._connection.execute(query, given)]
        except (sqlite.DatabaseError, OverflowError):
            self.close()
            return None

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.ask(f"PRAGMA table_info({table})", ()) or []]

    def numbered(self, table: str) -> bool:
        rows = self.ask(f"SELECT 1 FROM {table} WHERE rowid = 1", ())
        if rows is not None:
            return True
        told = self.ask("SELECT sql FROM sqlite_master WHERE name = ?", (table,)) or []
        return bool(told) and "WITHOUT ROWID" not in str(told[0][0])

    def last(self, table: str) -> int:
        """Return the highest number of a table; its own pages may be bad, so others are asked."""
        rows = self.ask("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        if rows:
            return int(rows[0][0])
        rows = self.ask(f"SELECT max(rowid) FROM {table}", ())
        return int(rows[0][0] or 0) if rows else 0

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _fill(
    backup: Path, key: DataKey, table: str, columns: list[str], found: _Read
) -> Iterator[Row]:
    """Yield the rows of the gaps, as the backup has them."""
    with closing(connections.open_reader(backup, key)) as source:
        there = _columns(source, table)
        wanted = ", ".join(name if name in there else "NULL" for name in columns)
        for first, last in found.gaps:
            query = f"SELECT {wanted} FROM {table} WHERE rowid BETWEEN ? AND ?"
            yield from (tuple(row) for row in source.execute(query, (first, last)))


def _insert(connection: Connection, table: str, columns: list[str], rows: list[Row]) -> int:
    marks = ", ".join("?" * len(columns))
    query = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    count = 0
    for row in rows:
        with suppress(sqlite.IntegrityError):  # half a row, from a page that was overwritten
            count += connection.execute(query, row).rowcount
    return count


def _drop_orphans(connection: Connection) -> None:
    """Take out rows that lean on others which could not be saved, and what leans on those."""
    while orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
        for table, rowid, parent, link in orphans:
            if rowid is None:  # a table without numbers
                column, named = _link(connection, table, link)
                connection.execute(
                    f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {named} FROM {parent})"
                )
            else:
                connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


def _link(connection: Connection, table: str, link: int) -> tuple[str, str]:
    """Return a column that leans on another table, and the one there that it names."""
    rows = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    column, named = next((row[3], row[4]) for row in rows if row[0] == link)
    return str(column), str(named or "id")


def _go_on_numbering(database: Path, key: DataKey, connection: Connection) -> None:
    """Have no number used twice, that of a lost row either."""
    with closing(_Damaged(database, key)) as damaged:
        for name, seq in damaged.ask("SELECT name, seq FROM sqlite_sequence", ()) or []:
            connection.execute(
                "DELETE FROM sqlite_sequence WHERE name = ? AND seq < ?", (name, seq)
            )
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE NOT EXISTS"
                " (SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                (name, seq, name),
            )


def _secret(database: Path, key: DataKey) -> bytes | None:
    with closing(_Damaged(database, key)) as damaged:
        rows = damaged.ask("SELECT value FROM meta WHERE name = 'digest_secret'", ())
    return bytes(rows[0][0]) if rows else None


def _counts(database: Path, key: DataKey) -> dict[str, int]:
    with closing(connections.open_reader(database, key)) as connection:
        query = "SELECT count(*) FROM {}"
        counts = {
            table: int(connection.execute(query.format(table)).fetchone()[0])
            for table in _in_order()
            if _columns(connection, table)
        }
    return {table: count for table, count in counts.items() if count}


def _swap(home: Home, place: Home, clock: Clock) -> Path:
    """Put the new vault in the place of the damaged one, which is kept aside."""
    moment = to_datetime(clock.now()).astimezone(UTC).strftime("%Y-%m-%d-%H%M%S")
    number, aside = 1, home.vault.with_name(f"{home.vault.name}.damaged-{moment}")
    while aside.exists():
        number += 1
        aside = home.vault.with_name(f"{home.vault.name}.damaged-{moment}-{number}")
    for file in (place.database, place.slots):
        file.chmod(durable.PRIVATE_FILE)
        durable.sync_file(file)
    ready = home.vault.with_name(f"{home.vault.name}.restored")  # a crash between is settled so
    durable.move(place.vault, ready)
    durable.move(home.vault, aside)
    durable.move(ready, home.vault)
    return aside


def _nothing() -> VaultDamaged:
    return VaultDamaged(
        "Nothing could be saved",
        "The vault gives no row, and there is no backup that its key opens.",
        "Look for a backup elsewhere; the damaged vault was left as it is.",
    )
