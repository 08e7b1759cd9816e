"""An erasure from its first transaction to its last. Each step is one transaction, can be done
again, and leaves nothing that a reader could still be shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.protocol.erase import Receipt, Stage
from second_me.core.records import Derived
from second_me.vault.audit import Audit
from second_me.vault.connection import Connection
from second_me.vault.erasing import leftovers, rows, tombstones
from second_me.vault.erasing.closure import Chosen, closure, pick
from second_me.vault.erasing.derived import Removed, remove_derived
from second_me.vault.erasing.naming import Names
from second_me.vault.erasing.prints import Printer, Prints
from second_me.vault.erasing.tombstones import Tombstones
from second_me.vault.followers import forget_followers
from second_me.vault.retention import Retention
from second_me.vault.vectors import OF_EVENTS

AT_ONCE: Final = 1_000
"""Events taken out in one transaction, so that other writes get their turn."""

OUTLIVED: Final = "outlived"
EVERYTHING: Final = "everything"

PRINTED: Final = 500
"""Records of each kind that fingerprints are taken of where everything goes: the file is written
anew without any of them, and there is nothing for the rest to lie among.
"""

_PIECE: Final = 24
"""Bytes of a vector that are looked for."""

_SOME: Final = "(SELECT value FROM json_each(?))"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure has to know until it is done, and is forgotten then."""

    names: tuple[str, ...] = ()
    mentions: bool = True
    around: leftovers.Around = leftovers.Around()


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """`events` can no longer be found. `again` are events of which something has to be drawn
    out anew, since what was drawn out leaned on the erased as well; `followers` are to be embedded
    anew, since their vectors did.
    """

    erasure_id: int
    events: tuple[int, ...]
    again: tuple[int, ...]
    followers: tuple[int, ...]
    changes: ChangeSet


def begin(
    connection: Connection,
    secret: bytes,
    chosen: Chosen,
    program: str,
    now: Timestamp,
    *,
    mentions: bool = True,
) -> Begun:
    """Take the erasure down, hide its events, take out all that is derived and the first
    events. Whatever happens from here on, it will be done.
    """
    found = closure(connection, chosen)
    place = leftovers.around(connection, chosen.events)
    if chosen.scope == OUTLIVED:  # its sources go on, and with them their rules
        ruled = Retention(connection).sources()
        left = tuple(source for source in place.sources if source not in ruled)
        place = msgspec.structs.replace(place, sources=left)
    words = Words(names=chosen.names, mentions=mentions, around=place)
    erasure_id = _insert(connection, chosen.scope, words, program, now)
    take_prints(connection, secret, erasure_id, chosen, found.goes)
    _put_stones(connection, secret, erasure_id, chosen)
    connection.execute(
        "INSERT OR REPLACE INTO erasing (event_id, erasure_id) SELECT value, ? FROM json_each(?)",
        (erasure_id, pick(chosen.events)),
    )
    removed = remove_derived(connection, found, now)
    followers = forget_followers(connection, chosen.events)
    _add_counts(connection, erasure_id, removed.counts)
    changes = removed.changes | ChangeSet.of(Topic.EVENTS, *chosen.events)
    if len(chosen.events) <= AT_ONCE:
        changes |= carry_on(connection, erasure_id, now)[0]
    return Begun(
        erasure_id=erasure_id,
        events=tuple(chosen.events),
        again=found.again,
        followers=followers,
        changes=changes,
    )


def carry_on(connection: Connection, erasure_id: int, now: Timestamp) -> tuple[ChangeSet, bool]:
    """Take out the next events; return what changed and whether there may be more."""
    ids = tuple(
        row[0]
        for row in connection.execute(
            "SELECT event_id FROM erasing AS g WHERE erasure_id = ?"
            " AND EXISTS (SELECT 1 FROM events WHERE id = g.event_id) LIMIT ?",
            (erasure_id, AT_ONCE),
        )
    )
    words = words_of(connection, erasure_id)
    more = len(ids) == AT_ONCE
    every = more and _are_all(connection, erasure_id)
    # Something may have been drawn from them since the erasure began.
    late = closure(connection, _everything(connection) if every else Chosen(scope="", events=ids))
    removed = remove_derived(connection, late, now)
    if every:
        removed |= rows.remove_all_events(connection)
    else:
        removed |= rows.remove_events(connection, ids)
    if every or not more:
        counts = leftovers.tidy(connection, words.around, Names(words.names))
        removed |= Removed(counts=counts, changes=ChangeSet.of(Topic.SOURCES))
        removed |= Removed(counts={}, changes=ChangeSet.of(Topic.BATCHES))
    _add_counts(connection, erasure_id, removed.counts)
    return removed.changes, more and not every


def finish(connection: Connection, secret: bytes, erasure_id: int, receipt: Receipt) -> None:
    """Keep the receipt and forget all that was kept for the sake of the work."""
    gone = connection.execute("SELECT event_id FROM erasing WHERE erasure_id = ?", (erasure_id,))
    Audit(connection, secret).blind([row[0] for row in gone])
    connection.execute("DELETE FROM erasing WHERE erasure_id = ?", (erasure_id,))
    connection.execute("DELETE FROM erasing_prints WHERE erasure_id = ?", (erasure_id,))
    connection.execute(
        "UPDATE erasures SET stage = ?, words = '', receipt = ? WHERE id = ?",
        (Stage.DONE.value, msgspec.json.encode(receipt).decode(), erasure_id),
    )


def words_of(connection: Connection, erasure_id: int) -> Words:
    row = connection.execute("SELECT words FROM erasures WHERE id = ?", (erasure_id,)).fetchone()
    return msgspec.json.decode(row[0], type=Words) if row and row[0] else Words()


def forget_words(connection: Connection, erasure_id: int | None = None) -> None:
    """Drop what was asked for, of one erasure or of all."""
    connection.execute(
        "UPDATE erasures SET words = '' WHERE ? IS NULL OR id = ?", (erasure_id, erasure_id)
    )


def take_prints(
    connection: Connection,
    secret: bytes,
    erasure_id: int,
    chosen: Chosen,
    goes: Mapping[Derived, Sequence[int]],
) -> None:
    """Keep fingerprints of all that goes; of everything, of some of each kind."""
    printer = Printer(print_secret(secret, erasure_id))
    events: Sequence[int] = chosen.events
    if chosen.scope == EVERYTHING:
        events = _evenly(events)
        goes = {kind: _evenly(ids) for kind, ids in goes.items()}
    prints = printer.take(
        _texts(connection, events, goes), chosen.names, _codes(connection, events)
    )
    connection.executemany(
        "INSERT INTO erasing_prints (erasure_id, width, prints) VALUES (?, ?, ?)",
        [(erasure_id, width, hashes.tobytes()) for width, hashes in prints.items()],
    )


def _evenly(ids: Sequence[int]) -> Sequence[int]:
    return ids[:: max(1, len(ids) // PRINTED)]


def prints_of(connection: Connection, erasure_id: int) -> Prints:
    """Return the fingerprints of an erasure that is not done."""
    rows_ = connection.execute(
        "SELECT width, prints FROM erasing_prints WHERE erasure_id = ?", (erasure_id,)
    )
    return {width: np.frombuffer(kept, np.uint64) for width, kept in rows_}


def print_secret(secret: bytes, erasure_id: int) -> bytes:
    return secret[:32] + erasure_id.to_bytes(8, "big")


def _are_all(connection: Connection, erasure_id: int) -> bool:
    """Return whether the erasure takes every event there is."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM events WHERE id NOT IN"
        " (SELECT event_id FROM erasing WHERE erasure_id = ?))",
        (erasure_id,),
    ).fetchone()
    return not row[0]


def _everything(connection: Connection) -> Chosen:
    found = connection.execute("SELECT id FROM events")
    return Chosen(scope="", events=tuple(row[0] for row in found))


def _insert(connection: Connection, scope: str, words: Words, program: str, now: Timestamp) -> int:
    cursor = connection.execute(
        "INSERT INTO erasures (asked_at, program, scope, words, stage, erased)"
        " VALUES (?, ?, ?, ?, ?, '{}')",
        (now, program, scope, msgspec.json.encode(words).decode(), Stage.ROWS.value),
    )
    return int(cursor.lastrowid)


def _put_stones(connection: Connection, secret: bytes, erasure_id: int, chosen: Chosen) -> None:
    """Keep out what was chosen. What is merely derived needs none: its events stay away, and
    where they stay it may be drawn from them again.
    """
    stones = Tombstones(connection, secret)
    events = connection.execute(
        f"SELECT digest FROM events WHERE id IN {_SOME}", (pick(chosen.events),)
    )
    stones.add("event", [row[0] for row in events], erasure_id)
    for kind, digests in tombstones.of_facts(connection, stones, chosen.facts).items():
        stones.add(kind, digests, erasure_id)
    entities = connection.execute(
        f"SELECT kind, name FROM entities WHERE id IN {_SOME}", (pick(chosen.entities),)
    ).fetchall()
    stones.add("entity", [stones.entity(*entity) for entity in entities], erasure_id)


def _texts(
    connection: Connection, events: Iterable[int], goes: Mapping[Derived, Sequence[int]]
) -> Iterator[str]:
    queries = (
        ("SELECT text, title, locator FROM events", events),
        ("SELECT text, value FROM facts", goes.get(Derived.FACT, ())),
        ("SELECT title, summary FROM episodes", goes.get(Derived.EPISODE, ())),
        ("SELECT name, aliases FROM entities", goes.get(Derived.ENTITY, ())),
        ("SELECT title, steps FROM routines", goes.get(Derived.ROUTINE, ())),
    )
    for query, ids in queries:
        for row in connection.execute(f"{query} WHERE id IN {_SOME}", (pick(ids),)):
            yield from (text for text in row if text)


def _codes(connection: Connection, events: Iterable[int]) -> Iterator[bytes]:
    """Yield a piece of each vector: the whole of it would outnumber the words."""
    for (code,) in connection.execute(
        f"SELECT code FROM vectors WHERE owner IN {OF_EVENTS} AND id IN {_SOME}"
        f" AND length(code) >= {_PIECE}",
        (pick(events),),
    ):
        yield code[:_PIECE]


def _add_counts(connection: Connection, erasure_id: int, counts: Mapping[str, int]) -> None:
    row = connection.execute("SELECT erased FROM erasures WHERE id = ?", (erasure_id,)).fetchone()
    total: dict[str, int] = msgspec.json.decode(row[0])
    for store, count in counts.items():
        if count > 0:
            total[store] = total.get(store, 0) + count
    connection.execute(
        "UPDATE erasures SET erased = ? WHERE id = ?",
        (msgspec.json.encode(total).decode(), erasure_id),
    )
