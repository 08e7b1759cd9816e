"""What waits for the word of the made-up person."""

from collections.abc import Callable
from typing import Any

from second_me.core.clock import Precision, Timestamp
from second_me.core.ids import EntityId, EventId, FactId, ReviewId, RevisionId
from second_me.core.protocol import Done, deciding, memory, persona
from second_me.core.records import Entity, Fact, FactStatus, Quote, Review, ReviewKind
from second_me.desktop.staged.memories import DAY, NOW


def fact(number: int, text: str, quoted: str, **values: Any) -> memory.FactView:  # noqa: ANN401
    """Return a fact about Mara that event `number` shows."""
    made: dict[str, Any] = {
        "kind": "fact",
        "confidence": 0.8,
        "status": FactStatus.CURRENT,
        "subject": "Mara",
    }
    made |= {"learned_at": Timestamp(NOW - number * DAY), **values}
    quote = Quote(EventId(number), 0, len(quoted), quoted)
    return memory.FactView(fact=Fact(id=FactId(number), text=text, **made), quotes=(quote,))


_HOME_OLD = fact(
    11,
    "Mara lives in Gartenweg 3, Freiburg.",
    "Come by, Gartenweg 3, second floor, the bell says Lind.",
    valid_from=Timestamp(NOW - 1900 * DAY),
    valid_precision=Precision.MONTH,
)
_HOME_NEW = fact(
    12,
    "Mara lives in Lindenstrasse 12, Freiburg.",
    "We have the keys! From Saturday on you find us in Lindenstrasse 12, with garden and all.",
    valid_from=Timestamp(NOW - 40 * DAY),
    valid_precision=Precision.DAY,
)
_JOB_OLD = fact(
    13,
    "Mara works as a nurse at the university hospital.",
    "Twelve years at the university hospital now, can you believe it?",
)
_JOB_NEW = fact(
    14,
    "Mara works three days a week at the practice of Dr. Adler.",
    "Starting Monday I am at Dr. Adler's, three days a week. " + "No more night shifts! " * 12,
)
_BORN_OLD = fact(15, "Mara was born on 4 June 1984.", "born 4 June 1984")
_BORN_NEW = fact(16, "Mara was born on 6 June 1984.", "Happy birthday on the 6th, you 1984er!")


def _review(number: int, kind: ReviewKind, confidence: float, **values: Any) -> Review:  # noqa: ANN401
    made = {"proposal": "supersede", "created_at": Timestamp(NOW - number * DAY), **values}
    return Review(id=ReviewId(number), kind=kind, confidence=confidence, **made)


def _pair(number: int, kind: ReviewKind, sure: float, *facts: memory.FactView) -> Any:  # noqa: ANN401
    old, new = facts
    review = _review(number, kind, sure, target_id=old.fact.id, fact_id=new.fact.id)
    return persona.ReviewView(review=review, facts=(new, old))


def _person(number: int, name: str, *aliases: str) -> Entity:
    return Entity(
        id=EntityId(number), kind="person", name=name, aliases=aliases, created_at=Timestamp(0)
    )


MERGE = persona.ReviewView(
    review=_review(4, ReviewKind.MERGE, 0.7, proposal="merge", entity_id=EntityId(1)),
    entities=(_person(1, "Jonas Weber", "Jonas"), _person(2, "J. Weber", "Weber, Jonas")),
    words=((_HOME_OLD.quotes[0],), (_JOB_NEW.quotes[0], _BORN_NEW.quotes[0])),
)

WAITING = (
    _pair(1, ReviewKind.UPDATE, 0.93, _HOME_OLD, _HOME_NEW),
    _pair(2, ReviewKind.UPDATE, 0.6, _JOB_OLD, _JOB_NEW),
    _pair(3, ReviewKind.CONFLICT, 0.5, _BORN_OLD, _BORN_NEW),
    MERGE,
)


class StagedReviews:
    """Answers what is asked of reviews, and keeps those that wait."""

    def __init__(self) -> None:
        self.waiting: tuple[persona.ReviewView, ...] = WAITING
        self._gone: dict[ReviewId, persona.ReviewView] = {}

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {
            persona.ListReviews: self._list,
            deciding.AnswerReviews: self._answer,
            deciding.ReopenReviews: self._reopen,
        }

    def _list(self, _: persona.ListReviews) -> persona.Reviews:
        return persona.Reviews(reviews=self.waiting, waiting=len(self.waiting))

    def _answer(self, request: deciding.AnswerReviews) -> deciding.AllAnswered:
        self._gone |= {one.review.id: one for one in self.waiting if one.review.id in request.ids}
        self.waiting = tuple(one for one in self.waiting if one.review.id not in request.ids)
        made = [deciding.Answered(id=id_, changes=(RevisionId(7),)) for id_ in request.ids]
        return deciding.AllAnswered(answered=tuple(made))

    def _reopen(self, request: deciding.ReopenReviews) -> Done:
        back = [self._gone.pop(one.id) for one in request.answered]
        ordered = sorted((*self.waiting, *back), key=lambda one: one.review.id)
        self.waiting = tuple(ordered)
        return Done()
