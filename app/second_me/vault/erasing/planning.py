"""What an erasure would do, said before anything is done."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from second_me.core.ids import EventId
from second_me.core.protocol.erase import Plan, Reason, Sample, StoreCount
from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import TABLES, Chosen, Closure, closure, pick
from second_me.vault.erasing.dialogue import count_turns
from second_me.vault.erasing.registry import TABLES as DECLARED
from second_me.vault.vectors import OF_EVENTS, OWNERS

FEW_IDS: Final = 5
SAMPLE_CHARACTERS: Final = 200
_SOME: Final = "(SELECT value FROM json_each(?))"
Rows = dict[str, dict[int, tuple[Any, ...]]]

_NAMED_OUTRIGHT: Final = ("events", "facts", "episodes", "entities")


def plan(connection: Connection, chosen: Chosen) -> Plan:
    """Return the plan; whoever asks gives it its id and adds what lies outside of the vault."""
    found = closure(connection, chosen)
    first, last = connection.execute(
        f"SELECT min(at), max(at) FROM events WHERE id IN {_SOME}", (pick(chosen.events),)
    ).fetchone()
    return Plan(
        id="",
        scope=chosen.scope,
        events=len(chosen.events),
        first_at=first,
        last_at=last,
        goes=tuple(
            _line(store, getattr(chosen, store))
            for store in _NAMED_OUTRIGHT
            if getattr(chosen, store)
        ),
        derived=tuple(_derived(connection, chosen, found)),
        stays=tuple(_stays(found)),
        backups=(),
        unreachable=(
            Reason(what="files that were exported or copied by hand"),
            Reason(what="backups that were moved out of the backups folder"),
        ),
    )


def samples(connection: Connection, chosen: Chosen, most: int) -> tuple[Sample, ...]:
    """Return a few words of the events that go, the newest first."""
    rows = connection.execute(
        f"SELECT id, at, author, text FROM events WHERE id IN {_SOME}"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (pick(chosen.events), most),
    )
    return tuple(
        Sample(event_id=EventId(id_), at=at, author=author, text=text[:SAMPLE_CHARACTERS])
        for id_, at, author, text in rows
    )


def concerned(connection: Connection, chosen: Chosen) -> set[tuple[str, int]]:
    """Return table and id of every row that erasing them may change: what goes, what loses a
    part, and where these stand. All others have to be the same afterwards.
    """
    found = closure(connection, chosen)
    rows = {("events", id_) for id_ in found.events}
    events = pick(found.events)
    for kind, table in TABLES.items():
        ids = pick((*found.goes.get(kind, ()), *found.stays.get(kind, ())))
        rows |= {(table, id_) for id_ in (*found.goes.get(kind, ()), *found.stays.get(kind, ()))}
        rows |= _named(connection, "revisions", f"tbl = ? AND row_id IN {_SOME}", table, ids)
        where = f"derived = ? AND derived_id IN {_SOME}"
        rows |= _named(connection, "evidence", where, kind.value, ids)
    gone = pick(found.goes.get(Derived.FACT, ()))
    ended = _named(connection, "facts", f"superseded_by IN {_SOME}", gone)
    rows |= ended
    told = pick(id_ for _, id_ in ended)
    rows |= _named(connection, "revisions", f"tbl = 'facts' AND row_id IN {_SOME}", told)
    rows |= _named(connection, "evidence", f"event_id IN {_SOME}", events)
    rows |= _declared(connection, found)
    for table, column in (("threads", "thread_id"), ("sources", "source_id")):
        of_events = f"id IN (SELECT {column} FROM events WHERE id IN {_SOME})"
        rows |= _named(connection, table, of_events, events)
    of_source = f"source_id IN (SELECT source_id FROM events WHERE id IN {_SOME})"
    imports = _named(connection, "batches", of_source, events)
    batches = pick(id_ for _, id_ in imports)
    return rows | imports | _named(connection, "problems", f"batch_id IN {_SOME}", batches)


def _declared(connection: Connection, found: Closure) -> set[tuple[str, int]]:
    """Return the rows that go with an event or a derived record, as their tables say."""
    rows: set[tuple[str, int]] = set()
    events = pick(found.events)
    for table in DECLARED:
        if table.why or not _numbered(connection, table.name):
            continue
        for column in table.events:
            rows |= _named(connection, table.name, f"{column} IN {_SOME}", events)
        for kind, column in table.derived:
            gone = pick(found.goes.get(kind, ()))
            rows |= _named(connection, table.name, f"{column} IN {_SOME}", gone)
    return rows


def _numbered(connection: Connection, table: str) -> bool:
    """Return whether the rows of a table have ids of their own."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return bool(columns) and columns[0][1] == "id"


def _named(connection: Connection, table: str, where: str, *values: str) -> set[tuple[str, int]]:
    return {
        (table, row[0])
        for row in connection.execute(f"SELECT id FROM {table} WHERE {where}", values)
    }


def every_row(connection: Connection, but: Collection[str]) -> Rows:
    """Return all rows of the tables that have ids of their own, by table and id."""
    rows: Rows = {}
    for table in DECLARED:
        if table.name in but or not _numbered(connection, table.name):
            continue
        found = connection.execute(f"SELECT * FROM {table.name}")
        rows[table.name] = {row[0]: tuple(row) for row in found}
    return rows


def _derived(connection: Connection, chosen: Chosen, found: Closure) -> Iterable[StoreCount]:
    named = {
        Derived.FACT: chosen.facts,
        Derived.EPISODE: chosen.episodes,
        Derived.ENTITY: chosen.entities,
    }
    for kind, table in TABLES.items():
        more = set(found.goes.get(kind, ())) - set(named.get(kind, ()))
        if more:
            yield _line(table, sorted(more))
    counts: dict[str, int] = {"words": len(chosen.events), "vectors": 0, "revisions": 0}
    for kind, ids in found.goes.items():
        counts["revisions"] += _count(
            connection, "revisions WHERE tbl = ? AND row_id IN", TABLES[kind], ids
        )
        if kind.value in OWNERS:
            counts["vectors"] += _vectors(connection, OWNERS[kind.value], ids)
    for owner in OF_EVENTS:
        counts["vectors"] += _vectors(connection, owner, chosen.events)
    counts["conversations"] = count_turns(connection, pick(chosen.events))
    for declared in DECLARED:
        for column in () if declared.why else declared.events:
            row = connection.execute(
                f"SELECT count(*) FROM {declared.name} WHERE {column} IN {_SOME}",
                (pick(chosen.events),),
            ).fetchone()
            counts[declared.store] = counts.get(declared.store, 0) + int(row[0])
    yield from (StoreCount(store=store, count=count) for store, count in counts.items() if count)


def _stays(found: Closure) -> Iterable[StoreCount]:
    for kind, ids in found.stays.items():
        if ids:
            yield _line(TABLES[kind], ids)
    if found.again:
        yield _line("read again", found.again)


def _line(store: str, ids: Sequence[int]) -> StoreCount:
    return StoreCount(store=store, count=len(ids), ids=tuple(ids[:FEW_IDS]))


def _vectors(connection: Connection, owner: int, ids: Sequence[int]) -> int:
    return _count(connection, "vectors WHERE owner = ? AND id IN", owner, ids)


def _count(connection: Connection, where: str, value: int | str, ids: Sequence[int]) -> int:
    row = connection.execute(f"SELECT count(*) FROM {where} {_SOME}", (value, pick(ids))).fetchone()
    return int(row[0])
