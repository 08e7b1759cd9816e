"""People as vCard 4.0 (RFC 6350), one card each, for address books."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from second_me.core.clock import Timestamp, to_datetime
from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import pick
from second_me.vault.exporting.text_lines import Put, line, text
from second_me.vault.exporting.writing import Part

_KINDS: Final = ("person", "pet", "organisation", "organization")
_PROPERTIES: Final[Mapping[str, str]] = {
    "email": "EMAIL",
    "phone": "TEL",
    "birth_date": "BDAY;VALUE=text",
    "birthday": "BDAY;VALUE=text",
    "home": "ADR;TYPE=home",
    "workplace": "ADR;TYPE=work",
    "employer": "ORG",
    "occupation": "TITLE",
    "website": "URL",
    "nickname": "NICKNAME",
}


def write(connection: Connection, put: Put, now: Timestamp, part: Part | None) -> dict[str, int]:
    """Put a card for each person, and return how many those were."""
    count = 0
    for id_, kind, name, aliases in _people(connection, part):
        put(line("BEGIN", "VCARD"))
        put(line("VERSION", "4.0"))
        put(line("UID", f"second-me:entity:{id_}"))
        put(line("REV", f"{to_datetime(now):%Y%m%dT%H%M%SZ}"))
        put(line("KIND", "org" if kind.startswith("organi") else "individual"))
        put(line("FN", text(name)))
        for alias in aliases:
            put(line("NICKNAME", text(alias)))
        for known, value in _known(connection, (name, *aliases), part):
            put(line(known, value))
        put(line("END", "VCARD"))
        count += 1
    return {"people": count}


def _people(connection: Connection, part: Part | None) -> Iterator[tuple[int, str, str, list[str]]]:
    wanted = pick(() if part is None else part.derived[Derived.ENTITY])
    rows = connection.execute(
        "SELECT id, kind, name, aliases FROM entities WHERE merged_into IS NULL"
        " AND kind IN (SELECT value FROM json_each(?))"
        " AND (? OR id IN (SELECT value FROM json_each(?))) ORDER BY name, id",
        (msgspec.json.encode(_KINDS).decode(), int(part is None), wanted),
    ).fetchall()
    for id_, kind, name, aliases in rows:
        yield id_, kind, name, msgspec.json.decode(aliases, type=list[str])


def _known(
    connection: Connection, names: tuple[str, ...], part: Part | None
) -> Iterator[tuple[str, str]]:
    """Yield properties of somebody: what has a property of its own, the rest as notes."""
    rows = connection.execute(
        "SELECT id, slot, value, text FROM facts WHERE status IN ('proposed', 'current')"
        " AND subject COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY id",
        (msgspec.json.encode(names).decode(),),
    ).fetchall()
    inside = None if part is None else set(part.derived[Derived.FACT])
    for id_, slot, value, said in rows:
        if inside is not None and id_ not in inside:
            continue
        known = _PROPERTIES.get(slot, "") if value else ""
        if known.startswith("ADR"):
            yield known, f";;{text(value)};;;;"
        elif known:
            yield known, text(value)
        else:
            yield "NOTE", text(said)
