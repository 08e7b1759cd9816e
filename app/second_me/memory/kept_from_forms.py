"""Values that a person typed into a form and wants kept: put to them in Review, no fact before."""

from collections.abc import Iterable
from typing import Final

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment
from second_me.core.records import (
    TYPED_IN_FORM,
    Actor,
    EventKind,
    FactStatus,
    NewEvent,
    NewFact,
    NewReview,
    Origin,
    Quote,
    ReviewKind,
)
from second_me.memory import slots
from second_me.memory.aliases import Aliases
from second_me.memory.fact_changes import MADE_BY_PERSON
from second_me.memory.profile import profile_of
from second_me.memory.slot_statements import KINDS, statement
from second_me.trust import secrets
from second_me.vault.session import Session

FORMAT, NAME = "form", "Forms on the web"
_SURE: Final = 0.9
_NEVER: Final = frozenset({"card", "key"})
"""Secrets that no slot is for, whatever a field is called that they were typed into."""
_SHOWN_AS: Final = {"workplace": ("home", "work")}
"""Slots that a profile shows under another one's name and a label."""

Typed = tuple[str, str, str]
"""Slot, value and label."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """How many values were put to the person, how many memory holds already, and what changed."""

    proposed: int
    known: int
    changes: ChangeSet


def propose(
    session: Session, site: str, subject: str, typed: Iterable[Typed], moment: Moment
) -> Proposed:
    """Put values to the person that were typed on a site and are not known; `subject` "" is the
    person themselves.
    """
    aliases = Aliases.read(session)
    whose = aliases.canonical(subject) if subject else aliases.owner
    profile = profile_of(session, subject, moment.at)
    changes, proposed, known = ChangeSet(), 0, 0
    for slot, value, label in typed:
        plain = slots.value_of(slot, value)
        shown, _ = _SHOWN_AS.get(slot, (slot, ""))
        held = [one.value for one in profile.values if one.slot == shown]
        if not plain or any(one.kind in _NEVER for one in secrets(value)):
            continue
        if any(slots.same(slot, plain, one) for one in (*held, *_waiting(session, whose, slot))):
            known += 1
            continue
        made = _put(session, whose, slots.Slot(slot, plain), label, site, moment)
        changes |= made
        proposed += bool(made)
    return Proposed(proposed=proposed, known=known, changes=changes)


def _waiting(session: Session, whose: str, slot: str) -> list[str]:
    """Return the values of a slot that wait for the person's word already."""
    return [
        view.fact.value
        for view in session.facts.of_slot(whose, slot)
        if view.fact.status is FactStatus.QUARANTINED
    ]


def _put(  # noqa: PLR0917  (whose, what, where, when)
    session: Session, whose: str, slot: slots.Slot, label: str, site: str, moment: Moment
) -> ChangeSet:
    """Store a value with the form as its evidence, kept apart until the person accepts it."""
    said, now = statement(whose, slot.name, slot.value, label), moment.at
    source = session.sources.ensure(FORMAT, NAME, "", now)
    event = NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.WEB,  # read by nobody: what it says is put to the person right here
        text=said,
        title=site,
        moment=moment,
        natural_key=f"{now}\n{said}",
        thread=site,
    )
    (event_id,) = session.events.append(source, None, [event], now, anew=True).event_ids
    fact = NewFact(
        subject=whose,
        kind=KINDS.get(slot.name, "identity"),
        text=said,
        quotes=(Quote(event_id, 0, len(said), said),),
        status=FactStatus.QUARANTINED,
        confidence=_SURE,
        value=slot.value,
        maker=MADE_BY_PERSON,
        slot=slot.name,
    )
    id_ = session.facts.add(fact, Actor.PERSON, now)
    if id_ is None:
        session.events.erase([event_id])
        return ChangeSet()
    review = NewReview(
        kind=ReviewKind.QUARANTINE,
        proposal="add",
        confidence=_SURE,
        reason=TYPED_IN_FORM,
        fact_id=id_,
    )
    made = session.reviews.add(review, now)
    changes = ChangeSet.of(Topic.EVENTS, event_id) | ChangeSet.of(Topic.FACTS, id_)
    return changes | ChangeSet.of(Topic.REVIEWS, made or 0)
