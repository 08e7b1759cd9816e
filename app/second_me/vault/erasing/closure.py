"""What hangs on events: which derived records go with them and which ones others carry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from second_me.core.records import Derived
from second_me.core.terms import STOP_WORDS, words
from second_me.vault.connection import Connection

Ids = tuple[int, ...]

TABLES: Final = {
    Derived.FACT: "facts",
    Derived.EPISODE: "episodes",
    Derived.RELATION: "relations",
    Derived.ENTITY: "entities",
    Derived.ROUTINE: "routines",
}

_SOME: Final = "(SELECT value FROM json_each(?))"
_LEFT: Final = (
    "SELECT derived_id, event_id FROM evidence WHERE derived = ?"
    f" AND derived_id IN {_SOME} AND event_id NOT IN (SELECT event_id FROM erasing)"
)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a scope names outright: events, derived records, and names to be struck."""

    scope: str
    events: Ids = ()
    facts: Ids = ()
    episodes: Ids = ()
    entities: Ids = ()
    names: tuple[str, ...] = ()


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """What follows from it. `goes` and `stays` are derived records by kind: those that lose
    all that shows them, and those that lose only a part. `again` are events that stay and that
    something was drawn from together with the doomed: it is drawn from them alone again.
    """

    events: Ids
    goes: Mapping[Derived, Ids]
    stays: Mapping[Derived, Ids]
    again: Ids


class _Touched(msgspec.Struct, frozen=True):
    """For each derived record: the doomed events that show it, and those that are left."""

    doomed: dict[int, set[int]]
    left: dict[int, set[int]]


def closure(connection: Connection, chosen: Chosen) -> Closure:
    """Return what goes with `chosen`. Reads only, so a plan and its execution agree."""
    doomed = set(chosen.events)
    touched = {kind: _touched(connection, kind, doomed) for kind in Derived}
    goes: dict[Derived, set[int]] = {
        Derived.EPISODE: set(touched[Derived.EPISODE].doomed) | set(chosen.episodes),
        Derived.ROUTINE: set(touched[Derived.ROUTINE].doomed),
        Derived.FACT: _facts(connection, touched[Derived.FACT]) | set(chosen.facts),
    }
    named = _with_merged(connection, chosen.entities)
    goes[Derived.RELATION] = (
        _without(touched[Derived.RELATION])
        | _of_entities(connection, named)
        | _drawn_from(connection, goes[Derived.FACT])
    )
    leaned_on = _ends(connection, goes[Derived.RELATION])
    goes[Derived.ENTITY] = (_without(touched[Derived.ENTITY]) - leaned_on) | named
    stays: dict[Derived, Ids] = {
        kind: tuple(sorted(set(touched[kind].doomed) - goes[kind]))
        for kind in Derived
        if kind not in {Derived.EPISODE, Derived.ROUTINE}
    }
    again = {
        event
        for kind in (Derived.EPISODE, Derived.FACT)
        for id_ in goes[kind] & set(touched[kind].doomed)
        for event in touched[kind].left.get(id_, ())
    }
    return Closure(
        events=tuple(sorted(doomed)),
        goes={kind: tuple(sorted(ids)) for kind, ids in goes.items()},
        stays=stays,
        again=tuple(sorted(again)),
    )


def pick(ids: Iterable[int]) -> str:
    """Return ids as the JSON that `json_each` takes apart."""
    return msgspec.json.encode(sorted(ids)).decode()


def _touched(connection: Connection, kind: Derived, doomed: set[int]) -> _Touched:
    rows = connection.execute(
        f"SELECT derived_id, event_id FROM evidence WHERE derived = ? AND event_id IN {_SOME}",
        (kind.value, pick(doomed)),
    )
    going: dict[int, set[int]] = {}
    for derived_id, event_id in rows:
        going.setdefault(derived_id, set()).add(event_id)
    left: dict[int, set[int]] = {}
    for derived_id, event_id in connection.execute(_LEFT, (kind.value, pick(going))):
        if event_id not in doomed:
            left.setdefault(derived_id, set()).add(event_id)
    return _Touched(going, left)


def _without(touched: _Touched) -> set[int]:
    return {id_ for id_ in touched.doomed if id_ not in touched.left}


def _facts(connection: Connection, touched: _Touched) -> set[int]:
    """Return the facts that go: those that nothing else shows, and those that say something
    which of all their events only the doomed say.
    """
    shared = [id_ for id_ in touched.doomed if id_ in touched.left]
    concerned = {event for id_ in shared for event in (*touched.doomed[id_], *touched.left[id_])}
    texts = dict(
        connection.execute(
            f"SELECT id, text || ' ' || author || ' ' || title FROM events WHERE id IN {_SOME}",
            (pick(concerned),),
        ).fetchall()
    )
    rows = connection.execute(
        f"SELECT id, subject, text || ' ' || value FROM facts WHERE id IN {_SOME}", (pick(shared),)
    )
    uncarried = {
        id_
        for id_, subject, text in rows
        if not carried(
            text,
            [texts.get(event, "") for event in touched.doomed[id_]],
            [subject, *(texts.get(event, "") for event in touched.left[id_])],
        )
    }
    return _without(touched) | uncarried


def carried(text: str, doomed: Sequence[str], left: Sequence[str]) -> bool:
    """Return whether each telling word that `text` shares with the doomed is said by the rest."""
    shared = _telling(text) & {word for one in doomed for word in _telling(one)}
    return shared <= {word for one in left for word in _telling(one)}


def _telling(text: str) -> set[str]:
    return {word for word in words(text) if word not in STOP_WORDS}


def _with_merged(connection: Connection, named: Iterable[int]) -> set[int]:
    """Return entities with those that were merged into them."""
    found = set(named)
    rows = connection.execute(
        f"SELECT id FROM entities WHERE merged_into IN {_SOME}", (pick(found),)
    )
    return found | {row[0] for row in rows}


def _of_entities(connection: Connection, entities: set[int]) -> set[int]:
    if not entities:
        return set()
    rows = connection.execute(
        f"SELECT id FROM relations WHERE subject_id IN {_SOME} OR object_id IN {_SOME}",
        (pick(entities), pick(entities)),
    )
    return {row[0] for row in rows}


def _drawn_from(connection: Connection, facts: set[int]) -> set[int]:
    rows = connection.execute(f"SELECT id FROM relations WHERE fact_id IN {_SOME}", (pick(facts),))
    return {row[0] for row in rows}


def _ends(connection: Connection, gone: set[int]) -> set[int]:
    """Return the entities that a relation which stays leans on."""
    rows = connection.execute("SELECT id, subject_id, object_id FROM relations")
    return {end for id_, *ends in rows if id_ not in gone for end in ends}
