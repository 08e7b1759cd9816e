"""Durable ingest: events a second into the vault, beside plain SQLite with the same rows."""

import contextlib
import functools
import itertools
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from second_me.bench import made_up
from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.bench.timing import paired
from second_me.core.clock import SystemClock, Timestamp
from second_me.core.ids import SourceId
from second_me.core.paths import Home
from second_me.core.records import NewEvent
from second_me.vault import DataKey, Vault
from second_me.vault.session import Session

CHUNK: Final = 500

_PLAIN_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE event (
    id INTEGER PRIMARY KEY, kind TEXT, origin TEXT, text TEXT, at INTEGER, precision TEXT,
    utc_offset INTEGER, author TEXT, thread TEXT, position INTEGER, natural_key TEXT
);
CREATE VIRTUAL TABLE words USING fts5(
    text, author, content='event', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2'
);
"""


def measure(settings: Settings) -> Part:
    """Write the same events in the same chunks, each chunk durable before the next begins."""
    events = list(made_up.events(settings.events))
    chunks = [events[start : start + CHUNK] for start in range(0, len(events), CHUNK)]
    folders = (settings.home.root / str(number) for number in itertools.count())
    ours, plain = paired(
        lambda: into_vault(next(folders), settings.home.models, chunks),
        lambda: into_plain(next(folders), chunks),
        settings.rounds,
    )
    rate, reference = len(events) / ours.median, len(events) / plain.median
    return Part(
        figures={"events_per_second": rate},
        reference={"events_per_second": reference},
        ratio={"events_per_second": rate / reference},
        settings={"events": len(events), "chunk": CHUNK, "reference": "sqlite3 WAL FULL, FTS5"},
    )


def into_vault(folder: Path, models: Path, chunks: Iterable[Sequence[NewEvent]]) -> None:
    """Write the chunks as an import does: events, words index and jobs in one transaction."""
    clock = SystemClock()
    home = Home(root=folder, models=models)
    with contextlib.closing(Vault.create(home, DataKey.generate(), clock)) as vault:
        source = vault.write(lambda s: s.sources.ensure("made-up", "bench", "", clock.now()))
        for chunk in chunks:
            vault.write(functools.partial(append, source=source, chunk=chunk, now=clock.now()))


def append(
    session: Session, *, source: SourceId, chunk: Sequence[NewEvent], now: Timestamp
) -> None:
    """Write one chunk and the job that will embed it."""
    added = session.events.append(source, None, chunk, now).event_ids
    ends: dict[str, int | str | list[int]] = {"first": added[0], "last": added[-1]}
    session.jobs.enqueue("embed", f"embed:{added[0]}-{added[-1]}", ends, now=now)


def into_plain(folder: Path, chunks: Iterable[Sequence[NewEvent]]) -> None:
    """Write the chunks with the standard library's SQLite, unencrypted."""
    folder.mkdir(parents=True)
    base = sqlite3.connect(folder / "plain.db", isolation_level=None)
    base.executescript(_PLAIN_SCHEMA)
    number = itertools.count(1)
    for chunk in chunks:
        rows = [(next(number), *plain_row(event)) for event in chunk]
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
        words = [(row[0], row[3], row[7]) for row in rows]
        base.executemany("INSERT INTO words(rowid, text, author) VALUES (?,?,?)", words)
        base.execute("COMMIT")
    base.close()


def plain_row(event: NewEvent) -> tuple[str | int | None, ...]:
    """Return what the plain table keeps of an event."""
    moment = event.moment
    return (
        event.kind, event.origin, event.text, moment.at, moment.precision,
        moment.utc_offset_minutes, event.author, event.thread, event.position, event.natural_key,
    )  # fmt: skip
