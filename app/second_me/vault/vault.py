"""The vault: one encrypted file, one thread that writes, snapshots for whoever reads."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlcipher3 import dbapi2 as sqlite

from second_me.core.clock import Clock
from second_me.core.errors import PersonFault, SecondMeError, VaultDamaged, WrongSecret
from second_me.core.paths import Home
from second_me.core.protocol.vault import Backup, BackupCheck, BackupState
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault import (
    durable,
    faults,
    integrity,
    key_change,
    restoring,
    schema,
    trial_restore,
)
from second_me.vault.connection import Connection
from second_me.vault.erasing.aftermath import Aftermath
from second_me.vault.keys import DataKey
from second_me.vault.readers import Readers
from second_me.vault.session import Session
from second_me.vault.slot_file import load
from second_me.vault.slots import CREATING
from second_me.vault.writer import Writer

T = TypeVar("T")


class Vault:
    """An open vault. Made by `create` or `open`; its key is wiped by `close`."""

    def __init__(self, home: Home, key: DataKey, clock: Clock, connection: Connection) -> None:
        self._home = home
        self._key = key
        self._clock = clock
        self._secret = schema.digest_secret(connection)
        self.schema_version = schema.version(connection)
        self._backup_lock = threading.Lock()
        self._check_lock = threading.Lock()
        self._closing = threading.Event()
        self._writer = Writer(connection, lambda used: Session(used, self._secret))
        self._readers = Readers(lambda: connections.open_reader(home.database, key))

    @classmethod
    def create(cls, home: Home, key: DataKey, clock: Clock) -> "Vault":
        """Make a new vault file and open it.

        Raises PersonFault if there is one already, NotWritable, DiskFull.
        """
        marker = home.vault / CREATING
        with faults.translated():
            durable.private_folder(home.vault)
            if home.database.exists():
                if not marker.exists():
                    raise PersonFault("There is a vault already", "A new one would replace it.")
                _remove_unfinished(home.database)
            connection = connections.open_writer(home.database, key)
            try:
                schema.upgrade(connection)
                vault = cls(home, key.copy(), clock, connection)
            except BaseException:
                connection.close()
                raise
            vault.checkpoint()
            durable.sync_folder(home.vault)
            marker.unlink(missing_ok=True)
            durable.sync_folder(home.vault)
        return vault

    @classmethod
    def open(cls, home: Home, key: DataKey, clock: Clock) -> "Vault":
        """Open the vault and bring its schema up to date; a backup is made before that.

        Raises VaultDamaged, VaultTooNew, WrongSecret, NotWritable or DiskFull.
        """
        with faults.translated():
            restoring.settle(home.vault)
            _look_at(home.database)
            connection = _unlocked(home, key)
            key_change.remove_leftovers(home.database)
            integrity.remove_leftovers(home.database)
            trial_restore.remove_leftovers(home)
            try:
                found = schema.verify(connection)
                if found < schema.migrations()[-1].number:
                    backups.write(home, key, clock, label=f"before-form-{found + 1}")
                    schema.upgrade(connection)
                return cls(home, key.copy(), clock, connection)
            except BaseException:
                connection.close()
                raise

    def take_in(self, lines: Iterable[bytes]) -> dict[str, int]:
        """Put an export into this empty vault; return how many rows of each table.

        Raises PersonFault if the vault is not empty or the export is not whole, VaultTooNew.
        """

        def work(session: Session) -> tuple[dict[str, int], bytes]:
            return session.take_in(lines)

        counts, self._secret = self._writer.submit(work)
        return counts

    def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction on the writer thread; return once it is durable.

        Whatever `work` raises undoes only what it did, and is raised here.
        """
        return self._writer.submit(work)

    def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one consistent snapshot. It cannot write."""
        try:
            with self._readers.snapshot() as connection:
                return work(Session(connection, self._secret))
        except sqlite.Error as error:
            raise faults.of_sqlite(error) from error

    def close(self) -> None:
        """Finish what waits to be written, interrupt readers, close the file, wipe the key.

        A backup under way ends by itself soon after, and is not kept.
        """
        self._closing.set()
        self._readers.close()
        self._writer.close()
        self._key.wipe()

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the main file and empty the log."""
        self._writer.submit_plain(
            lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        )

    def compact(self) -> None:
        """Write the whole file anew, so that no page keeps what was moved within it; then empty
        the log. Writing waits meanwhile.
        """

        def rewrite(connection: Connection) -> None:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        self._writer.submit_plain(rewrite)

    def flush(self) -> bool:
        """Empty the log and let go of pages that readers keep; False if somebody still reads."""
        self._readers.drop_idle()
        row = self._writer.submit_plain(
            lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        )
        return not row[0]

    @property
    def aftermath(self) -> Aftermath:
        """Return what does the part of an erasure that lies outside of the rows."""
        return Aftermath(self, self._home, self._key, self._secret, self._clock)

    @contextmanager
    def no_backup(self) -> Iterator[None]:
        """Wait for a backup under way, and hold off others."""
        with self._backup_lock:
            yield

    def check(self, deep: bool) -> list[str]:  # noqa: FBT001  (the interface the rooms agreed on)
        """Return what is wrong with the vault, nothing if it is sound.

        `deep` reads and authenticates every page; writing goes on meanwhile, in the log.
        """
        if not deep:
            return self.read(integrity.shallow)
        key = self._key.copy()
        try:
            with self._check_lock, faults.translated():
                return self._check_deep(key)
        finally:
            key.wipe()

    def _check_deep(self, key: DataKey) -> list[str]:
        database = self._home.database
        try:
            held = self._writer.submit_plain(
                lambda connection: integrity.hold(connection, database, key)
            )
        except VaultDamaged as error:
            return [error.message, *integrity.pages(database, key)]
        try:
            return integrity.deep(database, key)
        finally:
            held.close()

    def size_bytes(self) -> int:
        """Return how much disk the vault file and its log take."""
        files = (self._home.database, Path(f"{self._home.database}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def backup(self, path: Path | None = None) -> Backup:
        """Write an encrypted copy, checked before it is kept; into the backups folder if no
        path is given, or into the folder that is. Raises PersonFault if there is such a file,
        DiskFull, NotWritable, VaultLocked, or VaultDamaged if the vault is not sound.
        """
        with self._backup_lock:
            if self._closing.is_set():
                raise faults.closed()
            key = self._key.copy()
            try:
                return backups.write(
                    self._home, key, self._clock, path=path, stopped=self._closing.is_set
                )
            finally:
                key.wipe()

    def try_restore(self, backup: Path) -> BackupCheck:
        """Restore a backup of this vault into a place of its own, and say what came of it."""
        key = self._key.copy()
        try:
            return trial_restore.try_restore(
                self._home, backup, key, self._clock, self._closing.is_set
            )
        finally:
            key.wipe()

    def backups(self) -> list[Backup]:
        """Return this vault's backups in the backups folder that look whole, newest first."""
        own = backups.own(self._home)
        return [
            one
            for one in backups.found(self._home.backups)
            if one.state is not BackupState.PARTIAL and own(Path(one.path))
        ]


def _look_at(database: Path) -> None:
    if not database.exists():
        raise faults.missing(database)
    if database.stat().st_size == 0:
        raise faults.damaged("The file is empty.")


def _unlocked(home: Home, key: DataKey) -> Connection:
    """Return a writing connection. Raises WrongSecret or VaultDamaged if it cannot be read."""
    try:
        return connections.open_writer(home.database, key)
    except sqlite.DatabaseError as error:
        if not faults.is_undecipherable(error):
            raise
        if _is_right(home, key):
            raise faults.damaged() from error
        raise WrongSecret(
            "The key does not open this vault",
            "It belongs to another vault, or the beginning of the file is damaged.",
            "Use another slot, or restore a backup.",
        ) from error


def _is_right(home: Home, key: DataKey) -> bool:
    """Return whether the slot file knows the key, so that the vault file must be at fault."""
    try:
        file = load(home.slots)
    except SecondMeError:
        return False
    sets = (file.current, file.pending)
    return any(keys and keys.check == key.check_value(file.vault_id) for keys in sets)


def _remove_unfinished(database: Path) -> None:
    for name in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        name.unlink(missing_ok=True)
