"""The person's own word on a fact: it is so, it is not so, it is otherwise, or simply this.

What they write is an event of its own, so that it has evidence and can be found; what they call
wrong ends everywhere, and does not come back from what was said before.
"""

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import EventId, FactId
from second_me.core.protocol.memory import FactView
from second_me.core.records import (
    Actor,
    EventKind,
    Fact,
    FactStatus,
    NewEvent,
    NewFact,
    Origin,
    Quote,
)
from second_me.memory import slots
from second_me.memory.aliases import Aliases
from second_me.memory.fact_changes import MADE_BY_PERSON, Changing
from second_me.memory.fact_words import Facts
from second_me.memory.slot_statements import KINDS, statement
from second_me.memory.twins import says_as_much
from second_me.trust import masked
from second_me.vault.session import Session

_STANDING = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT, FactStatus.QUARANTINED})
_SURE = 0.99
FORMAT, THREAD, NAME = "typed", "typed", "Typed by you"
"""The source of what the person types, and its only thread."""


class Worded(msgspec.Struct, frozen=True, kw_only=True):
    """What the person's word changed. `event_ids` hold what they wrote, `fact_id` what it says
    now, if it says anything.
    """

    changes: ChangeSet
    event_ids: tuple[EventId, ...] = ()
    fact_id: FactId | None = None


def confirm(session: Session, id_: FactId, now: Timestamp) -> Worded:
    """Keep that the person says that a fact is so. Raises PersonFault if it does not stand."""
    view = _standing(session, id_)
    change = Changing(session, Actor.PERSON, now)
    change.fact(id_, status=FactStatus.CURRENT, confidence=_SURE, confirmed_at=now)
    session.sources.judge((quote.event_id for quote in view.quotes), right=True)
    return Worded(changes=ChangeSet.of(Topic.FACTS, id_), fact_id=id_)


def correct(session: Session, id_: FactId, text: str, moment: Moment) -> Worded:
    """End a fact that is wrong, with all its copies; `text` says what is so instead, if anything.

    Raises PersonFault if it does not stand, or came in a unit that may be read only.
    """
    view = _standing(session, id_)
    _check_terms(session, view)
    now = moment.at
    written = _write(session, view.fact.subject, text, moment) if text.strip() else None
    change = Changing(session, Actor.PERSON, now)
    for copy in _copies(session, view):
        if written is not None and copy.fact.id == written.fact_id:
            continue
        by = None if written is None else written.fact_id
        change.fact(copy.fact.id, status=FactStatus.RETRACTED, superseded_by=by)
        session.sources.judge((quote.event_id for quote in copy.quotes), right=False)
    changes = ChangeSet.of(Topic.FACTS, *change.ids)
    if written is None:
        return Worded(changes=changes)
    return msgspec.structs.replace(written, changes=written.changes | changes)


def state(session: Session, slot: str, value: str, moment: Moment, *, label: str = "") -> Worded:
    """Keep a value that the person writes into a slot of their own; it takes the place of others
    where the slot holds but one. Raises PersonFault if it cannot be such a value.
    """
    whose = Aliases.read(session).owner
    plain = slots.value_of(slot, value)
    if not plain:
        raise PersonFault("It cannot be kept", f"This is no {slot.replace('_', ' ')}.")
    text = statement(whose, slot, plain, label)
    written = _write(session, whose, text, moment, slots.Slot(slot, plain))
    if slot not in slots.SINGLE:
        return written
    change = Changing(session, Actor.PERSON, moment.at)
    for view in session.facts.of_slot(whose, slot):
        if view.fact.id != written.fact_id and view.fact.status in _STANDING:
            change.fact(
                view.fact.id,
                status=FactStatus.SUPERSEDED,
                superseded_by=written.fact_id,
                valid_to=moment.at,
            )
    changes = written.changes | ChangeSet.of(Topic.FACTS, *change.ids)
    return msgspec.structs.replace(written, changes=changes)


def denied(session: Session, fact: Fact, said: Timestamp | None) -> bool:
    """Say whether the person called what a fact says wrong, after it was said."""
    ours = Facts.of(fact.text, fact.subject)
    for view in session.facts.retracted(fact.subject):
        over = view.fact.retracted_at
        if over is None or (said is not None and said > over):
            continue
        theirs = Facts.of(view.fact.text, fact.subject)
        same = says_as_much(ours, theirs) or _same_value(fact.slot, fact.value, view)
        if same and _by_person(session, view.fact.id):
            return True
    return False


def _by_person(session: Session, id_: FactId) -> bool:
    return session.revisions.list("facts", id_)[-1].actor is Actor.PERSON


def _standing(session: Session, id_: FactId) -> FactView:
    views = session.facts.get([id_])
    if not views or views[0].fact.status not in _STANDING:
        raise PersonFault("There is no such fact", "It was ended or erased meanwhile.")
    return views[0]


def _check_terms(session: Session, view: FactView) -> None:
    """Raise PersonFault for a fact that nothing shows but units which may be read only."""
    events = {quote.event_id for quote in view.quotes}
    terms = session.units.among(events)
    if terms and len(terms) == len(events) and all(one.read_only for one in terms.values()):
        raise PersonFault(
            "It may be read only",
            "Whoever gave you the unit that this fact is from wants it left as it is.",
            "Write how it is instead, or take the unit back.",
        )


def _copies(session: Session, view: FactView) -> list[FactView]:
    """Return a fact and those that say the same of the same subject, in whatever words."""
    fact = view.fact
    ours = Facts.of(fact.text, fact.subject)
    return [
        other
        for other in session.facts.list(fact.subject, 100_000)
        if other.fact.status in _STANDING
        and (
            other.fact.id == fact.id
            or _same_value(fact.slot, fact.value, other)
            or says_as_much(ours, Facts.of(other.fact.text, fact.subject))
        )
    ]


def _same_value(slot: str, value: str, other: FactView) -> bool:
    there = other.fact.value
    return (
        bool(slot and value and there)
        and other.fact.slot == slot
        and slots.same(slot, value, there)
    )


def _write(
    session: Session, subject: str, text: str, moment: Moment, slot: slots.Slot | None = None
) -> Worded:
    """Store what the person writes as an event, and as a fact that is confirmed by that."""
    # What is written into a slot is meant to be kept, an identity's number too.
    said, now = " ".join((text if slot else masked(text)).split()), moment.at
    source = session.sources.ensure(FORMAT, NAME, "", now)
    event = NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.TYPED,
        text=said,
        moment=moment,
        natural_key=f"{now}\n{said}",
        author=Aliases.read(session).owner,
        thread=THREAD,
    )
    (event_id,) = session.events.append(source, None, [event], now, anew=True).event_ids
    told = slot or slots.slot_of(said) or slots.Slot("", "")
    fact = NewFact(
        subject=subject,
        kind=KINDS.get(told.name, "identity" if told.name else "other"),
        text=said,
        quotes=(Quote(event_id, 0, len(said), said),),
        status=FactStatus.CURRENT,
        confidence=_SURE,
        value=told.value,
        valid_from=now if told.name else None,
        valid_precision=Precision.DAY if told.name else Precision.UNKNOWN,
        maker=MADE_BY_PERSON,
        slot=told.name,
        confirmed_at=now,
    )
    id_ = session.facts.add(fact, Actor.PERSON, now) or session.facts.saying(subject, said)
    changes = ChangeSet.of(Topic.EVENTS, event_id)
    if id_ is not None:
        change = Changing(session, Actor.PERSON, now)
        change.fact(id_, status=FactStatus.CURRENT, confirmed_at=now, confidence=_SURE)
        changes |= ChangeSet.of(Topic.FACTS, id_)
    return Worded(changes=changes, event_ids=(event_id,), fact_id=id_)
