"""A look at how well memory is: twins, facts that nothing shows, facts that may be of somebody
else, secrets, what nobody ever used, what contradicts itself, and what cannot be found.

What looks like junk is counted and left: it is the person who decides.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.errors import Cancelled
from second_me.core.ids import EventId, FactId
from second_me.core.protocol.memory import FactView
from second_me.core.protocol.self_audit import SelfAudit
from second_me.core.records import Event, Fact, ReviewKind
from second_me.core.terms import stems, topical
from second_me.memory.duplicates import twins
from second_me.memory.slots import SINGLE
from second_me.memory.subjects import owner_name, speaker
from second_me.trust.secrets import secrets
from second_me.vault.session import Session
from second_me.vault.vault import Vault

MOST_FACTS: Final = 20_000
"""Facts that are examined closely: the newest."""

SEARCHED: Final = 100
"""Memories that are looked for, spread evenly over all."""

FIRST: Final = 10
WORDS: Final = 6
"""A memory is looked for by so many of its telling words; shorter ones are not looked for."""

OLD: Final = 90 * 86_400_000
_TOGETHER: Final = 500
_REVIEWS: Final = 10_000

Find = Callable[[str], Collection[EventId]]
"""Returns the events that come up first for some words."""


def examine(
    vault: Vault,
    model: str,
    now: Timestamp,
    find: Find | None = None,
    cancel: threading.Event | None = None,
) -> SelfAudit:
    """Look at memory and return what was found. `model` made the vectors of facts; without
    `find` nothing is searched.

    Raises Cancelled when `cancel` is set, and what the vault raises.
    """
    facts = vault.read(lambda session: session.facts.settled())[-MOST_FACTS:]
    suspects = _suspects(vault, [fact.id for fact in facts], cancel)
    searched, found = _searched(vault, find, cancel) if find else (0, 0)
    codes = vault.read(
        lambda session: session.vectors.get(model, "fact", [fact.id for fact in facts])
    )
    by_id = {FactId(id_): code for id_, code in codes.items()}
    pairs = {pair.new.id for pair in twins(facts, by_id, 0, cancel)}
    told = vault.read(lambda session: _told(session, facts, now))
    return msgspec.structs.replace(
        told,
        examined=len(facts),
        duplicates=len(pairs),
        ungrounded=suspects["ungrounded"],
        wrong_subject=suspects["wrong_subject"],
        secrets=suspects["secrets"],
        searched=searched,
        findable=found / searched if searched else None,
    )


def _told(session: Session, facts: Sequence[Fact], now: Timestamp) -> SelfAudit:
    """Return what counting tells."""
    reviews = session.reviews.list(limit=_REVIEWS)
    disputed = sum(review.kind is ReviewKind.CONFLICT for review in reviews)
    return SelfAudit(
        at=now,
        facts=session.facts.count(),
        examined=0,
        never_used=session.keeping.never_used(Timestamp(now - OLD)),
        conflicts=disputed + _torn_slots(facts),
        waiting=session.reviews.count(),
        states=session.keeping.states(),
    )


def _torn_slots(facts: Sequence[Fact]) -> int:
    """Return how many slots that hold one value at a time hold several."""
    values: dict[tuple[str, str], set[str]] = {}
    for fact in facts:
        if fact.slot in SINGLE and fact.value and fact.valid_to is None:
            values.setdefault((fact.subject, fact.slot), set()).add(fact.value)
    return sum(len(found) > 1 for found in values.values())


def _suspects(vault: Vault, ids: Sequence[FactId], cancel: threading.Event | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    for start in range(0, len(ids), _TOGETHER):
        _check(cancel)
        chunk = ids[start : start + _TOGETHER]
        counts.update(vault.read(lambda session: list(_of_some(session, chunk))))  # noqa: B023
    return counts


def _of_some(session: Session, ids: Sequence[FactId]) -> Iterator[str]:
    owner = owner_name(session)
    views = session.facts.get(ids)
    quoted = dict.fromkeys(quote.event_id for view in views for quote in view.quotes)
    events = {event.id: event for event in session.events.get(quoted)}
    for view in views:
        shown = [events[quote.event_id] for quote in view.quotes if quote.event_id in events]
        if not grounded(view, shown):
            yield "ungrounded"
        elif not about_subject(view.fact.subject, shown, owner):
            yield "wrong_subject"
        if secrets(view.fact.text):
            yield "secrets"


def grounded(view: FactView, shown: Sequence[Event]) -> bool:
    """Say whether anything shows a fact: each quote stands in its event, and one of them shares a
    telling word with what the fact says.
    """
    said = stems(view.fact.text) - stems(view.fact.subject)
    texts = {event.id: event.text for event in shown}
    if not shown or any(
        texts.get(quote.event_id, "")[quote.start : quote.end] != quote.text
        for quote in view.quotes
    ):
        return False
    return not said or any(said & stems(f"{event.title} {event.text}") for event in shown)


def about_subject(subject: str, shown: Sequence[Event], owner: str) -> bool:
    """Say whether a fact's subject says it, is talked to or is named where it is shown."""
    names = {part.casefold() for part in subject.split()}
    for event in shown:
        who = {part.casefold() for part in speaker(event, owner).split()}
        text = f"{event.title} {event.text} {event.thread}".casefold()
        if names & who or any(name in text for name in names):
            return True
    return False


def _searched(vault: Vault, find: Find, cancel: threading.Event | None) -> tuple[int, int]:
    """Return how many memories were looked for by their own words, and how many came up."""
    searched = found = 0
    for event in vault.read(_sample):
        _check(cancel)
        said = topical(event.text)
        if len(said) < WORDS:
            continue
        step = len(said) // WORDS
        searched += 1
        found += event.id in find(" ".join(said[::step][:WORDS]))
    return searched, found


def _sample(session: Session) -> list[Event]:
    last = session.events.last_id()
    step = max(last // (2 * SEARCHED), 1)
    events = session.events.get(EventId(id_) for id_ in range(1, last + 1, step))
    telling = [event for event in events if len(topical(event.text)) >= WORDS]
    return telling[:: max(len(telling) // SEARCHED, 1)][:SEARCHED]


def _check(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("Stopped", "The look at memory is taken again later.")
