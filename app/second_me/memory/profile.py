"""The profile of somebody: their slots with the values that hold, and those that once did."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol.memory import FactView
from second_me.core.records import Fact, FactStatus
from second_me.memory import addresses, names, slots
from second_me.memory.aliases import Aliases
from second_me.vault.session import Session

_STANDING: Final = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})
_ENDED: Final = frozenset({FactStatus.SUPERSEDED})
_ADDRESSES: Final = {"home": "", "workplace": "work"}
"""Slots that hold addresses; all are "home" in a profile, the other one with its label."""

_LABELS: Final = {
    "phone": ("work", "office", "mobile", "cell", "home"),
    "email": ("work", "office", "home", "private", "personal"),
}
_SAME_LABEL: Final = {"office": "work", "cell": "mobile", "private": "home", "personal": "home"}


def profile_of(session: Session, subject: str = "", at: Timestamp | None = None) -> Profile:
    """Return what holds now of somebody, or held at a time; "" is the person themselves."""
    aliases = Aliases.read(session)
    whom = aliases.canonical(subject) if subject else aliases.owner
    called = aliases.of(whom)
    views = [
        view
        for name in (whom, *called)
        for view in session.facts.slotted(name)
        if view.fact.value and _holds(view.fact, at)
    ]
    disputed = session.reviews.disputed(view.fact.id for view in views)
    values = [_value(view, disputed=view.fact.id in disputed) for view in _ranked(views)]
    if whom == aliases.owner and aliases.named:
        values.insert(0, SlotValue(slot="name", value=whom, confirmed=True, confidence=1.0))
    told = list(_told_once(values))
    apart = {(value.slot, value.label) for value in told}
    parts = [
        part for value in told for part in _parts(value) if (part.slot, part.label) not in apart
    ]
    return Profile(subject=whom, names=called, values=(*told, *parts))


def history_of(session: Session, subject: str, slot: str) -> tuple[SlotValue, ...]:
    """Return all values that a slot of somebody had, those that ended too, oldest first."""
    aliases = Aliases.read(session)
    whom = aliases.canonical(subject) if subject else aliases.owner
    views = [
        view
        for name in (whom, *aliases.of(whom))
        for view in session.facts.of_slot(name, slot)
        if view.fact.value and view.fact.status in _STANDING | _ENDED
    ]
    views.sort(key=lambda view: (_began(view.fact), view.fact.id))
    disputed = session.reviews.disputed(view.fact.id for view in views)
    return tuple(_value(view, disputed=view.fact.id in disputed) for view in views)


def _holds(fact: Fact, at: Timestamp | None) -> bool:
    if at is None:
        return fact.status in _STANDING
    if fact.status not in _STANDING | _ENDED or (fact.valid_from or 0) > at:
        return False
    return fact.status in _STANDING if fact.valid_to is None else at < fact.valid_to


def _began(fact: Fact) -> Timestamp:
    return fact.valid_from if fact.valid_from is not None else fact.learned_at


def _ranked(views: Sequence[FactView]) -> list[FactView]:
    """Return what the person confirmed first, then the newest."""
    return sorted(
        views,
        key=lambda view: (view.fact.confirmed_at or 0, _began(view.fact), view.fact.id),
        reverse=True,
    )


def _value(view: FactView, *, disputed: bool) -> SlotValue:
    fact = view.fact
    return SlotValue(
        slot="home" if fact.slot in _ADDRESSES else fact.slot,
        value=fact.value,
        label=_label(fact),
        fact_id=fact.id,
        valid_from=fact.valid_from,
        valid_to=fact.valid_to,
        precision=fact.valid_precision,
        learned_at=fact.learned_at,
        confirmed=fact.confirmed_at is not None,
        confidence=fact.confidence,
        disputed=disputed,
        quotes=view.quotes,
    )


def _label(fact: Fact) -> str:
    """Return which of several a value is, as its statement says: "work", "home", "mobile"."""
    said = fact.text.replace(fact.value, "").casefold().split()
    for word in _LABELS.get(fact.slot, ()):
        if word in said:
            return _SAME_LABEL.get(word, word)
    return _ADDRESSES.get(fact.slot, "")


def _told_once(values: Iterable[SlotValue]) -> Iterator[SlotValue]:
    """Yield values without those that say no more than one before them."""
    told: dict[tuple[str, str], list[str]] = {}
    for one in values:
        known = told.setdefault((one.slot, one.label), [])
        if not any(slots.same(one.slot, one.value, other) for other in known):
            known.append(one.value)
            yield one


def _parts(value: SlotValue) -> Iterator[SlotValue]:
    """Yield the parts of a value as values of slots of their own."""
    parts: dict[str, str] = {}
    if value.slot == "name":
        parts = msgspec.structs.asdict(names.parts(value.value))
    elif value.slot == "home":
        parts = msgspec.structs.asdict(addresses.parse(value.value))
        del parts["line"]
    for slot, part in parts.items():
        if part:
            yield msgspec.structs.replace(value, slot=slot, value=part)
