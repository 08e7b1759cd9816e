import threading
import time
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import Bug, VaultLocked
from second_me.vault import DataKey, writer
from second_me.vault import connection as connections
from second_me.vault.readers import Readers

WAIT = 60


class Counted:
    """A connection that counts its commits."""

    def __init__(self, connection):
        self._connection = connection
        self.commits = 0

    def execute(self, statement, *values):
        self.commits += statement == "COMMIT"
        return self._connection.execute(statement, *values)

    def __getattr__(self, name):
        return getattr(self._connection, name)


@pytest.fixture
def counted(vault):
    vault._writer._connection = counted = Counted(vault._writer._connection)
    return counted


def set_to(key, value):
    return lambda session: session.settings.set(key, value)


def value_of(vault, key):
    return vault.read(lambda session: session.settings.get(key))


def test_a_result_comes_back_once_it_is_durable(vault):
    assert vault.write(lambda session: session.settings.set("a", 1) or 42) == 42
    assert value_of(vault, "a") == 1


def test_a_failure_undoes_its_own_work_and_reaches_the_caller(vault):
    def fails(session):
        session.settings.set("a", 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        vault.write(fails)
    assert value_of(vault, "a") is None


def gathered(vault, works):
    """Hand works to the writer while it is busy, so that they share what comes next."""
    held, go = threading.Event(), threading.Event()
    errors = {}

    def hold(session):
        held.set()
        assert go.wait(WAIT)

    def run(number, work):
        try:
            vault.write(work)
        except Exception as error:  # noqa: BLE001
            errors[number] = error

    threads = [threading.Thread(target=run, args=("hold", hold))]
    threads[0].start()
    assert held.wait(WAIT)
    for number, work in enumerate(works):
        threads.append(threading.Thread(target=run, args=(number, work)))
        threads[-1].start()
        while vault._writer._queue.qsize() <= number:
            assert threads[-1].is_alive()
    go.set()
    for thread in threads:
        thread.join(WAIT)
    return errors


def test_those_who_wait_share_one_commit(vault, counted):
    errors = gathered(vault, [set_to(f"k{n}", n) for n in range(10)])
    assert errors == {}
    assert counted.commits == 2
    assert [value_of(vault, f"k{n}") for n in range(10)] == list(range(10))


def test_in_a_shared_commit_each_fails_alone(vault, counted):
    def fails(session):
        session.settings.set("bad", 1)
        session._connection.execute("INSERT INTO sources (id) VALUES (NULL)")

    errors = gathered(vault, [set_to("a", 1), fails, set_to("b", 2)])
    assert list(errors) == [1]
    assert isinstance(errors[1], Bug)
    assert [value_of(vault, key) for key in ("a", "bad", "b")] == [1, None, 2]


def test_when_the_disk_fails_nobody_is_told_that_it_was_stored(vault):
    def rolled_back(session):
        session._connection.execute("ROLLBACK")  # what a full disk does
        raise ZeroDivisionError

    errors = gathered(vault, [set_to("a", 1), rolled_back, set_to("b", 2)])
    assert sorted(errors) == [0, 1, 2]
    assert value_of(vault, "a") is None
    assert value_of(vault, "b") is None
    vault.write(set_to("c", 3))
    assert value_of(vault, "c") == 3


def test_a_write_inside_a_write_is_a_bug_not_a_standstill(vault):
    with pytest.raises(Bug, match="write inside a write"):
        vault.write(lambda _session: vault.write(set_to("a", 1)))


def test_many_threads_lose_nothing(vault):
    def run(number):
        for step in range(20):
            vault.write(set_to(f"{number}.{step}", step))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert len(vault.read(lambda session: session.settings.all())) == 160


def test_a_reader_that_is_interrupted_is_let_go_of(home, monkeypatch):
    monkeypatch.setattr("second_me.vault.readers.CLOSE_SECONDS", WAIT)

    def connect():
        return connections.open_raw(home.database, DataKey.generate())

    home.vault.mkdir(parents=True)
    readers = Readers(connect)
    with readers.snapshot() as connection:
        many = connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " SELECT i FROM n"
        )
        assert many.fetchone() == (1,)
        connection.interrupt()
    begun = time.monotonic()
    readers.close()
    assert time.monotonic() - begun < WAIT
    with pytest.raises(sqlite.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_reader_sees_one_snapshot(vault):
    vault.write(set_to("a", 1))

    def look(session):
        before = session.settings.get("a")
        vault.write(set_to("a", 2))
        return before, session.settings.get("a"), value_of(vault, "a")

    assert vault.read(look) == (1, 1, 2)


def test_a_reader_cannot_write(vault):
    with pytest.raises(Exception, match="cannot be written"):
        vault.read(set_to("a", 1))
    assert value_of(vault, "a") is None


def test_a_closed_vault_answers_nobody(vault):
    vault.close()
    vault.close()
    with pytest.raises(VaultLocked):
        vault.write(set_to("a", 1))
    with pytest.raises(VaultLocked):
        value_of(vault, "a")


def test_closing_interrupts_whoever_still_reads(vault):
    started = threading.Event()
    ended = []

    def endless(session):
        started.set()
        session._connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        ).fetchall()

    def run():
        try:
            vault.read(endless)
        except VaultLocked as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(WAIT)
    vault.close()
    thread.join(WAIT)
    assert ended


def test_what_waits_when_the_vault_closes_is_still_stored(vault, home, key, clock):
    held, go = threading.Event(), threading.Event()

    def hold(session):
        held.set()
        assert go.wait(WAIT)
        session.settings.set("a", 1)

    writing = threading.Thread(target=vault.write, args=(hold,))
    writing.start()
    assert held.wait(WAIT)
    closing = threading.Thread(target=vault.close)
    closing.start()
    go.set()
    writing.join(WAIT)
    closing.join(WAIT)
    again = type(vault).open(home, key, clock)
    assert value_of(again, "a") == 1
    again.close()


def test_reading_connections_are_used_again(vault):
    for _ in range(50):
        value_of(vault, "a")
    assert len(vault._readers._idle) == 1
    assert not vault._readers._busy


def test_the_size_counts_the_log_too(vault, home):
    vault.write(set_to("a", "x" * 100_000))
    assert vault.size_bytes() > home.database.stat().st_size
    vault.checkpoint()
    assert vault.size_bytes() == home.database.stat().st_size


def test_a_long_log_is_moved_into_the_main_file_and_used_again(vault, home, monkeypatch):
    monkeypatch.setattr(writer, "CHECKPOINT_PAGES", 50)
    log = Path(f"{home.database}-wal")
    for number in range(40):
        vault.write(set_to("a", f"{number}" * 50_000))
    assert log.stat().st_size < 40 * 50_000
    assert home.database.stat().st_size > 50_000
    assert value_of(vault, "a") == "39" * 50_000
