"""From what a person means to the rows that are meant."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from second_me.core.errors import Bug
from second_me.core.protocol.erase import (
    About,
    Between,
    Conversation,
    EpisodesAlone,
    Everything,
    FactsAlone,
    Found,
    Memories,
    OfKind,
    OneImport,
    OneSource,
    Scope,
)
from second_me.core.records import Derived
from second_me.core.terms import words
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import Chosen, Ids, pick
from second_me.vault.erasing.naming import Names

_SOME: Final = "(SELECT value FROM json_each(?))"
_OF_BATCH: Final = (
    "SELECT e.id FROM batches AS b JOIN events AS e"
    " ON e.id BETWEEN b.first_event AND b.last_event AND e.batch_id = b.id WHERE b.id = ?"
)
_OF_SOURCE: Final = (
    "SELECT e.id FROM threads AS t JOIN events AS e ON e.thread_id = t.id WHERE t.source_id = ?"
)


def kind_of(scope: Scope) -> str:
    """Return the kind of a scope, without anything that was said."""
    tag = scope.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def choose(connection: Connection, scope: Scope) -> Chosen:
    """Return the rows that a scope means now. Raises Bug for a search: whoever asks runs it."""
    kind = kind_of(scope)
    match scope:
        case FactsAlone():
            return _derived(connection, kind, Derived.FACT, scope)
        case EpisodesAlone():
            return _derived(connection, kind, Derived.EPISODE, scope)
        case About():
            return _about(connection, scope)
        case Everything():
            return _everything(connection)
        case _:
            return Chosen(scope=kind, events=_events(connection, scope))


def _events(connection: Connection, scope: Scope) -> Ids:
    match scope:
        case Memories():
            return _ids(connection, f"SELECT id FROM events WHERE id IN {_SOME}", pick(scope.ids))
        case Conversation():
            query = (
                "SELECT id FROM events WHERE thread_id ="
                " (SELECT thread_id FROM events WHERE id = ?)"
            )
            return _ids(connection, query, scope.event_id)
        case OneImport():
            return _ids(connection, _OF_BATCH, scope.batch_id)
        case OneSource():
            return _ids(connection, _OF_SOURCE, scope.source_id)
        case Between():
            query = (
                "SELECT id FROM events WHERE at >= ? AND at < ? AND (? IS NULL OR source_id = ?)"
            )
            source = scope.source_id
            return _ids(connection, query, scope.first, scope.until, source, source)
        case OfKind():
            return _ids(connection, "SELECT id FROM events WHERE kind = ?", scope.kind.value)
        case Found():
            raise Bug("A search that was not run", "A search result is erased by its events.")
        case _:
            raise Bug("Unknown scope", "There is no way to choose it.")


def _derived(
    connection: Connection, kind: str, derived: Derived, scope: FactsAlone | EpisodesAlone
) -> Chosen:
    table = "facts" if derived is Derived.FACT else "episodes"
    ids = _ids(connection, f"SELECT id FROM {table} WHERE id IN {_SOME}", pick(scope.ids))
    events: Ids = ()
    if scope.words:
        events = _ids(
            connection,
            f"SELECT DISTINCT event_id FROM evidence WHERE derived = ? AND derived_id IN {_SOME}",
            derived.value,
            pick(ids),
        )
    if derived is Derived.FACT:
        return Chosen(scope=kind, events=events, facts=ids)
    return Chosen(scope=kind, events=events, episodes=ids)


def _everything(connection: Connection) -> Chosen:
    return Chosen(
        scope="everything",
        events=_ids(connection, "SELECT id FROM events"),
        facts=_ids(connection, "SELECT id FROM facts"),
        episodes=_ids(connection, "SELECT id FROM episodes"),
        entities=_ids(connection, "SELECT id FROM entities"),
    )


def _about(connection: Connection, scope: About) -> Chosen:
    names = known_names(connection, scope.names)
    if not names:
        return Chosen(scope="about")
    events = _named_events(connection, names, mentions=scope.mentions)
    facts = connection.execute("SELECT id, subject, text, value FROM facts").fetchall()
    columns = "id, title, summary, place, people"
    episodes = connection.execute(f"SELECT {columns} FROM episodes").fetchall()
    rows = connection.execute("SELECT id, name, aliases FROM entities").fetchall()
    entities = [(id_, name, *msgspec.json.decode(more, type=list[str])) for id_, name, more in rows]
    if scope.mentions:
        named = [id_ for id_, *said in entities if names.stand_in(*said)]
        told = [id_ for id_, *said in facts if names.stand_in(*said)]
    else:
        named = [id_ for id_, *said in entities if any(map(names.are, said))]
        told = [id_ for id_, subject, *_ in facts if names.stand_in(subject)]
    return Chosen(
        scope="about",
        events=tuple(sorted(events)),
        facts=tuple(told),
        episodes=tuple(id_ for id_, *said in episodes if names.stand_in(*said)),
        entities=tuple(named),
        names=names.given,
    )


def known_names(connection: Connection, given: Iterable[str]) -> Names:
    """Return names with those by which memory knows the same ones."""
    names = Names(given)
    more: list[str] = []
    rows = connection.execute("SELECT name, aliases FROM entities WHERE aliases <> '[]'")
    for name, aliases in rows:
        known = [name, *msgspec.json.decode(aliases, type=list[str])]
        if any(map(names.are, known)):
            more += known
    return Names((*names.given, *more))


def _named_events(connection: Connection, names: Names, *, mentions: bool) -> set[int]:
    """Return the events that they wrote, that stand in a conversation of their name or, with
    `mentions`, that name them.
    """
    threads = connection.execute("SELECT id, name FROM threads").fetchall()
    theirs = [id_ for id_, name in threads if names.are(name)]
    found = set(_ids(connection, f"SELECT id FROM events WHERE thread_id IN {_SOME}", pick(theirs)))
    for id_, author, *said in _candidates(connection, names):
        if names.author(author) or (mentions and names.stand_in(*said)):
            found.add(id_)
    return found


def _candidates(connection: Connection, names: Names) -> Iterator[tuple[int, str, str, str, str]]:
    """Yield id, author, text, title and locator of the events that may name them."""
    columns = "SELECT id, author, text, title, locator FROM events"
    if not names.plain:
        yield from connection.execute(columns)
        return
    match = " OR ".join(f'"{" ".join(words(name))}"' for name in sorted(names.folded))
    found = set(_ids(connection, "SELECT rowid FROM events_fts WHERE events_fts MATCH ?", match))
    located = connection.execute("SELECT id, locator FROM events WHERE locator <> ''")
    found |= {id_ for id_, locator in located if names.stand_in(locator)}
    yield from connection.execute(f"{columns} WHERE id IN {_SOME}", (pick(found),))


def _ids(connection: Connection, query: str, *values: object) -> Ids:
    return tuple(sorted({int(row[0]) for row in connection.execute(query, values)}))
