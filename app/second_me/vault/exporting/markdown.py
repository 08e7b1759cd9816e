"""The vault as a text to be read: what is known on one page, then where it was said."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from second_me.core.clock import Moment, Precision, Timestamp, to_datetime
from second_me.core.records import Derived
from second_me.vault.connection import Connection
from second_me.vault.erasing.closure import Chosen, pick
from second_me.vault.exporting.writing import Part, part_of

Put = Callable[[bytes], object]

_SOME: Final = "(SELECT value FROM json_each(?))"
_SHAPES: Final = {
    Precision.YEAR: "%Y",
    Precision.MONTH: "%Y-%m",
    Precision.DAY: "%Y-%m-%d",
    Precision.MINUTE: "%Y-%m-%d %H:%M",
    Precision.SECOND: "%Y-%m-%d %H:%M",
}
_STANDING: Final = ("proposed", "current")
_MARKS: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|"})


def write(
    connection: Connection, put: Put, now: Timestamp, chosen: Chosen | None
) -> dict[str, int]:
    """Put the text piece by piece, and return how many facts, episodes and events are in it."""
    part = None if chosen is None else part_of(connection, chosen)
    counts = {"facts": 0, "episodes": 0, "events": 0}
    put(f"# What Second Me knows\n\nWritten {to_datetime(now):%Y-%m-%d %H:%M} UTC.\n".encode())
    for name, lines in (
        ("facts", _facts(connection, part)),
        ("episodes", _episodes(connection, part)),
        ("events", _events(connection, part)),
    ):
        for line, counted in lines:
            put(line.encode("utf-8", "replace") + b"\n")
            counts[name] += counted
    return counts


Lines = Iterator[tuple[str, int]]


def _facts(connection: Connection, part: Part | None) -> Lines:
    """Yield facts by whom they are about, those that stand before those that ended."""
    yield "\n## Facts", 0
    query = (
        "SELECT id, subject, text, status, valid_from, valid_to, learned_at FROM facts"
        f" WHERE ? OR id IN {_SOME} ORDER BY subject, status IN ('proposed', 'current') DESC, id"
    )
    last = None
    for id_, subject, text, status, since, until, learned in connection.execute(
        query, _wanted(part, () if part is None else part.derived[Derived.FACT])
    ).fetchall():
        if subject != last:
            yield f"\n### {plain(subject)}\n", 0
            last = subject
        ended = "" if status in _STANDING else f" ({status})"
        times = " ".join(
            f"{word} {to_datetime(at):%Y-%m-%d}"
            for word, at in (("from", since), ("until", until), ("learned", learned))
            if at is not None
        )
        yield f"- {plain(text)}{ended} — {times}", 1
        for event_id, quote in _quotes(connection, id_):
            yield f"  - “{plain(quote)}” (memory {event_id})", 0


def _quotes(connection: Connection, fact: int) -> list[tuple[int, str]]:
    rows = connection.execute(
        "SELECT v.event_id, v.start_at, v.end_at, e.text FROM evidence AS v"
        " JOIN events AS e ON e.id = v.event_id WHERE v.derived = 'fact' AND v.derived_id = ?"
        " ORDER BY v.id",
        (fact,),
    )
    return [(event_id, text[start:end]) for event_id, start, end, text in rows]


def _episodes(connection: Connection, part: Part | None) -> Lines:
    yield "\n## Episodes\n", 0
    rows = connection.execute(
        "SELECT title, summary, start_at, place FROM episodes"
        f" WHERE ? OR id IN {_SOME} ORDER BY start_at, id",
        _wanted(part, () if part is None else part.derived[Derived.EPISODE]),
    )
    for title, summary, start, place in rows.fetchall():
        where = f", {plain(place)}" if place else ""
        yield f"- {to_datetime(start):%Y-%m-%d}{where}: **{plain(title)}** {plain(summary)}", 1


def _events(connection: Connection, part: Part | None) -> Lines:
    """Yield memories by source and conversation, in the order they were said."""
    rows = connection.execute(
        "SELECT e.id, s.name, t.name, e.at, e.precision, e.utc_offset, e.author, e.title, e.text"
        " FROM events AS e JOIN sources AS s ON s.id = e.source_id"
        " JOIN threads AS t ON t.id = e.thread_id"
        f" WHERE ? OR e.id IN {_SOME} ORDER BY e.source_id, e.thread_id, e.at, e.position, e.id",
        _wanted(part, () if part is None else part.events),
    )
    yield "\n## Memories", 0
    last: tuple[str, str] | None = None
    for id_, source, thread, at, precision, offset, author, title, text in rows:
        if (source, thread) != last:
            yield f"\n### {plain(source)}: {plain(thread)}\n", 0
            last = (source, thread)
        said = " · ".join(plain(one) for one in (author, title) if one)
        head = " · ".join(one for one in (_when(at, precision, offset), said) if one)
        yield f"- [{id_}] {head}: {plain(text)}", 1


def plain(text: str) -> str:
    """Return a text on one line that no reader of Markdown takes for markup."""
    return " ".join(text.split()).translate(_MARKS)


def _when(at: Timestamp, precision: str, offset: int | None) -> str:
    shape = _SHAPES.get(Precision(precision))
    return Moment(at, Precision(precision), offset).local().strftime(shape) if shape else ""


def _wanted(part: Part | None, ids: Iterable[int]) -> tuple[int, str]:
    return int(part is None), pick(ids)
