"""Reading: each piece of work sees one consistent snapshot on a connection of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2 as sqlite

from second_me.vault import faults
from second_me.vault.connection import Connection

KEPT_OPEN = 3  # each keeps a page cache
CLOSE_SECONDS = 0.5


class Readers:
    """Lends read-only connections; a few stay open for the next reader."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._state = threading.Condition()
        self._idle: list[Connection] = []
        self._busy: set[Connection] = set()
        self._closed = False

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Lend a connection inside a read transaction. Raises VaultLocked once closed."""
        connection = self._borrow()
        sound = True
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite.DatabaseError as error:
            sound = not faults.is_unreadable(error)  # after a bad page it reads nothing more
            raise
        finally:
            self._give_back(connection, sound=sound)

    def drop_idle(self) -> None:
        """Close the connections that nobody uses, with the pages they keep."""
        with self._state:
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def close(self) -> None:
        """Interrupt whoever still reads and close all connections, within about half a second."""
        until = time.monotonic() + CLOSE_SECONDS
        with self._state:
            self._closed = True
            while self._busy and time.monotonic() < until:
                for connection in self._busy:
                    connection.interrupt()
                self._state.wait(0.02)
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _borrow(self) -> Connection:
        with self._state:
            if self._closed:
                raise faults.closed()
            connection = self._idle.pop() if self._idle else self._connect()
            self._busy.add(connection)
            return connection

    def _give_back(self, connection: Connection, *, sound: bool) -> None:
        try:
            if sound and connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite.Error:  # it was interrupted with a question still open
            sound = False
        with self._state:
            self._busy.discard(connection)
            if self._closed or not sound or len(self._idle) >= KEPT_OPEN:
                connection.close()
            else:
                self._idle.append(connection)
            self._state.notify_all()
