"""The night's work on a large memory: `second-me bench consolidate [--facts N] [--events N]`.

Made-up facts of made-up people, with made-up vectors, two in a hundred of them twins. Timed are a
first night, on which every fact is new, a night after a day's new facts, and what the Graph page
asks for. Seconds, in one process on this machine, and those of its processors, which tell how
long it would take on a machine that does nothing else; the reference is what is promised.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.clock import Moment, SystemClock, Timestamp
from second_me.core.ids import FactId
from second_me.core.paths import Home
from second_me.core.protocol.graph import GetGraph
from second_me.core.records import Actor, EventKind, FactStatus, NewEvent, NewFact, Origin, Quote
from second_me.inference.codes import to_codes
from second_me.inference.embedder import DIMS
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.memory.communities import find_communities
from second_me.memory.consolidation import consolidate
from second_me.memory.graph_views import graph_view
from second_me.memory.linking import link_facts
from second_me.memory.settling import Means
from second_me.recall import VectorIndex
from second_me.vault import DataKey, Vault
from second_me.vault.session import Session

PROMISED: Final = 60.0
"""Seconds that a night may take."""

_PEOPLE: Final = 1_000
_CIRCLE: Final = 20
"""People who meet each other, at the same places."""

_OWNED: Final = 0.2
"""The share of facts about the person whose memory it is."""

_TWINS: Final = 0.02
_TOGETHER: Final = 2_000
_SAID: Final = (
    "{0} works at {1} Labs with {2}",
    "{0} met {2} in {1}",
    "{0} visited {1} with {2} in week {3}",
    "{0} told {2} about plan {3} in {1}",
    "{0} lives in {1} near {2}, flat {3}",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=200, help="new ones of the day after")
    parser.add_argument("--seed", type=int, default=5)


def run(arguments: argparse.Namespace) -> Report:
    """Fill a vault, and consolidate it twice."""
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        clock = SystemClock()
        home = Home(root=Path(folder) / "home", models=Path(folder))
        vault = Vault.create(home, DataKey.generate(), clock)
        try:
            return join("consolidate", {"night": measured(vault, arguments, clock)})
        finally:
            vault.close()


def measured(vault: Vault, arguments: argparse.Namespace, clock: SystemClock) -> Part:
    """Return how long the nights took and what they did."""
    chance = random.Random(arguments.seed)  # noqa: S311  (repeatable, not secret)
    means = Means(index=VectorIndex(owner="fact"), embedder=ScriptedEmbedder(), clock=clock)
    progress(f"storing {arguments.facts} facts")
    store(vault, arguments.facts, chance, means)
    seconds: dict[str, float] = {}
    progress("linking")
    seconds["link_all_s"] = timed(lambda: link_facts(vault, clock))[0]
    progress("a first night")
    busy = time.process_time()
    seconds["first_night_s"], first = timed(lambda: consolidate(vault, means))
    seconds["first_night_cpu_s"] = time.process_time() - busy
    seconds["communities_s"] = timed(lambda: find_communities(vault))[0]
    store(vault, arguments.events, chance, means)
    progress("a night after a day")
    busy = time.process_time()
    seconds["night_s"], after = timed(lambda: consolidate(vault, means))
    seconds["night_cpu_s"] = time.process_time() - busy
    seconds["graph_page_s"] = timed(
        lambda: vault.read(lambda session: graph_view(session, GetGraph()))
    )[0]
    promised: Figures = dict.fromkeys(("first_night_s", "communities_s", "night_s"), PROMISED)
    return Part(
        figures={
            **seconds,
            "merged_first": first.merged,
            "merged_after": after.merged,
            "communities": after.communities,
        },
        reference=promised,
        ratio={name: seconds[name] / PROMISED for name in promised},
        settings={"facts": arguments.facts, "events": arguments.events},
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds a work took, and what it returned."""
    started = time.monotonic()
    done = work()
    return time.monotonic() - started, done


def store(vault: Vault, count: int, chance: random.Random, means: Means) -> None:
    """Store facts that stand, each shown by an event, with vectors that are alike for twins."""
    noise = np.random.default_rng(chance.getrandbits(32))
    for start in range(0, count, _TOGETHER):
        said = statements(min(_TOGETHER, count - start), chance)
        ids = vault.write(lambda session: _store(session, said, means))  # noqa: B023
        vectors = made_up(said, noise)
        kept = [(id_, row) for id_, row in zip(ids, vectors, strict=True) if id_ is not None]
        codes = to_codes(np.stack([row for _, row in kept]))
        rows = [(id_, code.tobytes()) for (id_, _), code in zip(kept, codes, strict=True)]
        model = means.embedder.model
        vault.write(lambda session: session.vectors.put(model, "fact", rows))  # noqa: B023


def statements(count: int, chance: random.Random) -> list[tuple[str, str]]:
    """Return subjects and statements; a twin says what the one before it says."""
    found: list[tuple[str, str]] = []
    while len(found) < count:
        if found and chance.random() < _TWINS:
            subject, text = found[-1]
            found.append((subject, f"{text} as everybody knows"))
            continue
        person = chance.randrange(_PEOPLE)
        circle = person // _CIRCLE
        other = circle * _CIRCLE + chance.randrange(_CIRCLE)
        subject = "Marta Owner" if chance.random() < _OWNED else f"Person{person} Circle{circle}"
        text = chance.choice(_SAID).format(
            subject,
            f"Town{circle}x{chance.randrange(4)}",
            f"Person{other} Circle{circle}",
            chance.randrange(100_000),
        )
        found.append((subject, text))
    return found


def made_up(said: Sequence[tuple[str, str]], noise: np.random.Generator) -> NDArray[np.float32]:
    """Return unit vectors, those of twins nearly alike."""
    vectors = noise.standard_normal((len(said), DIMS)).astype(np.float32)
    for place in range(1, len(said)):
        if said[place][1].startswith(said[place - 1][1]):
            vectors[place] = vectors[place - 1] + 0.1 * vectors[place]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def _store(session: Session, said: Sequence[tuple[str, str]], means: Means) -> list[FactId | None]:
    now = means.clock.now()
    source = session.sources.ensure("bench", "bench", "", now)
    first = session.events.last_id()
    events = [
        NewEvent(
            kind=EventKind.NOTE,
            origin=Origin.OWN,
            text=text,
            moment=Moment(Timestamp(now)),
            natural_key=f"{first + place}",
        )
        for place, (_, text) in enumerate(said)
    ]
    ids = session.events.append(source, None, events, now).event_ids
    return [
        session.facts.add(
            NewFact(
                subject=subject,
                kind="other",
                text=text,
                quotes=(Quote(event, 0, len(text), text),),
                status=FactStatus.CURRENT,
            ),
            Actor.EXTRACT,
            now,
        )
        for event, (subject, text) in zip(ids, said, strict=True)
    ]
