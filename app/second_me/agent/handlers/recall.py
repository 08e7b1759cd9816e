"""Finding, asking, and learning from what is made of it."""

import time
from typing import Final

import msgspec

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.services import Services
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Moment, Precision
from second_me.core.conversations import Ending, NewTurn
from second_me.core.errors import EnvironmentFault
from second_me.core.protocol import Done
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.protocol.recall import (
    Answer,
    Ask,
    FeedbackTaken,
    GetLearning,
    GiveFeedback,
    Learning,
    ResetLearning,
    Search,
    SearchResult,
    StopAnswer,
)
from second_me.core.records import Act
from second_me.recall import answer
from second_me.recall.adaptive import REACH
from second_me.recall.evidence import READ, evidence
from second_me.recall.reasons import explained
from second_me.recall.searching import Searched, searched
from second_me.recall.tellings import marked
from second_me.recall.understanding.following import follow

SAME_TIME: Final = 300_000
"""Milliseconds for which "an hour ago" means the same: so long a result may be given again."""


def handlers(core: Core) -> Handlers:
    recall = _Recall(core)
    return {
        Search: recall.search,
        Ask: recall.ask,
        StopAnswer: recall.stop,
        GiveFeedback: recall.feedback,
        GetLearning: recall.learning,
        ResetLearning: recall.reset_learning,
    }


class _Recall:
    def __init__(self, core: Core) -> None:
        self._core = core

    def search(self, request: Search, _: Caller) -> SearchResult:
        return self._served(request).result

    def _served(self, request: Search) -> Searched:
        """Return what is found, in the order that was learned and with the reasons."""
        services = self._core.session.services
        wider = msgspec.structs.replace(request, limit=max(request.limit, REACH))
        started = time.perf_counter()
        found = self._searched(services, wider)
        limit = max(request.limit, 1)
        served = services.learning.serve(request.query, found.result.hits, limit)
        result = msgspec.structs.replace(
            found.result,
            hits=marked(found.asked, [explained(found.asked, hit) for hit in served.hits]),
            trace=served.trace,
            milliseconds=(time.perf_counter() - started) * 1000,
        )
        return msgspec.structs.replace(found, result=result)

    def _searched(self, services: Services, request: Search) -> Searched:
        """Return what is found for a question, from the recent ones if nothing changed since."""
        at = self._at()
        meaning = services.meaning
        indexes = meaning.indexes

        def search() -> Searched:
            found = searched(services.vault, indexes, meaning.embedder, request, at)
            return msgspec.structs.replace(found, found=None)

        key = (request.query, request.limit, request.without, at.at // SAME_TIME)
        return indexes.recent.find(services.vault, key, lambda: indexes.version, search)

    def ask(self, request: Ask, caller: Caller) -> Answer:
        services = self._core.session.services
        at = self._at()
        meant = follow(request.question, request.earlier, at, services.meaning.indexes.names)
        read_as = meant if meant != request.question else ""
        with services.asks.running(request.stream, caller) as cancel:
            served = self._served(Search(query=meant, limit=REACH))
            limit = max(request.limit, READ)
            found = evidence(services.vault, services.meaning.indexes, served, limit)
            pushed = EvidenceFound(
                stream=request.stream,
                evidence=found.hits,
                trace=found.trace,
                read_as=read_as,
                missing=found.missing,
            )
            caller.push(pushed)
            given = answer(
                meant,
                found,
                self._core.models.host,
                now=at.at,
                utc_offset_minutes=at.utc_offset_minutes or 0,
                on_token=lambda text: caller.push(Token(stream=request.stream, text=text)),
                cancel=cancel,
                adapter=self._core.models.adapter("generate"),
            )
            services.life.used([citation.event_id for citation in given.citations])
            given = msgspec.structs.replace(
                given, trace=found.trace, read_as=read_as, missing=found.missing
            )
            return self._kept(services, request, given)

    def _at(self) -> Moment:
        now = self._core.clock.now()
        return Moment(now, Precision.MINUTE, self._core.clock.utc_offset_minutes(now))

    def _kept(self, services: Services, request: Ask, given: Answer) -> Answer:
        """Keep the question with its answer, if that is wanted."""
        if not request.keep or not services.preferences.flag("ask.keep"):
            return given
        ending = Ending.DECLINED if given.declined else Ending.ANSWERED
        turn = NewTurn(
            question=request.question,
            answer=given.text,
            ending=Ending.STOPPED if given.stopped else ending,
            evidence=tuple(hit.event.id for hit in given.evidence),
            read_as=given.read_as,
            maker=given.maker,
            seconds=given.seconds,
        )
        now = self._core.clock.now()
        try:
            kept = services.vault.write(
                lambda session: session.conversations.add(turn, now, request.conversation)
            )
        except EnvironmentFault as error:  # a full disk must not take the answer away
            self._core.log.warning("answer_not_kept", code=error.code)
            return given
        if kept is None:
            return given
        conversation, id_ = kept
        self._core.notices.changed(ChangeSet.of(Topic.CONVERSATIONS, conversation))
        return msgspec.structs.replace(given, conversation=conversation, turn=id_)

    def stop(self, request: StopAnswer, _: Caller) -> Done:
        self._core.session.services.asks.stop(request.stream)
        return Done()

    def feedback(self, request: GiveFeedback, caller: Caller) -> FeedbackTaken:
        if request.act is not Act.WRONG:
            self._core.session.services.life.used([request.event_id])
        learned = self._core.session.services.learning.feedback(
            request.trace, request.event_id, request.act, caller.name
        )
        if learned:
            self._core.notices.changed(ChangeSet.of(Topic.LEARNING))
        return FeedbackTaken(learned=learned)

    def learning(self, _: GetLearning, __: Caller) -> Learning:
        return self._core.session.services.learning.view()

    def reset_learning(self, _: ResetLearning, caller: Caller) -> Learning:
        forgotten = self._core.session.services.learning.reset(caller.name)
        self._core.notices.changed(ChangeSet.of(Topic.LEARNING))
        return forgotten
