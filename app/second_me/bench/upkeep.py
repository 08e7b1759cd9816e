"""How true memory stays: `second-me bench upkeep --dataset realmem PATH`.

RealMem's gold memories of one persona are proposed in their order, as if each had been drawn out
rightly, and settled against those that stand. RealMem writes a memory anew when it grows or
changes: its last wording is what should stand in the end; an earlier one that says something else
should not, and is stale. Where the last wording was merged into an earlier one that says all of it,
that is no stale memory; nor is one whose number RealMem gave to another matter later.
References: storing all of it, and letting the newest win where two are nearly alike by embedding.
Shares are in per cent.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.clock import Moment, Precision, SystemClock, from_datetime
from second_me.core.ids import FactId
from second_me.core.paths import Home
from second_me.core.records import Actor, EventKind, FactStatus, NewEvent, NewFact, Origin, Quote
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.memory.fact_words import Facts, held
from second_me.memory.settling import Means, settle_facts
from second_me.recall import VectorIndex
from second_me.vault import DataKey, Vault
from second_me.vault.session import Session

ALIKE: Final = 0.9
"""Cosine of two facts of which the newest-wins reference keeps one, and that count as twice the
same where both stand.
"""

ONE_MATTER: Final = 0.7
"""Cosine of two wordings from which on they are of one matter."""

_ALL_BUT: Final = 0.85
"""Share of its words that a memory must hold of another to say all of it."""

_LABEL: Final = re.compile(r"【[^】]*】\s*")
_LONGEST: Final = 300
_STANDING: Final = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})


class Noted(msgspec.Struct, frozen=True):
    """A gold memory as it is worded on a day; the same `index` again is the same memory."""

    index: str
    text: str
    day: str
    last: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=("realmem",), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="a persona's file or the folder")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="people of these names")
    parser.add_argument("--most", type=int, default=0, help="memories of each; 0 means all")


def run(arguments: argparse.Namespace) -> Report:
    """Settle each persona's memories and look at what stands."""
    return join("upkeep", parts(arguments))


def parts(arguments: argparse.Namespace) -> dict[str, Part]:
    """Return what each persona's memories come to."""
    embedder = OnnxEmbedder()
    files = [arguments.path] if arguments.path.is_file() else sorted(arguments.path.glob("*.json"))
    found: dict[str, Part] = {}
    for file in files:
        whole = msgspec.json.decode(file.read_bytes())
        name = str(whole["_metadata"]["person_name"])
        if not arguments.only or name in arguments.only:
            progress(f"settling {name}")
            found[name] = measured(noted(whole, arguments.most), embedder)
    return found


def noted(whole: dict[str, Any], most: int = 0) -> list[Noted]:
    """Return a persona's memories of a readable length in their order."""
    found = list(_noted(whole))[: most or None]
    last = {index: place for place, (index, _, _) in enumerate(found)}
    return [
        Noted(index, text, day, last[index] == place)
        for place, (index, text, day) in enumerate(found)
    ]


def _noted(whole: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for session in whole["dialogues"]:
        for memory in session["extracted_memory"]:
            text = " ".join(_LABEL.sub("", str(memory["content"])).split())
            if 0 < len(text) <= _LONGEST:
                yield str(memory["index"]), text, str(session["current_time"])[:10]


def measured(memories: Sequence[Noted], embedder: Embedder) -> Part:
    """Return what stands in the end, beside both references."""
    vectors = embedder.embed([one.text for one in memories])
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        stands, said_by, counts = _settled(memories, embedder, Path(folder))
    seconds = time.monotonic() - started
    newest = _newest_wins(vectors)
    figures = _figures(memories, vectors, stands, said_by)
    own = list(range(len(memories)))
    references = {
        "everything": _figures(memories, vectors, [True] * len(memories), own),
        "newest": _figures(memories, vectors, newest, own),
    }
    flat = {f"{name}.{key}": one for name, ref in references.items() for key, one in ref.items()}
    return Part(
        figures={
            **figures,
            **{f"decided_{name}": count for name, count in sorted(counts.items())},
            **flat,
            "a_memory_ms": 1000 * seconds / max(len(memories), 1),
        },
        settings={"memories": len(memories)},
    )


def _settled(
    memories: Sequence[Noted], embedder: Embedder, folder: Path
) -> tuple[list[bool], list[int], dict[str, int]]:
    """Return which memories stand, by which of them each is said in the end, and what was
    decided.
    """
    clock = SystemClock()
    vault = Vault.create(Home(root=folder / "home", models=folder), DataKey.generate(), clock)
    try:
        ids = vault.write(lambda session: _propose(session, memories, clock))
        means = Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)
        counts: dict[str, int] = {}
        for id_ in dict.fromkeys(ids):
            for name, count in settle_facts(vault, means, [id_]).counts.items():
                counts[name] = counts.get(name, 0) + count
        views = vault.read(lambda session: session.facts.get(dict.fromkeys(ids)))
        facts = {view.fact.id: view.fact for view in views}
    finally:
        vault.close()

    def final(id_: FactId) -> FactId:
        fact = facts[id_]
        while fact.status is FactStatus.MERGED and fact.superseded_by in facts:
            fact = facts[fact.superseded_by]
        return fact.id

    place = {id_: number for number, id_ in reversed(list(enumerate(ids)))}
    finals = [final(id_) for id_ in ids]
    stands = [facts[id_].status in _STANDING for id_ in finals]
    return stands, [place[id_] for id_ in finals], counts


def _propose(session: Session, memories: Sequence[Noted], clock: SystemClock) -> list[FactId]:
    """Store each memory as said on its day and as a proposed fact."""
    source = session.sources.ensure("bench", "bench", "", clock.now())
    ids: list[FactId] = []
    known: dict[str, FactId] = {}
    for place, one in enumerate(memories):
        day = datetime.fromisoformat(one.day).replace(tzinfo=UTC)
        event = NewEvent(
            kind=EventKind.NOTE,
            origin=Origin.OWN,
            text=one.text,
            moment=Moment(from_datetime(day), Precision.DAY, 0),
            natural_key=str(place),
        )
        (event_id,) = session.events.append(source, None, [event], clock.now()).event_ids
        quote = Quote(event_id, 0, len(one.text), one.text)
        new = NewFact(subject="User", kind="other", text=one.text, quotes=(quote,))
        added = session.facts.add(new, Actor.EXTRACT, clock.now())
        known[one.text] = added or known[one.text]
        ids.append(known[one.text])
    return ids


def _newest_wins(vectors: NDArray[np.float32]) -> list[bool]:
    """Return what stands if each new memory ends those nearly like it."""
    stands = [True] * len(vectors)
    for place, vector in enumerate(vectors):
        for old in np.flatnonzero(vectors[:place] @ vector >= ALIKE).tolist():
            stands[old] = False
    return stands


def _figures(
    memories: Sequence[Noted],
    vectors: NDArray[np.float32],
    stands: Sequence[bool],
    said_by: Sequence[int],
) -> Figures:
    """Return shares of what should stand and does, of what should not and does, and of twins."""
    lasts = [place for place, one in enumerate(memories) if one.last]
    stale = _outdated(memories, vectors)
    standing = sorted({said_by[place] for place, there in enumerate(stands) if there})
    near = vectors[standing] @ vectors[standing].T
    np.fill_diagonal(near, 0.0)
    twins = int((np.triu(near) >= ALIKE).any(axis=0).sum())
    return {
        "present": _share(sum(stands[place] for place in lasts), len(lasts)),
        "retired": _share(sum(not stands[place] for place in lasts), len(lasts)),
        "stale_current": _share(
            sum(
                stands[place]
                and said_by[place] == place
                and not (said_by[last] == place and _says(memories[place], memories[last]))
                for place, last in stale
            ),
            len(stale),
        ),
        "reworded": len(stale),
        "duplicates": _share(twins, len(standing)),
        "standing": len(standing),
    }


def _outdated(memories: Sequence[Noted], vectors: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Return the places of wordings that another took the place of, with that of the last one."""
    last = {one.index: place for place, one in enumerate(memories) if one.last}
    pairs = ((place, last[one.index]) for place, one in enumerate(memories) if not one.last)
    return [
        (old, new)
        for old, new in pairs
        if memories[old].text.casefold() != memories[new].text.casefold()
        and float(vectors[old] @ vectors[new]) >= ONE_MATTER
    ]


def _says(first: Noted, second: Noted) -> bool:
    """Say whether the first holds what the second says."""
    return held(Facts.of(second.text, ""), Facts.of(first.text, "")) >= _ALL_BUT


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
