"""What a decision about a fact does to the rows, all of it one change that can be undone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import FactId, RevisionId
from second_me.core.protocol.memory import FactView
from second_me.core.records import Actor, Fact, FactStatus, NewReview, ReviewKind
from second_me.inference.update_prompts import Change
from second_me.memory import slots
from second_me.memory.updating import Decision
from second_me.vault.recorded import By
from second_me.vault.session import Session

MADE_BY_PERSON: Final = "person"
_TOLD_AGAIN: Final = 0.5
"""What of its confidence another telling adds to what was not yet sure of a fact."""

_MOST_SURE: Final = 0.99


class Looked(Protocol):
    """A proposed fact, and those of its subject that stood when it was decided on."""

    @property
    def view(self) -> FactView: ...

    @property
    def standing(self) -> list[Fact]: ...

    @property
    def told(self) -> Mapping[FactId, Timestamp]: ...

    @property
    def trusted(self) -> bool: ...


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What was done. `unsearched` are facts that need not be found by meaning any more."""

    what: str
    changes: ChangeSet
    unsearched: tuple[FactId, ...] = ()


class Changing:
    """One change: rows written in it are undone together."""

    def __init__(
        self, session: Session, actor: Actor, now: Timestamp, change: RevisionId | None = None
    ) -> None:
        """`change` is what it is a part of; without one it stands alone."""
        self.session = session
        self.now = now
        self._by = By(actor, now, change or session.revisions.next_id())
        self.ids: list[FactId] = []

    def fact(self, id_: FactId, view: FactView | None = None, **values: Any) -> None:  # noqa: ANN401
        """Give a fact other values, and the words of `view` beside its own."""
        quotes = view.quotes if view is not None else ()
        if self.session.facts.change(id_, self._by, quotes, **values) is not None:
            self.ids.append(id_)


def apply(session: Session, found: Looked, decision: Decision, now: Timestamp) -> Applied | None:
    """Do what was decided about a proposed fact; None if the facts have changed meanwhile."""
    new = found.view.fact
    present = {view.fact.id: view for view in session.facts.get(_involved(new, decision))}
    if new.id not in present or present[new.id].fact.status is not FactStatus.PROPOSED:
        return None
    change = Changing(session, Actor.UPDATE, now)
    if decision.target is None:
        return _alone(change, found, decision)
    old = present.get(decision.target)
    if old is None or not _stands(old.fact):
        return None
    if decision.review or (_closes(decision.change) and _of_person(old.fact)):
        return _ask(change, found, decision)
    if decision.change is Change.REFINE and _of_person(old.fact):
        # What the person said stands as they said it; what says more stands beside it.
        beside = msgspec.structs.replace(decision, change=Change.ADD, target=None)
        return _alone(change, found, beside)
    what = carry_out(change, decision.change, found.view, old, decision.since, found.standing)
    also = tuple(_absorb(change, new.id, session.facts.get(decision.also)))
    return _applied(change, decision.change.value, what + also)


def carry_out(  # noqa: PLR0917  (which change, of what, by what)
    change: Changing,
    what: Change,
    new: FactView,
    old: FactView,
    since: Timestamp | None,
    standing: Sequence[Fact],
) -> tuple[FactId, ...]:
    """Confirm, refine, supersede or retract `old` by `new`; return the facts that are said by
    another now.
    """
    slot = _slot(new.fact)
    match what:
        case Change.CONFIRM:
            sure = _surer(old.fact, new.fact)
            change.fact(old.fact.id, new, status=FactStatus.CURRENT, confidence=sure)
            change.fact(new.fact.id, status=FactStatus.MERGED, superseded_by=old.fact.id, **slot)
            return (new.fact.id,)
        case Change.REFINE:
            began = new.fact.valid_from if new.fact.valid_from is not None else old.fact.valid_from
            sure = _surer(new.fact, old.fact)
            change.fact(
                new.fact.id,
                old,
                status=FactStatus.CURRENT,
                confidence=sure,
                valid_from=began,
                **slot,
            )
            change.fact(old.fact.id, status=FactStatus.MERGED, superseded_by=new.fact.id)
            return (old.fact.id,)
        case _:
            change.fact(new.fact.id, status=FactStatus.CURRENT, **slot)
            for fact in (old.fact, *_copies(old.fact, new.fact, standing)):
                _end(change, fact, new.fact, since)
            return ()


def _absorb(change: Changing, id_: FactId, others: Sequence[FactView]) -> Iterator[FactId]:
    """Let a fact say what others say that still stand, with their words; yield those."""
    for view in others:
        if view.fact.status is FactStatus.CURRENT and view.fact.confirmed_at is None:
            change.fact(id_, view)
            change.fact(view.fact.id, status=FactStatus.MERGED, superseded_by=id_)
            yield view.fact.id


def _end(change: Changing, old: Fact, new: Fact, since: Timestamp | None) -> None:
    ends: dict[str, Any] = {} if since is None else {"valid_to": since}
    change.fact(old.id, status=FactStatus.SUPERSEDED, superseded_by=new.id, **ends)


def _alone(change: Changing, found: Looked, decision: Decision) -> Applied:
    """Let a fact stand beside the others, or (ignore) not at all."""
    new = found.view.fact
    if decision.change is Change.IGNORE:
        change.fact(new.id, status=FactStatus.IGNORED)
        return _applied(change, decision.change.value, (new.id,))
    if decision.until is not None:
        change.fact(new.id, status=FactStatus.SUPERSEDED, valid_to=decision.until, **_slot(new))
        return _applied(change, "past", ())
    rival = _rival(new, found.standing)
    change.fact(new.id, status=FactStatus.CURRENT, **_slot(new))
    if rival is None:
        return _applied(change, decision.change.value, ())
    later = found.trusted and _later(rival, decision.since, found.told)
    if later and _replaces(new, rival):
        _end(change, rival, new, decision.since)
        return _applied(change, Change.SUPERSEDE.value, ())
    return _put(change, new, rival, decision, "other value")


def _ask(change: Changing, found: Looked, decision: Decision) -> Applied:
    new = found.view.fact
    change.fact(new.id, status=FactStatus.CURRENT, **_slot(new))
    old = next((fact for fact in found.standing if fact.id == decision.target), None)
    if old is None:
        return _applied(change, Change.ADD.value, ())
    return _put(change, new, old, decision, decision.objection or "not sure")


def _put(change: Changing, new: Fact, old: Fact, decision: Decision, reason: str) -> Applied:
    """Leave both facts standing and put it to the person which of them holds."""
    lasting = new.slot in slots.LASTING and new.slot == old.slot
    proposal = decision.change if _closes(decision.change) else Change.SUPERSEDE
    review = change.session.reviews.add(
        NewReview(
            kind=ReviewKind.CONFLICT if lasting else ReviewKind.UPDATE,
            proposal=proposal.value,
            confidence=decision.confidence,
            reason=reason,
            fact_id=new.id,
            target_id=old.id,
            since=decision.since,
        ),
        change.now,
    )
    done = _applied(change, "conflict" if lasting else "review", ())
    if review is None:
        return done
    return msgspec.structs.replace(done, changes=done.changes | ChangeSet.of(Topic.REVIEWS, review))


def _rival(new: Fact, standing: Sequence[Fact]) -> Fact | None:
    """Return the newest fact that gives the same slot another value, where it holds but one."""
    if new.slot not in slots.SINGLE or not new.value:
        return None
    for fact in standing:
        if fact.slot == new.slot and fact.value and not slots.same(new.slot, fact.value, new.value):
            return fact
    return None


def _replaces(new: Fact, rival: Fact) -> bool:
    """Say whether a later value of a slot that holds one needs no word on the earlier one: sizes
    change, and what the person writes themselves is so.
    """
    if rival.confirmed_at is not None and (new.confirmed_at is None or new.slot in slots.LASTING):
        return False
    return new.slot in slots.MEASURED or new.confirmed_at is not None


def _of_person(fact: Fact) -> bool:
    return fact.maker == MADE_BY_PERSON or fact.confirmed_at is not None


def _later(old: Fact, since: Timestamp | None, told: Mapping[FactId, Timestamp]) -> bool:
    """Say whether something said at `since` is later than what an old fact tells."""
    began = old.valid_from if old.valid_from is not None else told.get(old.id, old.learned_at)
    return since is not None and since >= began


def _copies(old: Fact, new: Fact, standing: Sequence[Fact]) -> list[Fact]:
    """Return other facts that hold the value which is over: one value has one owner."""
    return [
        fact
        for fact in standing
        if fact.id not in {old.id, new.id}
        and old.slot in slots.SINGLE
        and fact.slot == old.slot
        and fact.value
        and slots.same(fact.slot, fact.value, old.value)
        and not slots.same(fact.slot, fact.value, new.value)
    ]


def _surer(kept: Fact, other: Fact) -> float:
    """Return how sure a fact is once it was told again (noisy or, the second telling halved)."""
    left = (1 - kept.confidence) * (1 - _TOLD_AGAIN * other.confidence)
    return min(round(1 - left, 3), _MOST_SURE)


def _slot(fact: Fact) -> dict[str, Any]:
    return {"slot": fact.slot, "value": fact.value} if fact.slot else {}


def _involved(new: Fact, decision: Decision) -> list[FactId]:
    return [new.id] if decision.target is None else [new.id, decision.target]


def _stands(fact: Fact) -> bool:
    return fact.status in {FactStatus.PROPOSED, FactStatus.CURRENT}


def _closes(change: Change) -> bool:
    return change in {Change.SUPERSEDE, Change.RETRACT}


def _applied(change: Changing, what: str, unsearched: tuple[FactId, ...]) -> Applied:
    return Applied(what=what, changes=ChangeSet.of(Topic.FACTS, *change.ids), unsearched=unsearched)
