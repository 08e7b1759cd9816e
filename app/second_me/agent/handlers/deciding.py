"""The person's word on reviews, many at a time."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet
from second_me.core.errors import PersonFault
from second_me.core.protocol import Done
from second_me.core.protocol.deciding import AllAnswered, Answered, AnswerReviews, ReopenReviews
from second_me.memory.review_answers import answer_review, reopen_review
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    deciding = _Deciding(core)
    return {AnswerReviews: deciding.answer, ReopenReviews: deciding.reopen}


class _Deciding:
    def __init__(self, core: Core) -> None:
        self._core = core

    def answer(self, request: AnswerReviews, _: Caller) -> AllAnswered:
        now = self._core.clock.now()
        alone = len(request.ids) == 1

        def work(session: Session) -> tuple[list[Answered], ChangeSet]:
            answered: list[Answered] = []
            changes = ChangeSet()
            for id_ in request.ids:
                try:
                    one, changed = answer_review(session, id_, request.word, request.text, now)
                except PersonFault:
                    if alone:
                        raise
                    continue
                answered.append(one)
                changes |= changed
            return answered, changes

        answered, changes = self._core.session.services.vault.write(work)
        self._tell(changes)
        return AllAnswered(answered=tuple(answered))

    def reopen(self, request: ReopenReviews, _: Caller) -> Done:
        now = self._core.clock.now()

        def work(session: Session) -> ChangeSet:
            changes = ChangeSet()
            for one in reversed(request.answered):
                changes |= reopen_review(session, one, now)
            return changes

        self._tell(self._core.session.services.vault.write(work))
        return Done()

    def _tell(self, changes: ChangeSet) -> None:
        self._core.session.services.stages.vectors_later()
        self._core.notices.changed(changes)
