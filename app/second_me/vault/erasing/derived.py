"""Taking derived records out, and putting right those that lost only a part."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.records import Actor, Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import TABLES, Closure, pick
from second_me.vault.erasing.history import strike_history
from second_me.vault.erasing.registry import TABLES as DECLARED
from second_me.vault.revisions import Revisions
from second_me.vault.vectors import OWNERS

_SOME: Final = "(SELECT value FROM json_each(?))"
_TOPICS: Final = {
    Derived.RELATION: Topic.RELATIONS,
    Derived.FACT: Topic.FACTS,
    Derived.EPISODE: Topic.EPISODES,
    Derived.ENTITY: Topic.ENTITIES,
    Derived.ROUTINE: Topic.ROUTINES,
}
_ORDER: Final = (
    Derived.RELATION, Derived.FACT, Derived.EPISODE, Derived.ENTITY, Derived.ROUTINE
)  # fmt: skip
"""Relations before the entities that they hang on."""


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """What a step took away, by store."""

    counts: Mapping[str, int]
    changes: ChangeSet

    def __or__(self, other: "Removed") -> "Removed":
        names = dict.fromkeys((*self.counts, *other.counts))
        counts = {name: self.counts.get(name, 0) + other.counts.get(name, 0) for name in names}
        return Removed(counts=counts, changes=self.changes | other.changes)


def remove_derived(connection: Connection, found: Closure, now: Timestamp) -> Removed:
    """Take out what goes, restore what the gone had ended, and strike from what stays the
    names that only the doomed gave it. Needs an open transaction.
    """
    removed = Removed(counts={}, changes=ChangeSet())
    revived = _revive(connection, found.goes.get(Derived.FACT, ()), now)
    aliases = _strike_aliases(connection, found, now)
    strike_history(connection, found)
    for kind in _ORDER:
        ids = found.goes.get(kind, ())
        touched = (*ids, *found.stays.get(kind, ()))
        if touched:
            removed |= Removed(
                counts=_remove(connection, kind, ids), changes=ChangeSet.of(_TOPICS[kind], *touched)
            )
    # The words that records which stay are shown by go now: an event may go only later.
    quotes = connection.execute(
        f"DELETE FROM evidence WHERE event_id IN {_SOME}", (pick(found.events),)
    ).rowcount
    removed |= Removed(counts={"evidence": quotes}, changes=ChangeSet())
    if revived:
        removed |= Removed(counts={}, changes=ChangeSet.of(Topic.FACTS, *revived))
    if aliases:
        removed |= Removed(counts={}, changes=ChangeSet.of(Topic.ENTITIES, *aliases))
    return removed


def _remove(connection: Connection, kind: Derived, ids: Iterable[int]) -> dict[str, int]:
    """Delete records of one kind with their history, evidence and vectors; return the counts."""
    chosen = pick(ids)
    table = TABLES[kind]
    counts = {
        "revisions": connection.execute(
            f"DELETE FROM revisions WHERE tbl = ? AND row_id IN {_SOME}", (table, chosen)
        ).rowcount,
        "evidence": connection.execute(
            f"DELETE FROM evidence WHERE derived = ? AND derived_id IN {_SOME}",
            (kind.value, chosen),
        ).rowcount,
    }
    if kind.value in OWNERS:
        counts["vectors"] = connection.execute(
            f"DELETE FROM vectors WHERE owner = ? AND id IN {_SOME}", (OWNERS[kind.value], chosen)
        ).rowcount
    for declared in DECLARED:
        for named, column in declared.derived:
            if named is kind and not declared.why:
                gone = connection.execute(
                    f"DELETE FROM {declared.name} WHERE {column} IN {_SOME}", (chosen,)
                ).rowcount
                counts[declared.store] = counts.get(declared.store, 0) + gone
    counts[table] = connection.execute(
        f"DELETE FROM {table} WHERE id IN {_SOME}", (chosen,)
    ).rowcount
    return counts


def _revive(connection: Connection, gone: Iterable[int], now: Timestamp) -> list[int]:
    """Let facts stand again that a fact ended which goes: with it goes the word of their end."""
    doomed = set(gone)
    revisions = Revisions(connection)
    rows = connection.execute(
        f"SELECT id FROM facts WHERE superseded_by IN {_SOME}", (pick(doomed),)
    ).fetchall()
    revived = []
    for (id_,) in rows:
        if id_ in doomed:
            continue
        before = _before_the_end(connection, id_, doomed)
        if before is not None and _reopen(connection, id_, before):
            revised = revisions.row("facts", id_)
            _forget_history(connection, "facts", id_, doomed)
            revisions.write("facts", id_, Actor.SYSTEM, now, before=None, after=revised)
            revived.append(id_)
    return revived


def _before_the_end(connection: Connection, id_: int, doomed: set[int]) -> Mapping[str, Any] | None:
    """Return how a fact stood before one of the doomed took its place."""
    rows = connection.execute(
        "SELECT before, after FROM revisions WHERE tbl = 'facts' AND row_id = ? ORDER BY id", (id_,)
    )
    for before, after in rows:
        if before and after and msgspec.json.decode(after).get("superseded_by") in doomed:
            found: Mapping[str, Any] = msgspec.json.decode(before)
            return found
    return None


def _reopen(connection: Connection, id_: int, before: Mapping[str, Any]) -> bool:
    """Return whether it stands again; not if the same fact stands by now as another row."""
    return bool(
        connection.execute(
            "UPDATE OR IGNORE facts SET status = ?, valid_to = ?, retracted_at = ?,"
            " superseded_by = NULL WHERE id = ?",
            (before["status"], before["valid_to"], before["retracted_at"], id_),
        ).rowcount
    )


def _forget_history(connection: Connection, table: str, id_: int, doomed: set[int]) -> None:
    """Remove the revisions that tell of the doomed."""
    rows = connection.execute(
        "SELECT id, before, after FROM revisions WHERE tbl = ? AND row_id = ?", (table, id_)
    ).fetchall()
    for number, *states in rows:
        if any(msgspec.json.decode(one).get("superseded_by") in doomed for one in states if one):
            connection.execute("DELETE FROM revisions WHERE id = ?", (number,))


def _strike_aliases(connection: Connection, found: Closure, now: Timestamp) -> list[int]:
    """Take from entities that stay the other names that none of the events left says."""
    struck = []
    doomed = set(found.events)
    for id_ in found.stays.get(Derived.ENTITY, ()):
        row = connection.execute("SELECT aliases FROM entities WHERE id = ?", (id_,)).fetchone()
        aliases = msgspec.json.decode(row[0], type=list[str])
        if not aliases:
            continue
        texts = [
            text.casefold()
            for event, text in connection.execute(
                "SELECT e.id, e.text || ' ' || e.author FROM evidence AS v"
                " JOIN events AS e ON e.id = v.event_id"
                " WHERE v.derived = 'entity' AND v.derived_id = ?",
                (id_,),
            )
            if event not in doomed
        ]
        kept = [name for name in aliases if any(name.casefold() in text for text in texts)]
        if kept != aliases:
            connection.execute(
                "UPDATE entities SET aliases = ? WHERE id = ?",
                (msgspec.json.encode(kept).decode(), id_),
            )
            connection.execute(
                "DELETE FROM revisions WHERE tbl = 'entities' AND row_id = ?", (id_,)
            )
            revisions = Revisions(connection)
            after = revisions.row("entities", id_)
            revisions.write("entities", id_, Actor.SYSTEM, now, before=None, after=after)
            struck.append(id_)
    return struck
