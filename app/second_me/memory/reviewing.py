"""The person's word on what was put to them."""

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import ReviewId
from second_me.core.records import Actor, FactStatus, Review, Verdict
from second_me.inference.update_prompts import Change
from second_me.memory.fact_changes import Changing, carry_out
from second_me.vault.recorded import By
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
    changes = _accept(session, review, now) if accept else ChangeSet.of(Topic.REVIEWS, id_)
    verdict = Verdict.ACCEPTED if accept else Verdict.REJECTED
    session.reviews.decide(id_, verdict if changes else Verdict.MOOT, now)
    return changes | ChangeSet.of(Topic.REVIEWS, id_)


def _accept(session: Session, review: Review, now: Timestamp) -> ChangeSet:
    """Do it; an empty ChangeSet if it cannot be done any more."""
    if review.entity_id is not None and review.other_id is not None:
        return _merge(session, review, now)
    if review.fact_id is None or review.target_id is None:
        return ChangeSet()
    views = session.facts.get([review.fact_id, review.target_id])
    if len(views) < 2 or any(view.fact.status not in _STANDING for view in views):  # noqa: PLR2004
        return ChangeSet()
    new, old = views
    change = Changing(session, Actor.PERSON, now)
    standing = session.facts.standing(new.fact.subject)
    carry_out(change, Change(review.proposal), new, old, review.since, standing)
    return ChangeSet.of(Topic.FACTS, *change.ids)


def _merge(session: Session, review: Review, now: Timestamp) -> ChangeSet:
    assert review.entity_id is not None
    assert review.other_id is not None
    found = session.entities.get([review.entity_id, review.other_id])
    if len(found) < 2 or any(one.merged_into is not None for one in found):  # noqa: PLR2004
        return ChangeSet()
    session.entities.merge(review.entity_id, review.other_id, By(Actor.PERSON, now))
    return ChangeSet.of(Topic.ENTITIES, review.entity_id, review.other_id)
