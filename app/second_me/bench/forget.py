"""Forgetting a person: `second-me bench forget --dataset lifebench PATH`.

A public collection is stored, sorted into episodes and searched for people; the first sentence of
each memory stands as a fact, every other one shown by the memory before as well. Then those who
are named most are forgotten one after another. Counted each time: rows of any table and answers to
questions on them that still name them, rows that do not belong to what the plan said and are not
as they were, records that other memories carry and that are lost all the same, and memories of a
broken episode that find into no other.
"""

import argparse
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from second_me.agent.erase_run import EraseRun
from second_me.agent.logs import open_log
from second_me.bench.forgotten_rows import (
    Rows,
    broken,
    carried_by_others,
    differing,
    naming,
    stands,
)
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.bench.trials.report import Report as Found
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import About, Plan
from second_me.core.protocol.recall import Search
from second_me.core.records import Actor, Event, NewFact, Origin, Quote
from second_me.corpora import lifebench, realmem
from second_me.corpora.corpus import Corpus
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory import embed_events
from second_me.memory.people import resolve_people
from second_me.memory.segmenting import segment_events
from second_me.recall.indexes import Indexes
from second_me.recall.searching import search
from second_me.vault import DataKey, Session, Vault
from second_me.vault.erasing.naming import Names

READERS: Final[Mapping[str, Callable[[Path], Iterator[Corpus]]]] = {
    "lifebench": lifebench.read,
    "realmem": realmem.read,
}
SHORTEST: Final = 3
_NAME: Final = r"[A-Z][a-z]{2,}"
_PERSON: Final = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Dr|Prof)\. (?P<titled>{_NAME})"
    rf"|\b(?P<says>{_NAME}) (?:said|says|told|asked|thinks|mentioned|suggested|replied)\b"
)
_WORD: Final = re.compile(r"\b[a-z]{3,}\b")
_SENTENCE: Final = re.compile(r"[^.!?\n]{8,160}")
_AT_ONCE: Final = 500
_EVERY: Final = 1_000_000
_OWN: Final = frozenset({"erasures", "tombstones", "audit", "jobs", "settings", "meta"})
"""Tables that an erasure writes of itself, or that hold no memory."""


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
        """Return the people whom the most events name, the owner left out."""
        events = self.vault.read(lambda s: s.events.in_range(EventId(1), EventId(2**62)))
        owner = str(self.vault.read(lambda session: session.settings.get("owner.name")) or "")
        known = self.vault.read(in_relations) | {
            event.author for event in events if event.origin is Origin.OTHER
        }
        mine = set(owner.split())
        others = {
            name
            for name in known | spoken_of(event.text for event in events)
            if len(name) >= SHORTEST and not mine & set(name.split())
        }
        named = {
            name: sum(Names((name,)).stand_in(event.text, event.author) for event in events)
            for name in others
        }
        return sorted((one for one in others if named[one]), key=lambda one: (-named[one], one))[
            :most
        ]

    def answers(self, name: str) -> Iterator[str]:
        """Yield what is found for questions on somebody: all that an answer can be made of."""
        for question in (f"Who is {name}?", f"What did {name} say?", name):
            asked = Search(query=question, limit=20)
            for hit in search(self.vault, self.indexes, ScriptedEmbedder(), asked).hits:
                yield f"{hit.event.author} {hit.event.title} {hit.event.text}"

    def derive_again(self, ids: Iterable[int]) -> int:
        """Sort memories into episodes anew; return how many are in none afterwards."""
        spans = [(EventId(id_), EventId(id_)) for id_ in sorted(ids)]
        segment_events(self.vault, self.indexes.episodes, ScriptedEmbedder().model, spans)
        found = self.vault.read(
            lambda session: session.episodes.of_events([first for first, _ in spans])
        )
        return sum(first not in found for first, _ in spans)

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
        self.indexes.load_events(self.vault)
        self.indexes.load_names(self.vault)
        events = self.vault.read(lambda session: session.events.in_range(first, last))
        for at in range(0, len(events), _AT_ONCE):
            some = events[at : at + _AT_ONCE]
            self.vault.write(partial(self._state, some))

    def _state(self, events: list[Event], session: Session) -> None:
        before: Quote | None = None
        for number, event in enumerate(events):
            quote = _first_sentence(event)
            if quote is None:
                continue
            quotes = (quote, before) if before is not None and number % 2 else (quote,)
            fact = NewFact(
                subject=event.author or "me", kind="said", text=quote.text, quotes=quotes
            )
            session.facts.add(fact, Actor.EXTRACT, self.clock.now())
            before = quote


def _first_sentence(event: Event) -> Quote | None:
    said = _SENTENCE.search(event.text)
    return None if said is None else Quote(event.id, said.start(), said.end(), said[0])


def in_relations(session: Session) -> frozenset[str]:
    """Return the names of the people who stand in a relation that memory has evidence of."""
    people = {one.id: one.name for one in session.entities.all() if one.kind == "person"}
    relations = session.relations.list(limit=_EVERY)
    ends = {id_ for one in relations for id_ in (one.subject_id, one.object_id)}
    return frozenset(name for id_, name in people.items() if id_ in ends)


def spoken_of(texts: Iterable[str]) -> frozenset[str]:
    """Return who has a title or says something; a word that is written small as well is no name."""
    found: set[str] = set()
    small: set[str] = set()
    for text in texts:
        found.update(match[match.lastgroup or 0] for match in _PERSON.finditer(text))
        small.update(_WORD.findall(text))
    return frozenset(name for name in found if name.casefold() not in small)


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
    erased = named = changed = shared = lost = answered = again = homeless = 0
    try:
        before = life.rows()
        size = {table: len(rows) for table, rows in before.items()}
        for name in life.people(people):
            erased += len(life.plan(name)[0])
            meant = Names(life.plan_names(name))
            concerned, verified = life.forget(name)
            concerned |= set(naming(before, meant))
            after = life.rows()
            other = differing(before, after, concerned)
            carried = carried_by_others(before, after)
            gone = [record for record in carried if not stands(after, record, meant, before)]
            orphans = broken(before, after)
            alone = life.derive_again(orphans)
            after = life.rows()
            told = naming(after, meant)
            answers = sum(meant.stand_in(text) for text in life.answers(name))
            named, changed, answered = named + len(told), changed + len(other), answered + answers
            shared, lost = shared + len(carried), lost + len(gone)
            again, homeless = again + len(orphans), homeless + alone
            places = sorted({table for table, _ in (*told, *other)})
            wrong = (
                f"{len(told)} rows name them, {len(other)} others differ: {places}; {len(gone)} of"
                f" {len(carried)} lost; {answers} answers; {alone} in no episode"
            )
            found.note(wrong if places or gone or answers or alone else "")
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
        "answers_that_name_them": answered,
        "records_others_carry": shared,
        "of_these_lost": lost,
        "memories_of_broken_episodes": again,
        "of_these_in_no_episode": homeless,
    }
    none = (
        "rows_that_name_them",
        "other_rows_changed",
        "answers_that_name_them",
        "of_these_lost",
        "of_these_in_no_episode",
    )
    return Part(
        figures=figures,
        reference={"held": found.tried, **dict.fromkeys(none, 0)},
        settings={f"rows_{table}": count for table, count in size.items() if count},
    )
