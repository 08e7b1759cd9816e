"""The person's word on what was put to them."""

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import ReviewId
from second_me.core.records import Actor, FactStatus, Review, ReviewKind, Verdict
from second_me.inference.update_prompts import Change
from second_me.memory import slots
from second_me.memory.fact_changes import Changing, carry_out
from second_me.memory.merging import merge_people
from second_me.vault.session import Session

_STANDING = frozenset({FactStatus.PROPOSED, FactStatus.CURRENT})


def decide_review(session: Session, id_: ReviewId, now: Timestamp, *, accept: bool) -> ChangeSet:
    """Do what a review proposes, or leave things as they are; both are remembered.

    Where what it was about has changed meanwhile nothing is done. Raises PersonFault if there is
    no such review or it was decided.
    """
    review = session.reviews.get(id_)
    if review is None or review.decided_at is not None:
        raise PersonFault("There is nothing to decide", "It was decided or erased meanwhile.")
    if review.kind is ReviewKind.QUARANTINE:
        changes = _admit(session, review, now, accept=accept)
    else:
        changes = _accept(session, review, now) if accept else ChangeSet.of(Topic.REVIEWS, id_)
    verdict = Verdict.ACCEPTED if accept else Verdict.REJECTED
    session.reviews.decide(id_, verdict if changes else Verdict.MOOT, now)
    return changes | ChangeSet.of(Topic.REVIEWS, id_)


def _admit(session: Session, review: Review, now: Timestamp, *, accept: bool) -> ChangeSet:
    """Let somebody else's word about the person be a fact, or never."""
    views = session.facts.get([review.fact_id] if review.fact_id is not None else [])
    if not views or views[0].fact.status is not FactStatus.QUARANTINED:
        return ChangeSet()
    view = views[0]
    standing = session.facts.standing(view.fact.subject)
    change = Changing(session, Actor.PERSON, now)
    session.sources.judge((quote.event_id for quote in view.quotes), right=accept)
    if not accept:
        change.fact(view.fact.id, status=FactStatus.IGNORED)
    elif (known := session.facts.saying(view.fact.subject, view.fact.text)) is not None:
        change.fact(known, view, confirmed_at=now)
        change.fact(view.fact.id, status=FactStatus.MERGED, superseded_by=known)
    else:
        change.fact(view.fact.id, status=FactStatus.CURRENT, confirmed_at=now)
        for old in standing:
            rival = old.slot == view.fact.slot and old.slot in slots.SINGLE
            if rival and not slots.same(old.slot, old.value, view.fact.value):
                change.fact(
                    old.id, status=FactStatus.SUPERSEDED, superseded_by=view.fact.id, valid_to=now
                )
    return ChangeSet.of(Topic.FACTS, *change.ids)


def _accept(session: Session, review: Review, now: Timestamp) -> ChangeSet:
    """Do it; an empty ChangeSet if it cannot be done any more."""
    if review.entity_id is not None and review.other_id is not None:
        return merge_people(session, review.entity_id, review.other_id, now)
    if review.fact_id is None or review.target_id is None:
        return ChangeSet()
    views = session.facts.get([review.fact_id, review.target_id])
    if len(views) < 2 or any(view.fact.status not in _STANDING for view in views):  # noqa: PLR2004
        return ChangeSet()
    new, old = views
    change = Changing(session, Actor.PERSON, now)
    standing = session.facts.standing(new.fact.subject)
    carry_out(change, Change(review.proposal), new, old, review.since, standing)
    left = session.facts.get([new.fact.id])[0].fact
    if left.status is FactStatus.CURRENT:
        change.fact(left.id, confirmed_at=now)
    session.sources.judge((quote.event_id for quote in new.quotes), right=True)
    return ChangeSet.of(Topic.FACTS, *change.ids)
