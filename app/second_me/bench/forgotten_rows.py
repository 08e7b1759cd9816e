"""What forgetting somebody did to the rows of a vault: who is still named, what else changed."""

from typing import Any, Final

from second_me.vault.erasing.naming import Names

Rows = dict[str, dict[int, tuple[Any, ...]]]
"""All rows by table and id; the first column is the id."""

_TABLES: Final = {"fact": "facts", "entity": "entities", "relation": "relations"}
"""Records that stay when a part of what shows them goes; episodes are made anew."""


def naming(rows: Rows, names: Names) -> list[tuple[str, int]]:
    """Return the rows that name somebody in any column."""
    return [
        (table, id_)
        for table, some in rows.items()
        for id_, values in some.items()
        if names.stand_in(*(value for value in values if isinstance(value, str)))
    ]


def differing(before: Rows, after: Rows, concerned: set[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the rows that are not as they were, though nothing was to happen to them."""
    return [
        (table, id_)
        for table, some in before.items()
        for id_, values in some.items()
        if (table, id_) not in concerned and after.get(table, {}).get(id_) != values
    ]


def carried_by_others(before: Rows, after: Rows) -> list[tuple[str, int]]:
    """Return the records that lost an event which showed them and had another one that does; a
    fact's words have to stand in that one.
    """
    left = after["events"].keys()
    shown: dict[tuple[str, int], set[int]] = {}
    for _, derived, derived_id, event_id, *_ in before["evidence"].values():
        if derived in _TABLES:
            shown.setdefault((_TABLES[derived], derived_id), set()).add(event_id)
    return [
        record
        for record, events in shown.items()
        if events - left and any(_says(before, record, event) for event in events & left)
    ]


def _says(rows: Rows, record: tuple[str, int], event: int) -> bool:
    table, id_ = record
    if table != "facts":
        return True
    words = max((one for one in rows[table][id_] if isinstance(one, str)), key=len)
    return any(words in one for one in rows["events"][event] if isinstance(one, str))


def stands(rows: Rows, record: tuple[str, int], meant: Names, before: Rows) -> bool:
    """Return whether a record is still there, unless it told of who was forgotten; a relation
    tells of both its ends.
    """
    table, id_ = record
    values = before[table][id_]
    if table == "relations" and not {values[1], values[3]} <= rows["entities"].keys():
        return True
    return id_ in rows[table] or meant.stand_in(*(one for one in values if isinstance(one, str)))


def broken(before: Rows, after: Rows) -> set[int]:
    """Return the events that are left of episodes that went."""
    return {
        event_id
        for _, derived, derived_id, event_id, *_ in before["evidence"].values()
        if derived == "episode"
        and derived_id not in after["episodes"]
        and event_id in after["events"]
    }
