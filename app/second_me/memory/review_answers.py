"""What the person says to a review, one thing more than yes or no, and taking it back."""

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import ReviewId
from second_me.core.protocol.deciding import Answered, Word
from second_me.core.records import Actor, FactStatus, NewFact, Review, ReviewKind
from second_me.memory.fact_changes import MADE_BY_PERSON, Changing
from second_me.memory.reviewing import decide_review
from second_me.vault.session import Session

_OF_FACTS = frozenset({ReviewKind.UPDATE, ReviewKind.CONFLICT})


def answer_review(
    session: Session, id_: ReviewId, word: Word, text: str, now: Timestamp
) -> tuple[Answered, ChangeSet]:
    """Do what the person said to a review. Raises PersonFault if it does not wait any more."""
    review = session.reviews.get(id_)
    first = session.revisions.next_id()
    changes = decide_review(session, id_, now, accept=word is Word.ACCEPT)
    if review is not None and review.kind in _OF_FACTS and review.fact_id is not None:
        if word is Word.REJECT:
            changes |= _retract(session, review, now)
        elif word is Word.ACCEPT and text.strip():
            changes |= _reword(session, review, text.strip(), now)
    made = session.revisions.since(first)
    groups = dict.fromkeys(revision.change for revision in made)
    return Answered(id=id_, changes=tuple(groups)), changes


def reopen_review(session: Session, answered: Answered, now: Timestamp) -> ChangeSet:
    """Undo what was done on the person's word and let the review wait again.

    Raises PersonFault if what was made then has changed since.
    """
    changes = ChangeSet.of(Topic.REVIEWS, answered.id)
    for change in reversed(answered.changes):
        changes |= session.undoing.undo(change, Actor.PERSON, now)
    session.reviews.reopen(answered.id)
    return changes


def _retract(session: Session, review: Review, now: Timestamp) -> ChangeSet:
    assert review.fact_id is not None
    change = Changing(session, Actor.PERSON, now)
    change.fact(review.fact_id, status=FactStatus.RETRACTED)
    return ChangeSet.of(Topic.FACTS, *change.ids)


def _reword(session: Session, review: Review, text: str, now: Timestamp) -> ChangeSet:
    """Let another fact say it in the person's words, on the same evidence."""
    assert review.fact_id is not None
    found = session.facts.get([review.fact_id])
    if not found or found[0].fact.text == text:
        return ChangeSet()
    old = found[0]
    values = msgspec.structs.asdict(old.fact)
    fields = {name: values[name] for name in NewFact.__struct_fields__ if name in values}
    fields |= {"text": text, "maker": MADE_BY_PERSON, "status": FactStatus.CURRENT}
    fields |= {"quotes": old.quotes, "confidence": 1.0}
    made = session.facts.add(NewFact(**fields), Actor.PERSON, now)
    if made is None:
        raise PersonFault("It says nothing new", "Another fact says just that already.")
    change = Changing(session, Actor.PERSON, now)
    change.fact(old.fact.id, status=FactStatus.MERGED, superseded_by=made)
    return ChangeSet.of(Topic.FACTS, made, *change.ids)
