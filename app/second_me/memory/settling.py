"""Proposed facts against those that stand: added, merged, refined, put in the place of another.

Each is compared with the facts nearest to it and those of its slot. What is decided is done in
one transaction whose changes can be undone together; what is not sure goes to Review, and both
facts stand meanwhile.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.changes import ChangeSet
from second_me.core.clock import Clock, Moment, Timestamp
from second_me.core.errors import Cancelled
from second_me.core.ids import FactId
from second_me.core.protocol.memory import FactView
from second_me.core.records import OWN_WORDS, Actor, Event, Fact, FactStatus, NewFact
from second_me.core.units import FORMAT
from second_me.inference.codes import to_codes
from second_me.inference.embedder import Embedder
from second_me.inference.text_model import TextModel
from second_me.inference.update_prompts import Change
from second_me.memory.aliases import Aliases
from second_me.memory.derived_vectors import fact_text, put_vectors
from second_me.memory.fact_changes import apply
from second_me.memory.merging import readdress
from second_me.memory.outcomes import Settled
from second_me.memory.own_word import denied
from second_me.memory.slots import slot_of
from second_me.memory.twins import held_whole, twin
from second_me.memory.update_guards import CLOSING
from second_me.memory.updating import Decision, decide
from second_me.trust import ENOUGH, trust
from second_me.vault.recorded import By
from second_me.vault.session import Session
from second_me.vault.vault import Vault

NEAREST: Final = 6
"""Known facts that a decision is made against."""

NEAR: Final = 100
NEWEST: Final = 200
"""Known facts that are looked at: the nearest by meaning, of anybody, and the subject's newest."""


class FactIndex(Protocol):
    """Where vectors of facts are searched; `second_me.recall.VectorIndex` is one."""

    def add(self, ids: Sequence[int], codes: NDArray[np.int8]) -> None: ...

    def remove(self, ids: Sequence[int]) -> None: ...

    def search(self, query: NDArray[np.float32], k: int) -> list[tuple[int, float]]: ...

    def cosines(self, query: NDArray[np.float32], ids: Sequence[int]) -> NDArray[np.float32]: ...


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What facts are settled with. Without a model or an adapter rules decide."""

    index: FactIndex
    embedder: Embedder
    clock: Clock
    model: TextModel | None = None
    adapter: str = ""


def settle_facts(
    vault: Vault, means: Means, ids: Sequence[FactId], cancel: threading.Event | None = None
) -> Settled:
    """Settle those of the facts that are still proposed, in their order.

    Run again it finds nothing left to do. Raises Cancelled when `cancel` is set, and what the
    vault and the model raise; what is settled stays.
    """
    counts: Counter[str] = Counter()
    changes = ChangeSet()
    aliases = vault.read(Aliases.read)
    for id_ in ids:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Stopped", "The other facts are settled later.")
        view = _addressed(vault, id_, aliases, means.clock)
        if view is None:
            continue
        query = means.embedder.embed([fact_text(view.fact)])
        near = [FactId(one) for one, _ in means.index.search(query[0], NEAR)]
        found = vault.read(lambda session: _look(session, view, near))  # noqa: B023
        decision = _decide(found, query[0], means, cancel)
        done = vault.write(lambda session: apply(session, found, decision, means.clock.now()))  # noqa: B023
        if done is None:
            counts["again"] += 1
            continue
        put_vectors(vault, means.index, means.embedder.model, "fact", [int(id_)], to_codes(query))
        means.index.remove([int(one) for one in done.unsearched])
        counts[done.what] += 1
        changes |= done.changes
    return Settled(counts=dict(counts), changes=changes)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed fact and what it is compared with. `told` is when each was said."""

    view: FactView
    standing: list[Fact]
    said: Moment | None
    told: Mapping[FactId, Timestamp]
    denied: bool = False
    """The person called it wrong, later than it was said."""

    trusted: bool = True
    """Its source is trusted enough to end what is known."""


def _addressed(vault: Vault, id_: FactId, aliases: Aliases, clock: Clock) -> FactView | None:
    """Return a fact that is still proposed, under the name that its subject is known by."""
    view = vault.read(lambda session: _proposed(session, id_))
    if view is None:
        return None
    name = aliases.canonical(view.fact.subject, kin=vault.read(lambda s: _own_words(s, view)))
    if name == view.fact.subject:
        return view

    def work(session: Session) -> FactView | None:
        now = _proposed(session, id_)
        if now is not None:
            readdress(session, now.fact, name, By(Actor.UPDATE, clock.now()))
        return _proposed(session, id_)

    return vault.write(work)


def _own_words(session: Session, view: FactView) -> bool:
    events = session.events.get([quote.event_id for quote in view.quotes[:1]])
    return any(event.origin in OWN_WORDS for event in events)


def _proposed(session: Session, id_: FactId) -> FactView | None:
    views = session.facts.get([id_])
    if not views or views[0].fact.status is not FactStatus.PROPOSED:
        return None
    return _slotted(views[0])


def _look(session: Session, view: FactView, near: Sequence[FactId]) -> Found:
    """Gather what is known of the subject: what lies near, what is of the slot, what is new.

    What is proposed itself waits for its turn: its place is after, not among, what is known.
    """
    new = view.fact
    gathered = [
        *(one.fact for one in session.facts.get(near)),
        *(one.fact for one in session.facts.of_slot(new.subject, new.slot)),
        *session.facts.standing(new.subject, NEWEST),
    ]
    standing = {
        fact.id: fact
        for fact in gathered
        if fact.subject == new.subject and fact.status is FactStatus.CURRENT
    }
    shown = session.events.get([quote.event_id for quote in view.quotes])
    said = shown[0].moment if shown else None
    return Found(
        view=view,
        standing=sorted(standing.values(), key=lambda fact: -fact.id),
        said=said,
        denied=denied(session, new, said.at if said is not None else None),
        told=session.evidence.last_said(standing),
        trusted=any(_may_end(session, event) for event in shown),
    )


def _may_end(session: Session, event: Event) -> bool:
    """Say whether words are trusted enough to end what is known; those of a unit never do."""
    source = session.sources.get(event.source_id)
    sure = trust(event.origin, source.confirmed, source.corrected)
    return source.format != FORMAT and sure.mean >= ENOUGH


def _slotted(view: FactView) -> FactView:
    """Return the fact with its slot, if it tells one."""
    slot = slot_of(view.fact.text, view.fact.kind)
    if slot is None or view.fact.slot:
        return view
    value = slot.value or view.fact.value
    fact = msgspec.structs.replace(view.fact, slot=slot.name, value=value)
    return msgspec.structs.replace(view, fact=fact)


def _decide(
    found: Found, query: NDArray[np.float32], means: Means, cancel: threading.Event | None
) -> Decision:
    fact = found.view.fact
    if found.denied:
        return Decision(change=Change.IGNORE)
    new = _as_new(found.view)
    cosines = means.index.cosines(query, [int(one.id) for one in found.standing])
    decision = decide(
        means.model,
        new,
        nearest(found.standing, fact, cosines),
        means.adapter,
        said=found.said,
        told=found.told,
        alike=_alike(found.standing, cosines),
        cancel=cancel,
    )
    if decision.change in CLOSING and not found.trusted:
        return msgspec.structs.replace(decision, review=True)
    if decision.review or (decision.change is Change.ADD and decision.until is None):
        # What says all that another says loses nothing of it, whatever was unsure or refused.
        same = twin(new, found.standing, np.nan_to_num(cosines, nan=-1.0).tolist())
        if same is not None:
            decision = msgspec.structs.replace(
                decision, change=same[0], target=same[1].id, review=False, objection=""
            )
    if decision.change is not Change.REFINE:
        return decision
    others = (one.id for one in held_whole(new, found.standing) if one.id != decision.target)
    return msgspec.structs.replace(decision, also=tuple(others))


def _alike(standing: Sequence[Fact], cosines: NDArray[np.float32]) -> dict[FactId, float]:
    """Return how alike known facts are to the new one; those without a vector are left out."""
    pairs = zip(standing, cosines.tolist(), strict=True)
    return {fact.id: cosine for fact, cosine in pairs if not np.isnan(cosine)}


def nearest(standing: Sequence[Fact], fact: Fact, cosines: NDArray[np.float32]) -> list[Fact]:
    """Return the known facts to compare with: of the same slot first, then by meaning."""

    def rank(pair: tuple[Fact, float]) -> tuple[bool, float]:
        return bool(fact.slot) and pair[0].slot == fact.slot, pair[1]

    scored = zip(standing, np.nan_to_num(cosines, nan=-1.0).tolist(), strict=True)
    return [one for one, _ in sorted(scored, key=rank, reverse=True)[:NEAREST]]


def _as_new(view: FactView) -> NewFact:
    fact = view.fact
    return NewFact(
        subject=fact.subject,
        kind=fact.kind,
        text=fact.text,
        quotes=view.quotes,
        status=fact.status,
        confidence=fact.confidence,
        value=fact.value,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        valid_precision=fact.valid_precision,
        maker=fact.maker,
        slot=fact.slot,
    )
