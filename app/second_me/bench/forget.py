"""Forgetting a person: `second-me bench forget --dataset lifebench PATH`.

A public collection is stored, sorted into episodes and searched for people; the first sentence of
each memory stands as a fact. Then those who are named most are forgotten one after another. Two
things are counted each time: rows of any table that still name them, and rows that do not belong
to what the plan said and are not as they were.
"""

import argparse
import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from second_me.agent.erase_run import EraseRun
from second_me.agent.logs import open_log
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.trials.report import Report as Found
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import About, Plan
from second_me.core.records import Actor, Event, NewFact, Quote
from second_me.corpora import lifebench, realmem
from second_me.corpora.corpus import Corpus
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory import embed_events
from second_me.memory.people import resolve_people
from second_me.memory.segmenting import segment_events
from second_me.recall.indexes import Indexes
from second_me.vault import DataKey, Session, Vault
from second_me.vault.erasing.naming import Names

READERS: Final[Mapping[str, Callable[[Path], Iterator[Corpus]]]] = {
    "lifebench": lifebench.read,
    "realmem": realmem.read,
}
SHORTEST: Final = 3
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_SENTENCE: Final = re.compile(r"[^.!?\n]{8,160}")
_AT_ONCE: Final = 500
_OWN: Final = frozenset({"erasures", "tombstones", "audit", "jobs", "settings", "meta"})
"""Tables that an erasure writes of itself, or that hold no memory."""

Rows = dict[str, dict[int, tuple[Any, ...]]]


class Life:
    """One collection in a vault of its own."""

    def __init__(self, corpus: Corpus, folder: Path, events: int) -> None:
        """Store at most so many events, and derive what can be derived without a model."""
        self.clock = SystemClock()
        home = Home(root=folder / "home", models=folder)
        self.vault = Vault.create(home, DataKey.generate(), self.clock)
        self.log, self._log_file = open_log(home.logs)
        self.indexes = Indexes(ScriptedEmbedder().dims)
        chosen = corpus.events[:events]

        def store(at: int, session: Session) -> None:
            if corpus.owner:
                session.settings.set("owner.name", corpus.owner)
            source = session.sources.ensure("bench", corpus.name, "", self.clock.now())
            some = chosen[at : at + _AT_ONCE]
            session.events.append(source, None, some, self.clock.now())

        for at in range(0, len(chosen), _AT_ONCE):
            self.vault.write(partial(store, at))
        self._derive(EventId(1), EventId(len(chosen)))

    def close(self) -> None:
        self.vault.close()
        self._log_file.close()

    def people(self, most: int) -> list[str]:
        """Return the names that the most events hold, people's first, the owner's left out."""
        rows = self.vault.read(lambda session: session.entities.all())
        events = self.vault.read(lambda s: s.events.in_range(EventId(1), EventId(2**62)))
        owner = str(self.vault.read(lambda session: session.settings.get("owner.name")) or "")
        said = Counter(name for event in events for name in set(_NAME.findall(event.text)))
        mine = set(owner.split())

        def others(names: Iterable[str]) -> list[str]:
            return [one for one in names if len(one) >= SHORTEST and not mine & set(one.split())]

        chosen = others(one.name for one in rows if one.kind == "person") or others(said)
        return sorted(chosen, key=lambda name: (-said[name.split()[0]], name))[:most]

    def plan(self, name: str) -> tuple[tuple[int, ...], Plan]:
        """Return the events that forgetting somebody would take, and the whole plan."""

        def look(session: Session) -> tuple[tuple[int, ...], Plan]:
            chosen = session.erasures.choose(About(names=(name,)))
            return chosen.events, session.erasures.plan(chosen)

        return self.vault.read(look)

    def plan_names(self, name: str) -> tuple[str, ...]:
        """Return the names by which memory knows somebody."""
        choose = About(names=(name,))
        return self.vault.read(lambda session: session.erasures.choose(choose)).names

    def forget(self, name: str) -> tuple[set[tuple[str, int]], bool]:
        """Forget somebody. Return the rows that something may have happened to, and whether the
        receipt says that nothing was found afterwards.
        """

        def begin(session: Session) -> tuple[int, set[tuple[str, int]]]:
            chosen = session.erasures.choose(About(names=(name,)))
            may = session.erasures.concerned(chosen)
            begun = session.erasures.begin(chosen, "bench", self.clock.now())
            return begun.erasure_id, may

        number, concerned = self.vault.write(begin)
        self.indexes.forget(
            self.vault, [EventId(id_) for table, id_ in concerned if table == "events"]
        )
        run = EraseRun(
            self.vault,
            self.clock,
            self.log,
            ram=Held(),
            changed=lambda _: None,
            tell=lambda _: None,
        )
        erasure = self.vault.read(lambda session: session.erasures.get(number))
        assert erasure is not None
        run(erasure, threading.Event())
        done = self.vault.read(lambda session: session.erasures.get(number))
        return concerned, bool(done and done.receipt and done.receipt.verified)

    def rows(self) -> Rows:
        """Return all rows of all tables that hold memories, by their ids."""
        return self.vault.read(lambda session: session.erasures.every_row(_OWN))

    def _derive(self, first: EventId, last: EventId) -> None:
        embedder = ScriptedEmbedder()
        embed_events(self.vault, self.indexes.vectors, embedder, first, last)
        segment_events(self.vault, self.indexes.episodes, embedder.model, [(first, last)])
        resolve_people(self.vault, first, last, self.clock)
        events = self.vault.read(lambda session: session.events.in_range(first, last))
        for at in range(0, len(events), _AT_ONCE):
            some = events[at : at + _AT_ONCE]
            self.vault.write(partial(self._state, some))

    def _state(self, events: list[Event], session: Session) -> None:
        for event in events:
            said = _SENTENCE.search(event.text)
            if said is not None:
                quote = Quote(event.id, said.start(), said.end(), said[0])
                fact = NewFact(
                    subject=event.author or "me", kind="said", text=said[0], quotes=(quote,)
                )
                session.facts.add(fact, Actor.EXTRACT, self.clock.now())


class Held:
    """Nothing is held here but the indexes, which are emptied before."""

    def forget(self, ids: object) -> None: ...

    def outdate(self, ids: object) -> None: ...

    def holds(self, ids: object) -> int:
        del ids
        return 0

    def settle(self) -> None: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=READERS, required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's file or folder")
    parser.add_argument("--events", type=int, default=3_000, help="at most so many of each life")
    parser.add_argument("--people", type=int, default=5, help="how many are forgotten")


def run(arguments: argparse.Namespace) -> Report:
    """Forget people of each life in turn."""
    parts = {}
    for corpus in READERS[arguments.dataset](arguments.path):
        progress(f"forgetting people of {corpus.name}")
        with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
            parts[corpus.name] = forgotten(corpus, Path(folder), arguments.events, arguments.people)
    return join("forget", parts)


def forgotten(corpus: Corpus, folder: Path, events: int, people: int) -> Part:
    """Forget the people of one life one after another, and count what is left or changed."""
    found = Found(promise="erase", what="people forgotten")
    life = Life(corpus, folder, events)
    erased = named = changed = 0
    try:
        before = life.rows()
        size = {table: len(rows) for table, rows in before.items()}
        for name in life.people(people):
            erased += len(life.plan(name)[0])
            meant = Names(life.plan_names(name))
            concerned, verified = life.forget(name)
            concerned |= set(naming(before, meant))
            after = life.rows()
            told = naming(after, meant)
            other = differing(before, after, concerned)
            named, changed = named + len(told), changed + len(other)
            places = sorted({table for table, _ in (*told, *other)})
            found.note(
                f"{len(told)} rows name them, {len(other)} others differ: {places}"
                if places
                else ""
            )
            found.note("" if verified else "the receipt tells of traces")
            before = after
    finally:
        life.close()
    for failure in found.failures:
        progress(f"  broken: {failure}")
    figures: Figures = {
        "people": found.tried // 2,
        "held": found.held,
        "erased_events": erased,
        "rows_that_name_them": named,
        "other_rows_changed": changed,
    }
    return Part(
        figures=figures,
        reference={"held": found.tried, "rows_that_name_them": 0, "other_rows_changed": 0},
        settings={f"rows_{table}": count for table, count in size.items() if count},
    )


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
