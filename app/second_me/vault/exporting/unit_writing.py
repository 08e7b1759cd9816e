"""Writing a unit: an export of a part that leaves home, and so without what is only this vault's.

Facts that are named by themselves take just the words along that show them: their events are cut
to those. What came in a unit that may not be passed on is left out, and the terms of the others
hold on. The format is described in docs/unit-format.md.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import EventId
from second_me.core.records import Derived
from second_me.core.units import Label, Terms
from second_me.vault import schema
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import Chosen, pick
from second_me.vault.exporting.tables import VERSION, shapes
from second_me.vault.exporting.writing import (
    Part,
    Put,
    Row,
    head_line,
    part_of,
    refuse_while_erasing,
    write_rows,
)
from second_me.vault.units import Units

FORM: Final = "second-me-unit"
_TABLES: Final = frozenset({"sources", "threads", "events", "entities", "facts", "evidence"})
_SOME: Final = "(SELECT value FROM json_each(?))"
_BETWEEN: Final = " … "
_STATES: Final = ("proposed", "current", "superseded")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Rows by table, how many events were left out, and the terms under which it was written."""

    rows: dict[str, int]
    left_out: int
    terms: Terms


def write(connection: Connection, put: Put, chosen: Chosen, label: Label) -> Written:
    """Put one line after another. Raises PersonFault if nothing is there to be given, and
    EnvironmentFault while an erasure is at work.
    """
    refuse_while_erasing(connection)
    part, left_out, terms = _part(connection, chosen, label.terms)
    if not part.events:
        what = "What was chosen came in units that may not be passed on." if left_out else ""
        raise PersonFault("There is nothing to give", what, "Choose other memories.")
    head = {
        "form": FORM,
        "version": VERSION,
        "schema": schema.version(connection),
        "created_at": label.made_at,
        "scope": part.scope,
        "unit": msgspec.structs.replace(label, terms=terms),
    }
    put(head_line(head))
    bare = chosen.facts and not chosen.events
    spans = _spans(connection, part) if bare else {}
    tables = [shape for shape in shapes(connection) if shape.name in _TABLES]
    rows = write_rows(connection, put, tables, part, edit=_Edit(spans))
    return Written(rows=rows, left_out=left_out, terms=terms)


def key_of(secret: bytes, name: str) -> str:
    """Return what makes a unit of that name from this vault the same each time."""
    said = " ".join(name.casefold().split()).encode("utf-8", "replace")
    return hashlib.blake2b(said, key=secret, digest_size=16, person=b"second-me-unit").hexdigest()


def _part(connection: Connection, chosen: Chosen, asked: Terms) -> tuple[Part, int, Terms]:
    """Return what a unit holds, how many events may not be in it, and the strictest terms."""
    facts = _versions(connection, chosen.facts)
    shown = _shown(connection, Derived.FACT, facts)
    shown |= _shown(connection, Derived.EPISODE, chosen.episodes)
    events = sorted(set(chosen.events) | shown)
    given = Units(connection).among(map(EventId, events))
    kept = [id_ for id_ in events if id_ not in given or given[EventId(id_)].pass_on]
    whole = part_of(connection, msgspec.structs.replace(chosen, events=tuple(kept)))
    if chosen.facts and not chosen.events:
        derived = {Derived.FACT: _still_shown(connection, facts, kept)}
    else:
        derived = {
            Derived.FACT: _of_states(connection, whole.derived[Derived.FACT]),
            Derived.ENTITY: whole.derived[Derived.ENTITY],
        }
    nothing: dict[Derived, tuple[int, ...]] = dict.fromkeys(Derived, ())
    part = msgspec.structs.replace(whole, derived=nothing | derived)
    strictest = [asked, *(given[EventId(id_)] for id_ in kept if id_ in given)]
    ends = [terms.expires_at for terms in strictest if terms.expires_at is not None]
    terms = Terms(
        pass_on=all(terms.pass_on for terms in strictest),
        read_only=any(terms.read_only for terms in strictest),
        expires_at=Timestamp(min(ends)) if ends else None,
    )
    return part, len(events) - len(kept), terms


def _versions(connection: Connection, facts: Iterable[int]) -> tuple[int, ...]:
    """Return facts with those whose place they took."""
    rows = connection.execute(
        "WITH RECURSIVE earlier (id) AS (SELECT value FROM json_each(?) UNION SELECT f.id FROM"
        " facts AS f JOIN earlier ON f.superseded_by = earlier.id)"
        " SELECT id FROM earlier ORDER BY id",
        (pick(facts),),
    )
    return _of_states(connection, [row[0] for row in rows])


def _of_states(connection: Connection, facts: Iterable[int]) -> tuple[int, ...]:
    """Return the facts that hold or once held: none that waits, was denied or let be."""
    rows = connection.execute(
        f"SELECT id FROM facts WHERE id IN {_SOME} AND status IN {_STATES} ORDER BY id",
        (pick(facts),),
    )
    return tuple(row[0] for row in rows)


def _shown(connection: Connection, kind: Derived, ids: Iterable[int]) -> set[int]:
    rows = connection.execute(
        f"SELECT event_id FROM evidence WHERE derived = ? AND derived_id IN {_SOME}",
        (kind.value, pick(ids)),
    )
    return {row[0] for row in rows}


def _still_shown(
    connection: Connection, facts: Iterable[int], events: Iterable[int]
) -> tuple[int, ...]:
    """Return the facts that one of the events shows."""
    rows = connection.execute(
        f"SELECT DISTINCT derived_id FROM evidence WHERE derived = 'fact' AND derived_id IN {_SOME}"
        f" AND event_id IN {_SOME} ORDER BY derived_id",
        (pick(facts), pick(events)),
    )
    return tuple(row[0] for row in rows)


Spans = dict[int, list[tuple[int, int]]]


def _spans(connection: Connection, part: Part) -> Spans:
    """Return what of each event shows one of the facts: stretches in order, none touching."""
    rows = connection.execute(
        "SELECT event_id, start_at, end_at FROM evidence WHERE derived = 'fact'"
        f" AND derived_id IN {_SOME} AND event_id IN {_SOME} ORDER BY event_id, start_at, end_at",
        (pick(part.derived[Derived.FACT]), pick(part.events)),
    )
    found: Spans = {}
    for event, start, end in rows:
        known = found.setdefault(event, [])
        if known and start <= known[-1][1]:
            known[-1] = (known[-1][0], max(end, known[-1][1]))
        else:
            known.append((start, end))
    return found


class _Edit:
    """Takes out of rows what is only this vault's, and of events what shows nothing asked for."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans

    def __call__(self, table: str, row: Row) -> Row:
        if table == "sources":
            return row | {"locator": f"{row['id']}", "confirmed": 0, "corrected": 0}
        if table == "events":
            return self._event(row)
        if table == "evidence" and self._spans:
            return self._evidence(row)
        return row

    def _event(self, row: Row) -> Row:
        own = row | {"batch_id": None, "locator": ""}
        if not self._spans:
            return own
        spans = self._spans.get(row["id"], ())
        text = _BETWEEN.join(row["text"][start:end] for start, end in spans)
        return own | {"text": text, "title": ""}

    def _evidence(self, row: Row) -> Row:
        moved = _moved(self._spans.get(row["event_id"], ()), row["start_at"])
        length = row["end_at"] - row["start_at"]
        return row | {"start_at": moved, "end_at": moved + length}


def _moved(spans: Sequence[tuple[int, int]], place: int) -> int:
    """Return where a character of the whole text stands among its stretches."""
    at = 0
    for start, end in spans:
        if start <= place <= end:
            return at + place - start
        at += end - start + len(_BETWEEN)
    return at
