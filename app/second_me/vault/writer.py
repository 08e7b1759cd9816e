"""The one thread that writes: waiting writers share a commit, each in its own savepoint."""

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, TypeVar

import msgspec
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import Bug
from second_me.vault import faults
from second_me.vault.connection import BUSY_MS, CHECKPOINT_PAGES, Connection
from second_me.vault.session import Session

T = TypeVar("T")

GROUP_LIMIT = 64
JOIN_SECONDS = 60.0
READER_MS = 200  # how long an erase waits for readers of what it erased


class _Work(msgspec.Struct, frozen=True, eq=False):
    """`transactional` work runs in the shared transaction, other work between two of them."""

    run: Callable[[Any], Any]
    done: "Future[Any]"
    transactional: bool


class Writer:
    """Owns the writing connection. `make_session` wraps it anew for each piece of work."""

    def __init__(
        self, connection: Connection, make_session: Callable[[Connection], Session]
    ) -> None:
        self._connection = connection
        self._make_session = make_session
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._old_pages = False  # erased words still stand in the write-ahead log
        self._thread = threading.Thread(target=self._loop, name="vault-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction and return its result once that is durable."""
        return self._submit(work, transactional=True)

    def submit_plain(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the connection while no transaction is open (checkpoints, checks)."""
        return self._submit(work, transactional=False)

    def close(self) -> None:
        """Finish what waits, then close the connection. Safe to call twice."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join(JOIN_SECONDS)

    def _submit(self, run: Callable[[Any], T], *, transactional: bool) -> T:
        if threading.current_thread() is self._thread:
            raise Bug("A write inside a write", "The writer thread would wait for itself.")
        done: Future[T] = Future()
        with self._gate:
            if self._closed:
                raise faults.closed()
            self._queue.put(_Work(run, done, transactional))
        return done.result()

    def _loop(self) -> None:
        open_for_work = True
        while open_for_work:
            waiting = self._take()
            open_for_work = None not in waiting
            work = (item for item in waiting if item is not None)
            for transactional, group in itertools.groupby(work, key=lambda one: one.transactional):
                if transactional:
                    self._commit_group(list(group))
                else:
                    self._run_plain(group)
        self._connection.close()

    def _take(self) -> list[_Work | None]:
        """Wait for work, then take all that has gathered while the last commit ran."""
        taken = [self._queue.get()]
        while len(taken) < GROUP_LIMIT and taken[-1] is not None:
            try:
                taken.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return taken

    def _run_plain(self, group: Iterable[_Work]) -> None:
        for work in group:
            try:
                result = work.run(self._connection)
            except BaseException as error:  # noqa: BLE001  (it is the caller's, not this thread's)
                work.done.set_exception(_ours(error))
            else:
                work.done.set_result(result)

    def _commit_group(self, group: list[_Work]) -> None:
        """Run all works in one transaction; each fails alone, a failed commit fails them all."""
        results: list[tuple[_Work, Any]] = []
        erased = False
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for work in group:
                session = self._make_session(self._connection)
                try:
                    results.append((work, self._in_savepoint(work, session)))
                except BaseException as error:  # noqa: BLE001  (it is the caller's)
                    work.done.set_exception(_ours(error))
                    self._still_in_transaction()
                erased = erased or session.erased
            self._connection.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001  (nobody may wait for ever)
            self._fail(group, error)
            return
        if erased or self._old_pages:
            self._drop_old_pages()
        for work, result in results:
            work.done.set_result(result)
        self._checkpoint_when_due()

    def _in_savepoint(self, work: _Work, session: Session) -> Any:  # noqa: ANN401  (the caller's)
        self._connection.execute("SAVEPOINT work")
        try:
            result = work.run(session)
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO work")
                self._connection.execute("RELEASE work")
            raise
        self._connection.execute("RELEASE work")
        return result

    def _still_in_transaction(self) -> None:
        """Raise if the database gave up the whole transaction (disk full, read error)."""
        if not self._connection.in_transaction:
            raise faults.undone()

    def _fail(self, group: list[_Work], error: BaseException) -> None:
        # If even that fails, each work to come is told so; none may wait for ever.
        with contextlib.suppress(sqlite.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        for work in group:
            if not work.done.done():
                work.done.set_exception(_ours(error))

    def _checkpoint_when_due(self) -> None:
        """Move a long log into the main file, after those who waited have their answer.

        A fault here loses nothing: the log keeps all, and the next commit meets the same fault
        and tells it.
        """
        with contextlib.suppress(sqlite.Error):
            pages = self._connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()[1]
            if pages >= CHECKPOINT_PAGES:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _drop_old_pages(self) -> None:
        """Take erased words out of the write-ahead log too.

        A reader that still looks at them holds that up; then it is tried again after the next
        commit. Nothing here can fail the work, which is durable already.
        """
        try:
            self._connection.execute(f"PRAGMA busy_timeout = {READER_MS}")
            row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self._old_pages = bool(row[0])
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        except sqlite.Error:
            self._old_pages = True


def _ours(error: BaseException) -> BaseException:
    if isinstance(error, sqlite.Error):
        return _chained(faults.of_sqlite(error), error)
    if isinstance(error, OSError):
        return _chained(faults.of_os(error), error)
    return error


def _chained(outer: BaseException, cause: BaseException) -> BaseException:
    outer.__cause__ = cause
    return outer
