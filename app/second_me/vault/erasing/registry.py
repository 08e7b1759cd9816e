"""How each table of the vault is erased. A table that is not named here fails a test.

A table that names events or derived records in columns of its own declares them, and its rows
go with what they name. The others say who erases them, or why they hold nothing of the person.
"""

from typing import Final

import msgspec

from second_me.core.records import Derived


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table. `events` and `derived` are columns whose ids take the row with them, by
    themselves unless `why` says where; `cut` are columns that are set to NULL instead. `store`
    is its name in plans and receipts. `export`: its rows belong into an export; the others are
    made again from those, or are gone by themselves soon.
    """

    name: str
    store: str
    events: tuple[str, ...] = ()
    derived: tuple[tuple[Derived, str], ...] = ()
    cut: tuple[tuple[Derived, str], ...] = ()
    why: str = ""
    export: bool = True


TABLES: Final = (
    Table(name="events", store="events", why="rows.py, with their words in the index"),
    Table(
        name="digests",
        store="events",
        events=("event_id",),
        why="rows.py, by digest",
        export=False,
    ),
    Table(
        name="digests_recent",
        store="events",
        events=("event_id",),
        why="rows.py, by digest",
        export=False,
    ),
    Table(
        name="events_fts",
        store="words",
        why="rows.py, by name, before the events go",
        export=False,
    ),
    Table(name="vectors", store="vectors", why="rows.py, by owner and id"),
    Table(name="vector_models", store="vectors", why="names of embedders"),
    Table(name="evidence", store="evidence", events=("event_id",)),
    Table(
        name="facts",
        store="facts",
        cut=((Derived.FACT, "superseded_by"),),
        why="derived.py: it is closure that decides which of them go",
    ),
    Table(name="episodes", store="episodes", why="derived.py"),
    Table(
        name="entities",
        store="entities",
        cut=((Derived.ENTITY, "merged_into"),),
        why="derived.py",
    ),
    Table(
        name="relations",
        store="relations",
        derived=(
            (Derived.ENTITY, "subject_id"),
            (Derived.ENTITY, "object_id"),
            (Derived.FACT, "fact_id"),
        ),
        why="closure.py finds them, since their own evidence goes along",
    ),
    Table(
        name="fact_entities",
        store="relations",
        derived=((Derived.FACT, "fact_id"), (Derived.ENTITY, "entity_id")),
        export=False,
    ),
    Table(
        name="communities",
        store="relations",
        derived=((Derived.ENTITY, "entity_id"),),
        export=False,
    ),
    Table(name="revisions", store="revisions", why="derived.py, by table and row"),
    Table(
        name="reviews",
        store="reviews",
        derived=(
            (Derived.FACT, "fact_id"),
            (Derived.FACT, "target_id"),
            (Derived.ENTITY, "entity_id"),
            (Derived.ENTITY, "other_id"),
        ),
    ),
    Table(name="judged_hits", store="learning", events=("event_id",)),
    Table(name="judgements", store="learning", why="rows.py, once no hit is left that tells"),
    Table(name="feature_layouts", store="learning", why="names of features of the ranker"),
    Table(name="conversations", store="conversations", why="dialogue.py, once no turn is left"),
    Table(name="turns", store="conversations", why="dialogue.py, with any of their evidence"),
    Table(name="turn_evidence", store="conversations", events=("event_id",), why="dialogue.py"),
    Table(name="jobs", store="jobs", why="leftovers.py: those that have no event to work on"),
    Table(name="threads", store="threads", why="leftovers.py: empty ones, and names struck"),
    Table(name="sources", store="sources", why="leftovers.py: empty ones, and names struck"),
    Table(name="units", store="sources", why="they go with their source"),
    Table(name="batches", store="imports", why="leftovers.py, with their source"),
    Table(name="problems", store="imports", why="leftovers.py, with their batch"),
    Table(
        name="fillings",
        store="filling",
        why="places and kinds: the person's own word; leftovers.py, once no event is left",
    ),
    Table(
        name="filling_facts",
        store="filling",
        derived=((Derived.FACT, "fact_id"),),
    ),
    Table(name="fill_rules", store="filling", why="what the person said of sites"),
    Table(name="settings", store="settings", why="leftovers.py: imports and watched folders"),
    Table(name="audit", store="audit", why="keyed hashes, counts and names of actions alone"),
    Table(name="routines", store="routines", why="derived.py"),
    Table(name="keeping", store="facts", derived=((Derived.FACT, "fact_id"),)),
    Table(name="self_audits", store="audit", why="counts and shares alone"),
    Table(name="marks", store="settings", why="numbers of revisions and times", export=False),
    Table(name="meta", store="meta", why="secrets of the vault and the head of the audit"),
    Table(name="erasures", store="erasures", why="its words go when it is done"),
    Table(
        name="erasing",
        store="erasures",
        events=("event_id",),
        why="rows.py; it stands until the erasure is done",
        export=False,
    ),
    Table(
        name="erasing_prints",
        store="erasures",
        why="goes when the erasure is done",
        export=False,
    ),
    Table(name="tombstones", store="tombstones", why="keyed hashes that keep it from coming back"),
)

BY_NAME: Final = {table.name: table for table in TABLES}

SHADOWS: Final = ("_data", "_idx", "_docsize", "_config", "_content")
"""What FTS5 adds to a table's name for the tables that it keeps itself."""


def owner_of(table: str) -> str:
    """Return the declared table that a table of the schema belongs to."""
    for ending in SHADOWS:
        base = table.removesuffix(ending)
        if base != table and base in BY_NAME:
            return base
    return table
