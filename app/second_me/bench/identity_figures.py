"""Identity slots beside the truth: what a year of records tells of the person and those they know.

Right is a slot whose first value is the persona file's, wrong one that holds another; both are
shares of what is stated anywhere in the records. References take the same readings: every value
stands ("everything"), or the newest of each slot alone ("newest").
"""

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from second_me.bench.report import Figures, Part
from second_me.core.clock import SystemClock
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.profile import SlotValue
from second_me.core.protocol.memory import FactView
from second_me.core.records import FactStatus
from second_me.corpora.identities import Gold, Identity
from second_me.inference.embedder import Embedder
from second_me.memory import slots
from second_me.memory.cards import canonical_relation
from second_me.memory.identity import read_identity
from second_me.memory.people import resolve_people
from second_me.memory.profile import profile_of
from second_me.memory.settling import Means, settle_facts
from second_me.recall import VectorIndex
from second_me.vault import DataKey, Vault
from second_me.vault.session import Session

_STANDING = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})
Values = Callable[[Gold], Sequence[str]]
"""Returns what is known of a slot, the first of which counts."""


def measured(identity: Identity, embedder: Embedder) -> Part:
    """Read and settle the identities of one person's records, and compare them with the truth."""
    with tempfile.TemporaryDirectory(prefix="second-me-bench-") as folder:
        home = Home(root=Path(folder) / "home", models=Path(folder))
        vault = Vault.create(home, DataKey.generate(), SystemClock())
        try:
            return _measured(vault, identity, embedder)
        finally:
            vault.close()


def _measured(vault: Vault, identity: Identity, embedder: Embedder) -> Part:
    clock = SystemClock()
    ids = _stored(vault, identity)
    began = time.process_time()
    resolve_people(vault, ids[0], ids[-1], clock)
    proposed = read_identity(vault, ids[0], ids[-1], clock).fact_ids
    before = vault.read(lambda session: session.facts.get(proposed))
    means = Means(index=VectorIndex(owner="fact"), embedder=embedder, clock=clock)
    settle_facts(vault, means, proposed)
    seconds = time.process_time() - began
    views = vault.read(lambda session: session.facts.list("", 100_000))
    figures = _compared(identity.stated, lambda gold: vault.read(lambda s: _known(s, gold)))
    ways = {
        "everything": _compared(identity.stated, _taken(before, len(before))),
        "newest": _compared(identity.stated, _taken(before, 1)),
    }
    beside: Figures = {f"{way}.{key}": one for way, ref in ways.items() for key, one in ref.items()}
    standing = [view for view in views if view.fact.status in _STANDING]
    return Part(
        figures={
            **figures,
            "facts": len(standing),
            "duplicates": _percent(_twice(standing), len(standing)),
            "ungrounded": sum(not view.quotes for view in standing),
            "waiting": vault.read(lambda session: session.reviews.count()),
            "cpu_ms_a_record": 1000 * seconds / len(ids),
            **beside,
        },
        settings={"records": len(ids), "stated": len(identity.stated)},
    )


def _stored(vault: Vault, identity: Identity) -> list[EventId]:
    corpus = identity.corpus

    def store(session: Session) -> list[EventId]:
        session.settings.set("owner.name", corpus.owner)
        source = session.sources.ensure("bench", corpus.name, "", SystemClock().now())
        # What was known from the start was written down first.
        events = sorted(corpus.events, key=lambda event: event.moment.at)
        return list(session.events.append(source, None, events, SystemClock().now()).event_ids)

    return vault.write(store)


def _known(session: Session, gold: Gold) -> list[str]:
    found: Iterable[SlotValue] = profile_of(session, gold.whose).values
    return [one.value for one in found if one.slot == gold.slot]


def _taken(views: Sequence[FactView], most: int) -> Values:
    """Return what so many of the newest readings of a slot tell; the owner is "" in `gold`."""

    def values(gold: Gold) -> list[str]:
        told = [
            view.fact.value
            for view in views
            if view.fact.slot == gold.slot and gold.whose in {"", view.fact.subject}
        ]
        return told[::-1][:most]

    return values


def _compared(stated: Sequence[Gold], values: Values) -> Figures:
    right = wrong = 0
    by_slot: dict[str, list[bool]] = {}
    for gold in stated:
        known = values(gold)
        agrees = bool(known) and _same(gold, known[0])
        right += agrees
        wrong += bool(known) and not agrees
        by_slot.setdefault(gold.slot, []).append(agrees)
    shares: Figures = {
        f"right_{slot}": _percent(sum(found), len(found)) for slot, found in sorted(by_slot.items())
    }
    return {"right": _percent(right, len(stated)), "wrong": _percent(wrong, len(stated)), **shares}


def _same(gold: Gold, value: str) -> bool:
    if gold.slot == "relation":
        return canonical_relation(gold.value) == value
    return slots.same(gold.slot, slots.value_of(gold.slot, gold.value), value)


def _twice(views: Sequence[FactView]) -> int:
    """Return how many facts tell a value of a slot that another fact tells too."""
    seen: set[tuple[str, str, str]] = set()
    twice = 0
    for view in views:
        key = (view.fact.subject, view.fact.slot, view.fact.value.casefold())
        twice += key in seen
        seen.add(key)
    return twice


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
