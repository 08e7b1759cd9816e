"""The whole way from messages to memory: read by the model, settled, and what stands in the end.

Some sessions of a persona go through the pipeline in their order. Present is a gold statement,
borne out by its turn, that a standing fact tells; junk is a standing fact that tells no gold
statement of these sessions. Shares are in per cent.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from second_me.bench.engine_model import EngineModel
from second_me.bench.extract import Meter
from second_me.bench.report import Figures, Part
from second_me.core.bearing import ENOUGH, borne_out
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId, FactId
from second_me.core.paths import Home
from second_me.core.protocol.memory import FactView
from second_me.core.records import Event, FactStatus, NewEvent
from second_me.core.said_times import annotate
from second_me.corpora.same_meaning import Meaning
from second_me.corpora.told_turns import Person, Told, sampled
from second_me.inference.embedder import Embedder
from second_me.inference.engine import Engine
from second_me.memory.extraction import extract_window
from second_me.memory.identity import read_identity
from second_me.memory.outcomes import Extracted
from second_me.memory.settling import Means, settle_facts
from second_me.recall import VectorIndex
from second_me.vault import DataKey, Vault
from second_me.vault.session import Session

_STANDING = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})
_WINDOW = 10


class Model(msgspec.Struct, frozen=True):
    """What reads: the engine with its base, and the path of an adapter."""

    engine: Engine
    adapter: str


def measured(person: Person, most: int, model: Model, embedder: Embedder, means: float) -> Part:
    """Take in so many of a person's sessions, and look at what stands afterwards."""
    told = sorted(
        sampled(person, most), key=lambda one: one.events[0].moment.at if one.events else 0
    )
    meter = Meter(EngineModel(model.engine))
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        home = Home(root=Path(folder) / "home", models=Path(folder))
        vault = Vault.create(home, DataKey.generate(), SystemClock())
        try:
            began = time.process_time()
            events = _taken_in(vault, person.name, told, meter, model.adapter, embedder)
            seconds = time.process_time() - began
            views = vault.read(lambda session: session.facts.list("", 100_000))
        finally:
            vault.close()
    standing = [view for view in views if view.fact.status in _STANDING]
    meaning = Meaning(embedder, means, person.name)
    figures = _figures(told, standing, events, meaning, person.name)
    work = meter.figures()
    records = max(len(events), 1)
    return Part(
        figures={
            **figures,
            "cpu_seconds_a_record": seconds / records,
            "tokens_a_record": int(work["readings"] or 0)
            * (float(work["computed_tokens_a_window"] or 0)
               + float(work["written_tokens_a_window"] or 0)) / records,
        },
        settings={"sessions": len(told), "records": len(events)},
    )  # fmt: skip


def _taken_in(  # noqa: PLR0917  (what the stages need)
    vault: Vault,
    owner: str,
    told: Sequence[Told],
    meter: Meter,
    adapter: str,
    embedder: Embedder,
) -> list[Event]:
    clock = SystemClock()
    settled = Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)
    vault.write(lambda session: session.settings.set("owner.name", owner))
    stored: list[Event] = []
    for number, one in enumerate(told):
        ids = vault.write(lambda session: _store(session, one, number))  # noqa: B023
        for at in range(0, len(ids), _WINDOW):
            part = ids[at : at + _WINDOW]
            made: list[FactId] = list(read_identity(vault, part[0], part[-1], clock).fact_ids)
            read = extract_window(vault, meter, part[0], part[-1], clock, adapter=adapter)
            made += read.fact_ids if isinstance(read, Extracted) else ()
            settle_facts(vault, settled, made)
        stored += vault.read(lambda session: session.events.get(ids))  # noqa: B023
    return stored


def _store(session: Session, told: Told, number: int) -> list[EventId]:
    now = SystemClock().now()
    source = session.sources.ensure("bench", "bench", "", now)
    events = [
        NewEvent(
            kind=event.kind,
            origin=event.origin,
            text=event.text,
            moment=event.moment,
            natural_key=f"{number}:{place}",
            author=event.author,
            thread=event.thread,
            position=place,
        )
        for place, event in enumerate(told.events)
    ]
    return list(session.events.append(source, None, events, now).event_ids)


def _figures(
    told: Sequence[Told],
    standing: Sequence[FactView],
    events: Sequence[Event],
    meaning: Meaning,
    owner: str,
) -> Figures:
    texts = [view.fact.text for view in standing]
    gold = list(dict.fromkeys(statement for one in told for statement in one.said))
    noted = list(dict.fromkeys(statement for one in told for statement in one.noted))
    present = int(meaning.told(gold, texts).any(axis=1).sum())
    right = int(meaning.told(texts, noted).any(axis=1).sum())
    by_id = {event.id: annotate(event.text, event.moment.local().date()) for event in events}
    return {
        "gold_statements": len(gold),
        "present": _percent(present, len(gold)),
        "facts": len(texts),
        "junk": _percent(len(texts) - right, len(texts)),
        "ungrounded": sum(not _grounded(view, by_id) for view in standing),
        "wrong_subject": _percent(sum(view.fact.subject != owner for view in standing), len(texts)),
    }


def _grounded(view: FactView, texts: dict[EventId, str]) -> bool:
    """Say whether some of the words that show a fact bear it out."""
    names = f"{view.fact.subject} You User"
    return any(
        borne_out(view.fact.text, texts[quote.event_id], names) >= ENOUGH for quote in view.quotes
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
