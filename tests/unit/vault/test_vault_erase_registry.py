"""Every table of the schema says how it is erased, and every link to an event is declared."""

import pytest

from second_me.core.records import Derived
from second_me.vault.erasing.registry import BY_NAME, TABLES, owner_of


@pytest.fixture
def schema(vault):
    """Return the columns of every table, and the tables that each one's foreign keys name."""

    def look(session):
        run = session._connection.execute
        names = [
            row[0]
            for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith("sqlite_")
        ]
        return {
            name: (
                [row[1] for row in run(f"PRAGMA table_info({name})")],
                [(row[3], row[2]) for row in run(f"PRAGMA foreign_key_list({name})")],
            )
            for name in names
        }

    return vault.read(look)


def test_every_table_is_accounted_for(schema):
    missing = {owner_of(name) for name in schema} - set(BY_NAME)
    assert not missing, f"say in vault/erasing/registry.py how these are erased: {missing}"
    assert {table.name for table in TABLES} <= set(schema)


def test_a_table_says_which_columns_take_its_rows_along_or_why_not(schema):
    for table in TABLES:
        assert table.why or table.events or table.derived, table.name
        columns, _ = schema[table.name]
        named = (*table.events, *(column for _, column in (*table.derived, *table.cut)))
        assert set(named) <= set(columns), table.name


def test_every_column_that_names_an_event_is_declared(schema):
    for name, (columns, links) in schema.items():
        if name not in BY_NAME:
            continue
        linked = {column for column, target in links if target == "events"}
        linked |= {column for column in columns if column.endswith("event_id")}
        assert linked <= set(BY_NAME[name].events), name


def test_every_link_to_a_derived_record_is_declared(schema):
    kinds = {
        "facts": Derived.FACT,
        "episodes": Derived.EPISODE,
        "entities": Derived.ENTITY,
        "relations": Derived.RELATION,
    }
    for name, (_, links) in schema.items():
        if name not in BY_NAME:
            continue
        linked = {(kinds[target], column) for column, target in links if target in kinds}
        table = BY_NAME[name]
        assert linked <= {*table.derived, *table.cut}, name
