"""The search for what was erased: every page of a vault file, and what its rows still name.

It reads the file by its own means (`pages.py`), so that nothing the database library hides can
hide from it: free pages, slack within pages and the write-ahead log are searched as well.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from second_me.core.protocol.erase import Looked
from second_me.vault import connection as connections
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import TABLES as DERIVED_TABLES
from second_me.vault.erasing.closure import pick
from second_me.vault.erasing.pages import plain_frames, plain_pages
from second_me.vault.erasing.prints import Printer, Prints, count, folded, together, without
from second_me.vault.erasing.registry import TABLES
from second_me.vault.keys import DataKey
from second_me.vault.vectors import OF_EVENTS, OWNERS

PAGES_AT_ONCE: Final = 64
CHARACTERS_AT_ONCE: Final = 2_000_000
MOST_PIECES: Final = 200
"""More than so many pieces are not there by chance."""

FOREIGN: Final = 4
"""One part in so many of a piece may be foreign to the text that it borders on."""

_MEMORIES: Final = (
    "events", "threads", "sources", "facts", "episodes", "entities", "relations", "routines",
    "turns",
)  # fmt: skip
"""Tables of what stays. What was erased may be said there in the same words; it is not the erased
text that is found then.
"""

_IN_HISTORY: Final = frozenset({"facts", "episodes", "entities"})
"""Tables whose columns stand in revisions as well, between the marks of JSON."""

_OURS: Final = (
    "SELECT kind || state, error FROM jobs",
    "SELECT state, message FROM batches",
    "SELECT action, program, counts FROM audit",
    "SELECT key, CASE WHEN key LIKE 'import.%' THEN '' ELSE value END FROM settings",
    "SELECT name, '' FROM vector_models",
    "SELECT scope, program, stage, erased, receipt FROM erasures",
    "SELECT type || name || tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL",
)
"""Words that are not from memories."""


def examine(
    database: Path, key: DataKey, secret: bytes, prints: Prints, place: str = "vault"
) -> tuple[Looked, ...]:
    """Search a vault file and its log. Somebody may write to it meanwhile. Raises VaultDamaged."""
    printer = Printer(secret)
    main, pages = _search(printer, plain_pages(database, key), prints)
    log = Path(f"{database}-wal")
    logged, frames = _search(printer, plain_frames(log, database, key), prints)
    both = together(main, logged)
    if count(both):
        live = _live(database, key, printer, both)
        main, logged = without(main, live), without(logged, live)
        both = together(main, logged)
    if count(both):  # seldom, so that reading all codes to their ends is not dear
        live = _of_whole_codes(database, key, printer, both)
        main, logged = without(main, live), without(logged, live)
    in_main, in_log = count(main), count(logged)
    if in_main or in_log:
        chance = ByChance(_pieces(printer, plain_pages(database, key), main))
        chance_log = ByChance(_pieces(printer, plain_frames(log, database, key), logged))
        in_main, in_log = _traces(database, key, chance, chance_log)
    return (
        Looked(place=f"{place}: pages", read=pages, found=in_main),
        Looked(place=f"{place}: log", read=frames, found=in_log),
    )


class ByChance:
    """Pieces that were found, less those that are the end or the beginning of a text that stays
    and a few bytes of whatever lies beside it in the page: in a large vault some of these are by
    chance the very bytes that stood there in an erased text.
    """

    def __init__(self, pieces: set[bytes]) -> None:
        self.left = pieces

    def take_off(self, text: bytes) -> None:
        """Drop the pieces that this text accounts for."""
        self.left = {piece for piece in self.left if not _borders(piece, text)}


def _borders(piece: bytes, text: bytes) -> bool:
    foreign = len(piece) // FOREIGN
    return any(
        text.endswith(piece[: len(piece) - more]) or text.startswith(piece[more:])
        for more in range(1, foreign + 1)
    )


def _traces(database: Path, key: DataKey, *found: ByChance) -> list[int]:
    """Return how much of each is left once what stays has accounted for its part."""
    if sum(len(one.left) for one in found) <= MOST_PIECES:
        connection = connections.open_reader(database, key)
        try:
            for text in _said(connection, whole=False):
                encoded = folded(text)
                for one in found:
                    one.take_off(encoded)
        finally:
            connection.close()
    return [len(one.left) for one in found]


def _pieces(printer: Printer, pages: Iterator[bytes], prints: Prints) -> set[bytes]:
    return {piece for page in pages for piece in printer.pieces(page, prints)} if prints else set()


def search_files(paths: Iterable[Path], secret: bytes, prints: Prints, place: str) -> Looked:
    """Search plain files."""
    printer = Printer(secret)
    read, found = 0, 0
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:  # a socket, or gone meanwhile
            continue
        read += 1
        found += count(printer.find(data, prints))
    return Looked(place=place, read=read, found=found)


def rows_left(connection: Connection, ids: Iterable[int]) -> Looked:
    """Count rows that still belong to erased events, or to a record that is gone."""
    chosen = pick(ids)
    found, read = 0, 0
    for query, values in _questions(chosen):
        found += int(connection.execute(query, values).fetchone()[0])
        read += 1
    return Looked(place="vault: rows", read=read, found=found)


def _questions(chosen: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    some = "(SELECT value FROM json_each(?))"
    yield f"SELECT count(*) FROM events WHERE id IN {some}", (chosen,)
    yield f"SELECT count(*) FROM events_fts_docsize WHERE id IN {some}", (chosen,)
    yield f"SELECT count(*) FROM vectors WHERE owner IN {OF_EVENTS} AND id IN {some}", (chosen,)
    for table in TABLES:
        for column in table.events:
            if table.name != "erasing":
                yield (
                    f"SELECT count(*) FROM {table.name} WHERE {column} IN {some}",
                    (chosen,),
                )
    for kind, name in DERIVED_TABLES.items():
        orphans = f"NOT IN (SELECT id FROM {name})"
        of_evidence = f"SELECT count(*) FROM evidence WHERE derived = ? AND derived_id {orphans}"
        yield of_evidence, (kind.value,)
        yield f"SELECT count(*) FROM revisions WHERE tbl = ? AND row_id {orphans}", (name,)
        if kind.value in OWNERS:
            of_vectors = f"SELECT count(*) FROM vectors WHERE owner = ? AND id {orphans}"
            yield of_vectors, (OWNERS[kind.value],)


def _search(printer: Printer, pages: Iterator[bytes], prints: Prints) -> tuple[Prints, int]:
    """Return the fingerprints found and how many pages there were."""
    found: Prints = {}
    gathered: list[bytes] = []
    number = 0
    for page in pages:
        number += 1
        gathered.append(page)
        if len(gathered) == PAGES_AT_ONCE:
            found = together(found, printer.find(b"".join(gathered), prints))
            gathered.clear()
    if gathered:
        found = together(found, printer.find(b"".join(gathered), prints))
    return found, number


def _live(database: Path, key: DataKey, printer: Printer, wanted: Prints) -> Prints:
    """Return which fingerprints are of words that may stand in the file."""
    found: Prints = {}
    connection = connections.open_reader(database, key)
    try:
        gathered: list[str] = []
        size = 0
        for text in _said(connection):
            gathered.append(text)
            size += len(text)
            if size > CHARACTERS_AT_ONCE:
                found = together(found, _find(printer, gathered, wanted))
                gathered.clear()
                size = 0
        found = together(found, _find(printer, gathered, wanted))
        found = together(found, _find(printer, _vocabulary(connection), wanted))
        return together(found, _find_codes(connection, printer, wanted))
    finally:
        connection.close()


def _said(connection: Connection, *, whole: bool = True) -> Iterator[str]:
    """Yield what stays as it lies in the file: the columns of a row end to end, and between the
    marks that they stand in within a revision. Not `whole`: each column by itself.
    """
    for query in _OURS:
        for row in connection.execute(query):
            yield "\0".join(part for part in row if part)
    for table in _MEMORIES:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        names = ", ".join(column[1] for column in columns if column[2] == "TEXT")
        for row in connection.execute(f"SELECT {names} FROM {table}"):
            parts = [part for part in row if part]
            if not whole:
                yield from parts
                continue
            yield "".join(parts)
            if table in _IN_HISTORY:
                yield "".join(f'":"{part}","' for part in parts)


def _find(printer: Printer, texts: list[str], wanted: Prints) -> Prints:
    return printer.find("\0".join(texts).encode("utf-8", "replace"), wanted) if texts else {}


def _vocabulary(connection: Connection) -> list[str]:
    """Return the terms that the index of words holds for what stays."""
    connection.execute("PRAGMA query_only = OFF")
    connection.execute(
        "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'events_fts', 'row')"
    )
    return [row[0] for row in connection.execute("SELECT term FROM temp.vocabulary")]


def _find_codes(connection: Connection, printer: Printer, wanted: Prints) -> Prints:
    """Return which fingerprints are of vectors that stay: two events can mean the very same."""
    rows = connection.execute("SELECT substr(code, 1, 24) FROM vectors")
    found: Prints = {}
    while chunk := rows.fetchmany(50_000):
        found = together(found, printer.find(b"\0".join(row[0] for row in chunk), wanted))
    return found


def _of_whole_codes(database: Path, key: DataKey, printer: Printer, wanted: Prints) -> Prints:
    """Return which fingerprints are of words' codes that stay: a word that two events say has the
    same code in both, wherever it stands.
    """
    found: Prints = {}
    connection = connections.open_reader(database, key)
    try:
        rows = connection.execute("SELECT code FROM vectors")
        while chunk := rows.fetchmany(2_000):
            found = together(found, printer.find(b"\0".join(row[0] for row in chunk), wanted))
    finally:
        connection.close()
    return found
