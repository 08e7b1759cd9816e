"""Promise `erase`: any scope at all, on a vault with all kinds of records that lean on each other.

What hangs on erased events alone is gone, what the plan did not name is byte for byte as it was,
no page of the file holds what went, and the audit's chain holds.
"""

import random
import shutil
from pathlib import Path
from typing import Final

from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK
from second_me.core.clock import Moment, Timestamp
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import (
    About,
    Between,
    Conversation,
    EpisodesAlone,
    Everything,
    FactsAlone,
    Memories,
    OfKind,
    OneImport,
    OneSource,
    Scope,
)
from second_me.core.records import Actor, BatchState, EventKind, NewEvent, NewFact, Origin, Quote
from second_me.vault import DataKey, Session, Vault
from second_me.vault.erasing.aftermath import clean
from second_me.vault.erasing.closure import Chosen

PEOPLE: Final = ("Alma", "Boris", "Carla", "Dmitri", "Edda", "Farid")
PLACES: Final = ("Lisbon", "Oslo", "Tampere")
WORDS: Final = (
    "umbrella",
    "violin",
    "dentist",
    "harbour",
    "recipe",
    "ticket",
    "lantern",
    "orchard",
)
EVENTS: Final = 40
SOURCES: Final = 3
NEVER_TOUCHED: Final = frozenset({"erasures", "tombstones", "audit", "jobs", "settings", "meta"})
"""Tables that an erasure writes of itself, or that hold no memory."""


def random_scopes(folder: Path, trials: int, seed: int = 21) -> Report:
    """Erase `trials` random scopes, each from a fresh copy of one of a few vaults."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="erase", what="random scopes")
    kinds: dict[str, int] = {}
    for number in range(trials):
        if number % 100 == 0:  # another life
            original = folder / f"life-{number}"
            key = make_life(original, chance)
        home = Home(root=folder / "trial", models=folder)
        shutil.rmtree(home.root, ignore_errors=True)
        shutil.copytree(original, home.root)
        kind, fault = try_one(home, key, chance)
        kinds[kind] = kinds.get(kind, 0) + 1
        report.note(f"{kind}: {fault}" if fault else "")
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    report.what = f"random scopes: {told}"
    return report


def make_life(root: Path, chance: random.Random) -> DataKey:
    """Make a closed vault whose records lean on each other at random, and return its key."""
    key = DataKey.generate()
    vault = Vault.create(Home(root=root, models=root), key, CLOCK)
    try:
        for number in range(SOURCES):
            vault.write(lambda session, at=number: _fill(session, at, chance))  # type: ignore[misc]
    finally:
        vault.close()
    return key


def try_one(home: Home, key: DataKey, chance: random.Random) -> tuple[str, str]:
    """Erase a random scope; return its kind and what of the promise is broken, if anything."""
    vault = Vault.open(home, key, CLOCK)
    try:
        scope = random_scope(vault, chance)
        chosen = vault.read(lambda session: session.erasures.choose(scope))
        return chosen.scope, _fault(vault, chosen, getattr(scope, "mentions", True))
    finally:
        vault.close()


def random_scope(vault: Vault, chance: random.Random) -> Scope:
    """Return any scope that the command line and the window can name."""
    ids = [event.id for event in vault.read(lambda s: s.events.list(limit=1_000))]
    facts = [view.fact.id for view in vault.read(lambda s: s.facts.list(limit=1_000))]
    episodes = [one.id for one in vault.read(lambda s: s.episodes.list(limit=1_000))]
    batches = [one.id for one in vault.read(lambda s: s.batches.list(100))]
    sources = [one.id for one in vault.read(lambda s: s.sources.list())]
    first, last = sorted(chance.randrange(0, SOURCES * EVENTS * 60_000) for _ in range(2))
    words = chance.random() < 0.5  # noqa: PLR2004  (a coin)
    return chance.choice(
        (
            Memories(ids=tuple(chance.sample(ids, chance.randrange(len(ids))))),
            Memories(ids=(chance.choice(ids),)),
            FactsAlone(ids=tuple(chance.sample(facts, chance.randrange(1, 6))), words=words),
            EpisodesAlone(ids=tuple(chance.sample(episodes, chance.randrange(1, 4))), words=words),
            Conversation(event_id=chance.choice(ids)),
            OneImport(batch_id=chance.choice(batches)),
            OneSource(source_id=chance.choice(sources)),
            About(names=(chance.choice(PEOPLE + PLACES),), mentions=words),
            Between(
                first=Timestamp(first),
                until=Timestamp(last),
                source_id=chance.choice([None, *sources]),
            ),
            OfKind(kind=chance.choice(tuple(EventKind))),
            Everything(),
        )
    )


def _fault(vault: Vault, chosen: Chosen, mentions: bool) -> str:  # noqa: FBT001  (the scope's)
    before = vault.read(lambda session: session.erasures.every_row(NEVER_TOUCHED))
    concerned = vault.read(lambda session: session.erasures.concerned(chosen))
    begun = vault.write(
        lambda session: session.erasures.begin(chosen, "trial", CLOCK.now(), mentions=mentions)
    )
    hidden = vault.read(lambda session: session.events.get([EventId(id_) for id_ in chosen.events]))
    if hidden:
        return f"{len(hidden)} events are shown after the first transaction"
    more = True
    while more:
        _, more = vault.write(lambda s: s.erasures.carry_on(begun.erasure_id, CLOCK.now()))
    vault.write(lambda session: session.erasures.forget_words(begun.erasure_id))
    vault.flush()
    looked = vault.aftermath.search_vault(begun.erasure_id)
    if not clean(looked):
        vault.compact()
        vault.flush()
        looked = vault.aftermath.search_vault(begun.erasure_id)
    if not clean(looked):
        return f"found afterwards: {[one.place for one in looked if one.found]}"
    after = vault.read(lambda session: session.erasures.every_row(NEVER_TOUCHED))
    for table, rows in before.items():
        for id_, values in rows.items():
            if (table, id_) not in concerned and after[table].get(id_) != values:
                return f"{table} {id_} is another, and the plan did not name it"
    return _left_over(vault, chosen) or next(iter(vault.check(deep=True)), "")


def _left_over(vault: Vault, chosen: Chosen) -> str:
    """Return what stands without anything that shows it, or shows what is gone."""
    gone = set(chosen.events)
    for view in vault.read(lambda session: session.facts.list(limit=10_000)):
        if not view.quotes:
            return f"fact {view.fact.id} stands without words"
        if gone & {quote.event_id for quote in view.quotes}:
            return f"fact {view.fact.id} quotes what was erased"
    return ""


def _fill(session: Session, number: int, chance: random.Random) -> None:
    """Put one source with an import into the vault, and derive records from its events."""
    now = CLOCK.now()
    source = session.sources.ensure("trial", f"Chat with {PEOPLE[number]}", f"/{number}", now)
    batch = session.batches.start(source, now)
    events = [_event(number, place, chance) for place in range(EVENTS)]
    ids = session.events.append(source, batch, events, now).event_ids
    session.batches.finish(batch, BatchState.DONE, now)
    session.audit.append("memory.add", "trial", now, ids=ids)
    quotes = {
        id_: Quote(id_, 0, len(event.text), event.text)
        for id_, event in zip(ids, events, strict=True)
    }
    session.vectors.put("trial", "event", [(id_, chance.randbytes(48)) for id_ in ids])
    entities = []
    for name in PEOPLE + PLACES:
        said = [quote for quote in quotes.values() if name in quote.text]
        if said:
            kind = "person" if name in PEOPLE else "place"
            entities.append(session.entities.ensure(kind, name, said[:4], Actor.EXTRACT, now))
    for _ in range(12):
        shown = tuple(quotes[id_] for id_ in chance.sample(ids, chance.randrange(1, 4)))
        text = f"{chance.choice(PEOPLE)} has the {chance.choice(WORDS)} {chance.randrange(10**6)}"
        fact = NewFact(subject=chance.choice(PEOPLE), kind="k", text=text, quotes=shown)
        session.facts.add(fact, Actor.EXTRACT, now)
    for start in range(0, EVENTS - 8, 9):
        session.episodes.add(
            title=f"{chance.choice(WORDS)} with {chance.choice(PEOPLE)}",
            summary=f"in {chance.choice(PLACES)}",
            start=Timestamp(start),
            end=Timestamp(start + 8),
            events=ids[start : start + chance.randrange(1, 9)],
            actor=Actor.EXTRACT,
            now=now,
        )
    for _ in range(4):
        one, other = chance.sample(entities, 2)
        shown = (quotes[chance.choice(ids)],)
        session.relations.add(one, "knows", other, shown, actor=Actor.EXTRACT, now=now)


def _event(number: int, place: int, chance: random.Random) -> NewEvent:
    names = [chance.choice(PEOPLE), *([chance.choice(PLACES)] if chance.random() < 0.3 else [])]  # noqa: PLR2004
    words = " ".join(chance.choices(WORDS, k=chance.randint(2, 12)))
    text = f"{number}-{place} {' and '.join(names)} about the {words}"
    return NewEvent(
        kind=chance.choice(tuple(EventKind)),
        origin=Origin.OWN,
        text=text,
        moment=Moment(Timestamp((number * EVENTS + place) * 60_000)),
        natural_key=f"{number}.{place}",
        author=chance.choice((*PEOPLE, "")),
        thread=f"thread {chance.randrange(3)} of {number}",
    )
