"""What Second Me knows about a person, on one page in plain words."""

from collections.abc import Iterator
from typing import Final

from second_me.core.clock import Timestamp, to_datetime
from second_me.core.protocol.privacy import KnownPage
from second_me.vault.connection import Connection
from second_me.vault.exporting.markdown import plain

MOST_FACTS: Final = 24
MOST_PEOPLE: Final = 10
MOST_EPISODES: Final = 5
LONGEST: Final = 160
"""Characters of one line: the page is to stay one page."""

UNNAMED: Final = "You"


def page(connection: Connection, owner: str, now: Timestamp) -> KnownPage:
    """Return the page; `owner` is the person's name, if they gave it."""
    facts = list(_facts(connection, owner))
    people = list(_people(connection, owner))
    events, sources, first, last = connection.execute(
        "SELECT count(*), count(DISTINCT source_id), min(at), max(at) FROM events"
        " WHERE precision <> 'unknown'"
    ).fetchone()
    lines = [
        f"# What Second Me knows about {plain(owner) if owner else 'you'}",
        "",
        f"As of {to_datetime(now):%Y-%m-%d}. All of it lies on this machine, encrypted.",
        "",
        "## Where it comes from",
        "",
        *_sources(connection),
    ]
    if events:
        span = f"{to_datetime(first):%B %Y} to {to_datetime(last):%B %Y}"
        lines.append(f"- together {events:,} memories of {sources:,} sources, {span}")
    lines += ["", "## About you", "", *(facts or ["- nothing yet"])]
    lines += ["", "## The people it knows best", "", *(people or ["- nobody yet"])]
    lines += ["", "## Lately", "", *(list(_episodes(connection)) or ["- nothing yet"])]
    lines += ["", "## What it cannot be sure of", "", *_doubts(connection), ""]
    return KnownPage(
        text="\n".join(lines), facts=len(facts), people=len(people), events=int(events)
    )


def _sources(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT format, count(*), sum(events) FROM sources WHERE events > 0"
        " GROUP BY format ORDER BY 3 DESC LIMIT 6"
    )
    for kind, count, events in rows:
        sources = "1 source" if count == 1 else f"{count:,} sources"
        yield f"- {plain(kind)}: {events:,} memories of {sources}"


def _facts(connection: Connection, owner: str) -> Iterator[str]:
    """Yield what stands of the person: named slots first, then what is surest and newest."""
    first = owner.split(maxsplit=1)[0] if owner else UNNAMED
    rows = connection.execute(
        "SELECT text, valid_from, status FROM facts WHERE status IN ('proposed', 'current')"
        " AND subject COLLATE NOCASE IN (?, ?, ?)"
        " ORDER BY slot = '', status = 'proposed', confidence DESC, learned_at DESC LIMIT ?",
        (owner or UNNAMED, first, UNNAMED, MOST_FACTS),
    )
    for said, since, status in rows:
        when = f" (since {to_datetime(since):%B %Y})" if since is not None else ""
        doubt = " (not confirmed)" if status == "proposed" else ""
        yield f"- {plain(said)[:LONGEST]}{when}{doubt}"


def _people(connection: Connection, owner: str) -> Iterator[str]:
    """Yield the people that most memories tell of, each with the surest thing known of them."""
    rows = connection.execute(
        "SELECT e.name, count(DISTINCT v.event_id) AS told,"
        " (SELECT text FROM facts WHERE subject = e.name COLLATE NOCASE"
        "   AND status IN ('proposed', 'current') ORDER BY confidence DESC, id DESC LIMIT 1)"
        " FROM entities AS e JOIN evidence AS v ON v.derived = 'entity' AND v.derived_id = e.id"
        " WHERE e.kind = 'person' AND e.merged_into IS NULL AND e.name <> ? COLLATE NOCASE"
        " GROUP BY e.id ORDER BY told DESC, e.name LIMIT ?",
        (owner or UNNAMED, MOST_PEOPLE),
    )
    for name, told, known in rows:
        said = f": {plain(known)[:LONGEST]}" if known else ""
        yield f"- **{plain(name)}** ({told:,} memories){said}"


def _episodes(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT start_at, title FROM episodes ORDER BY start_at DESC, id DESC LIMIT ?",
        (MOST_EPISODES,),
    )
    for start, title in rows:
        yield f"- {to_datetime(start):%Y-%m-%d}: {plain(title)[:LONGEST]}"


def _doubts(connection: Connection) -> Iterator[str]:
    proposed, waiting, ended = connection.execute(
        "SELECT (SELECT count(*) FROM facts WHERE status = 'proposed'),"
        " (SELECT count(*) FROM reviews WHERE decided_at IS NULL),"
        " (SELECT count(*) FROM facts WHERE status IN ('superseded', 'retracted'))"
    ).fetchone()
    yield f"- {proposed:,} facts were drawn out by a model and not confirmed by you"
    yield f"- {waiting:,} changes wait for your word under Review"
    yield f"- {ended:,} facts no longer hold; they are kept as history until you erase them"
