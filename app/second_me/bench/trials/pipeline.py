"""An interrupted pipeline ends in the same memory: kill -9 of the agent while it makes memory of
events, again and again, until it is done; then what memory holds must be what it holds where nobody
interrupted it.
"""

import os
import random
import shutil
import signal
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from second_me.agent import windows
from second_me.bench.trials import sample_vault
from second_me.bench.trials.crash import victims, wait_gone
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, PASSPHRASE, Sample
from second_me.client import Client
from second_me.core.clock import Moment, Timestamp
from second_me.core.errors import SecondMeError
from second_me.core.ids import EventId, FactId
from second_me.core.paths import Home
from second_me.core.protocol.system import Activity, GetStatus
from second_me.core.protocol.vault import Unlock
from second_me.core.records import Derived, EventKind, NewEvent, Origin
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.vault import Session, Vault

EVENTS: Final = 40
LONGEST_SECONDS: Final = 0.6
"""How long a victim works at most after it was let in."""

WHOLE_SECONDS: Final = 600.0
"""How long a victim that nobody kills may take, on a machine that does much else."""

_EVERY: Final = 1_000_000
_MINUTE: Final = 60_000
_SAID: Final = (
    "I bought lamp number {0} at the market.",
    "My sister Anna came to see me, and we talked about {1}.",
    "I met Tom in Lisbon.",
    "I live in Rome.",
    "I live in Oslo.",
    "I work at Acme Labs.",
    "My boss Rita Gomes called about {1} and {0} other things.",
)
_TALK: Final = ("the garden", "violins", "the new bridge", "a letter")


def killed_pipelines(folder: Path, trials: int, seed: int = 9) -> Report:
    """Kill the agent `trials` times. Each vault that comes to its end in between must hold the
    memory that one without a kill came to.
    """
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="pipeline", what="kill -9 while memory is made, run on to its end")
    sample = made(folder / "begun", seed)
    wanted = _undisturbed(folder, sample)
    report.what += f"; {len(wanted)} records in memory each time"
    vaults = 0
    while report.tried < trials:
        vaults += 1
        home = _copy(sample, folder / f"killed {vaults}")
        kills = _killed_until_done(home, trials - report.tried, chance)
        fault = difference(wanted, held(home, sample))
        for _ in range(kills):
            report.note(fault)
        shutil.rmtree(home.root)
    report.what += f"; {vaults} vaults"
    return report


def made(root: Path, seed: int) -> Sample:
    """Make a vault with events that are to become memory; its jobs wait."""
    sample = sample_vault.make(root, 1, seed)
    chance = random.Random(seed)  # noqa: S311
    events = [
        NewEvent(
            kind=EventKind.MESSAGE,
            origin=Origin.OWN,
            text=chance.choice(_SAID).format(chance.randrange(6), chance.choice(_TALK)),
            moment=Moment(Timestamp(CLOCK.now() + number * 37 * _MINUTE)),
            natural_key=f"said {number}",
            thread=f"thread {number % 2}",
            author="Marta",
        )
        for number in range(EVENTS)
    ]
    vault = Vault.open(sample.home, sample.key, CLOCK)
    try:
        vault.write(lambda session: _store(session, events))
    finally:
        vault.close()
    return sample


def held(home: Home, sample: Sample) -> frozenset[str]:
    """Return what a vault's memory holds, in words rather than in numbers and hours."""
    vault = Vault.open(home, sample.key, CLOCK)
    try:
        return vault.read(lambda session: frozenset(map(repr, _records(session))))
    finally:
        vault.close()


def difference(wanted: frozenset[str], found: frozenset[str]) -> str:
    """Return what is missing or too much, if anything: the kind of the first such record."""
    for what, records in (("missing", wanted - found), ("too much", found - wanted)):
        if records:
            return f"{len(records)} records are {what}, as {min(records)[:300]}"
    return ""


def _store(session: Session, events: list[NewEvent]) -> None:
    now = CLOCK.now()
    session.settings.set("owner.name", "Marta")
    source = session.sources.ensure("chat", "Chat", "chat", now)
    ids = session.events.append(source, None, events, now).event_ids
    windows.enqueue(session, ids, now, priority=windows.IMPORT_PRIORITY)


def _records(session: Session) -> Iterable[tuple[Any, ...]]:
    """Yield all that was derived; what is told by its words, not by its id or hour."""
    events = {event.id: event.text for event in sample_vault.everything(session)}
    facts = session.facts.list(limit=_EVERY)
    texts = {view.fact.id: view.fact.text for view in facts}
    for view in facts:
        fact = view.fact
        shown = sorted((events[quote.event_id], quote.start, quote.end) for quote in view.quotes)
        after = texts.get(fact.superseded_by) if fact.superseded_by is not None else None
        ends = (fact.valid_from, fact.valid_to, fact.slot, fact.value, round(fact.confidence, 3))
        yield "fact", fact.subject, fact.kind, fact.text, fact.status.value, ends, after, shown
    for episode in session.episodes.list(limit=_EVERY):
        inside = [events[id_] for id_ in session.episodes.events([episode.id])[episode.id]]
        yield "episode", episode.title, episode.summary, episode.start, episode.end, inside
    entities = {one.id: one for one in session.entities.all()}
    for entity in entities.values():
        there = bool(session.evidence.of(Derived.ENTITY, [entity.id]))
        yield "entity", entity.kind, entity.name, entity.aliases, there
    for relation in session.relations.list(limit=_EVERY):
        both = (entities[relation.subject_id].name, entities[relation.object_id].name)
        yield "relation", both, relation.predicate, relation.valid_from, relation.valid_to
    for linked, joined in session.links.of(texts).items():
        yield "joint", texts[linked], sorted(entities[id_].name for id_ in joined)
    groups: dict[int, list[str]] = {}
    for member, number in session.links.communities().items():
        groups.setdefault(number, []).append(entities[member].name)
    yield from (("community", sorted(names)) for names in groups.values())
    for review in session.reviews.list(limit=_EVERY):
        about = [texts.get(id_) for id_ in (review.fact_id, review.target_id) if id_ is not None]
        yield "review", review.kind.value, review.proposal, about
    model = ScriptedEmbedder().model
    for event_id, code in session.vectors.get(model, "event", list(events)).items():
        yield "vector", events[EventId(event_id)], code
    for fact_id, code in session.vectors.get(model, "fact", list(texts)).items():
        yield "meaning", texts[FactId(fact_id)], code
    yield from (("dead job", job.kind) for job in session.jobs.list(dead_only=True))


def _undisturbed(folder: Path, sample: Sample) -> frozenset[str]:
    home = _copy(sample, folder / "undisturbed")
    with victims(home) as (orders, pids):
        pid = _start(orders, pids)
        _wait_done(home, None)
        _kill(pid)
    found = held(home, sample)
    shutil.rmtree(home.root)
    return found


def _killed_until_done(home: Home, most: int, chance: random.Random) -> int:
    """Kill agents until one comes to the end of its work, or `most` were killed and one is left
    to end it; return how many were killed.
    """
    kills = 0
    with victims(home) as (orders, pids):
        while True:
            pid = _start(orders, pids)
            longest = None if kills >= most else chance.uniform(0, LONGEST_SECONDS)
            done = _wait_done(home, longest)
            _kill(pid)
            if done:
                return max(kills, 1)
            kills += 1


def _start(orders: IO[str], pids: IO[str]) -> int:
    orders.write("go\n")
    orders.flush()
    return int(pids.readline())


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    wait_gone(pid)


def _wait_done(home: Home, seconds: float | None) -> bool:
    """Open the vault and wait until all work is done, for so long at most; say whether it is."""
    enough = threading.Event()
    with _connected(home) as client:
        client.call(Unlock(passphrase=PASSPHRASE))
        timer = threading.Timer(WHOLE_SECONDS if seconds is None else seconds, enough.set)
        timer.daemon = True
        timer.start()
        while not enough.wait(0.02):
            status = client.call(GetStatus())
            if not status.counts.jobs_waiting and status.activity is Activity.IDLE:
                return True
    return False


def _connected(home: Home) -> Client:
    pause = threading.Event()
    while True:
        try:
            return Client.connect(home, name="trial")
        except SecondMeError:
            pause.wait(0.005)


def _copy(sample: Sample, root: Path) -> Home:
    shutil.copytree(sample.home.root, root)
    return Home(root=root, models=root / "models")
