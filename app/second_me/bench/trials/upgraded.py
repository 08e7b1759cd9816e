"""Promise `upgrade`: a vault of every released form comes up to date, whole, whenever it is killed.

Vaults of older forms are made by the migrations of their time and filled by plain SQL. A child is
forked that opens one, and is killed somewhere on the way; the next open has to end what was begun.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CHEAP, CLOCK, PASSPHRASE
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.vault import DataKey, KeySlots, NoKeyring, Vault, restore, schema
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault.connection import Connection

EVENTS: Final = 120
LONGEST_SECONDS: Final = 0.25
TABLES: Final = ("sources", "threads", "events", "digests", "facts", "episodes", "entities",
                 "evidence", "settings", "jobs")  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]


def killed_upgrades(folder: Path, trials: int, seed: int = 61) -> Report:
    """Kill upgrades of every older form, `trials` times in all; each must end whole."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    forms = [step.number for step in schema.migrations()][:-1]
    report = Report(promise="upgrade", what=f"kill -9 during upgrades of the forms {forms}")
    if sys.platform == "win32":
        report.note("the victims are forked")
        return report
    made = {form: old_vault(folder / f"form-{form}", form) for form in forms}
    for number in range(trials):
        original, key = made[forms[number % len(forms)]]
        home = Home(root=folder / "trial", models=folder)
        shutil.rmtree(home.root, ignore_errors=True)
        shutil.copytree(original.root, home.root)
        before = rows_of(home, key)
        _kill(lambda home=home, key=key: Vault.open(home, key, CLOCK), chance)  # type: ignore[misc]
        report.note(fault(home, key, before, forms[number % len(forms)]))
    return report


def old_vault(root: Path, form: int) -> tuple[Home, DataKey]:
    """Make a vault as a program of that form would have left it."""
    home = Home(root=root, models=root)
    slots = KeySlots(home.slots, NoKeyring(), CLOCK, CHEAP)
    key = slots.create(passphrase=PASSPHRASE, recovery=False, keyring=False).key
    with closing(connections.open_writer(home.database, key)) as connection:
        schema.upgrade(connection, schema.migrations()[:form])
        schema.digest_secret(connection)
        connection.execute("BEGIN")
        _fill(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    (home.vault / "creating").unlink(missing_ok=True)
    return home, key


def rows_of(home: Home, key: DataKey) -> Rows:
    """Return the rows of a vault by table and column."""
    with closing(connections.open_reader(home.database, key)) as connection:
        return {table: _rows(connection, table) for table in TABLES}


def fault(home: Home, key: DataKey, before: Rows, form: int) -> str:
    """Return what of the promise is broken once the vault was opened again."""
    try:
        vault = Vault.open(home, key, CLOCK)
    except SecondMeError as error:
        return f"form {form}: it did not open: {error.title}"
    try:
        findings = vault.check(deep=True)
        found = len(vault.read(lambda session: session.events.search_words("umbrella", EVENTS)))
    finally:
        vault.close()
    if findings or found != EVENTS:
        return f"form {form}: {(findings or ['words are not found'])[0]}"
    after = rows_of(home, key)
    for table, rows in before.items():
        known = set(rows[0]) if rows else set()
        kept = [
            {name: value for name, value in row.items() if name in known} for row in after[table]
        ]
        if any(row not in kept for row in rows):
            return f"form {form}: rows of {table} are lost"
    return _from_before(home, key, form)


def _from_before(home: Home, key: DataKey, form: int) -> str:
    """Return what is wrong with the backup that was made before the upgrade."""
    named = sorted(home.backups.glob(f"second-me-before-form-{form + 1}-*{backups.SUFFIX}"))
    if not named:
        return f"form {form}: there is no backup from before"
    elsewhere = Home(root=home.root / "restored", models=home.models)
    try:
        restore(elsewhere, named[0], key, CLOCK)
    except SecondMeError as error:
        return f"form {form}: the backup from before is of no use: {error.title}"
    with closing(connections.open_reader(elsewhere.database, key)) as connection:
        return "" if schema.version(connection) == form else f"form {form}: not from before"


def _kill(work: Callable[[], object], chance: random.Random) -> None:
    """Do something in a child of its own, and kill that without warning."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(chance.uniform(0, LONGEST_SECONDS))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608  (our own names)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _fill(connection: Connection) -> None:
    """Put rows into the tables that every form has."""
    run, at = connection.execute, CLOCK.now()
    run(
        "INSERT INTO sources (id, format, name, locator, created_at, events)"
        " VALUES (1, 'notes', 'Mine', '/n', ?, ?)",
        (at, EVENTS),
    )
    run("INSERT INTO threads (id, source_id, name) VALUES (1, 1, 't')")
    for number in range(1, EVENTS + 1):
        text = f"umbrella number {number} was left on the train"
        run(
            "INSERT INTO events (id, source_id, thread_id, kind, origin, at, precision,"
            " received_at, position, author, title, text, locator, language, digest) VALUES"
            " (?, 1, 1, 'note', 'typed', ?, 'second', ?, ?, '', '', ?, '', '', ?)",
            (number, at + number, at, number, text, number * 7919),
        )
        run("INSERT INTO digests (digest, event_id) VALUES (?, ?)", (number * 7919, number))
        run("INSERT INTO events_fts (rowid, text, author, title) VALUES (?, ?, '', '')",
            (number, text))  # fmt: skip
    for number in range(1, 21):
        run(
            "INSERT INTO facts (id, subject, kind, text, value, status, confidence,"
            " valid_precision, learned_at, maker, digest)"
            " VALUES (?, 'me', 'k', ?, '', 'current', 0.5, 'unknown', ?, 'person', ?)",
            (number, f"fact {number}", at, number.to_bytes(8, "big")),
        )
        run(
            "INSERT INTO evidence (derived, derived_id, event_id, start_at, end_at)"
            " VALUES ('fact', ?, ?, 0, 8)",
            (number, number),
        )
    run("INSERT INTO entities (id, kind, name, created_at) VALUES (1, 'person', 'Ruth', ?)", (at,))
    run(
        "INSERT INTO episodes (id, title, summary, start_at, end_at) VALUES (1, 'T', 'S', ?, ?)",
        (at, at + 9),
    )
    run("INSERT INTO evidence (derived, derived_id, event_id, start_at, end_at)"
        " VALUES ('episode', 1, 1, 0, 1)")  # fmt: skip
    run("INSERT INTO settings (key, value) VALUES ('owner.name', '\"Ruth\"')")
    run(
        "INSERT INTO jobs (kind, key, payload, priority, state, created_at, not_before)"
        " VALUES ('embed', '1-9', '{\"first\":1,\"last\":9}', 0, 'waiting', ?, ?)",
        (at, at),
    )
