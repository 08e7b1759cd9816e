"""Finding and asking."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.protocol import Done
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.protocol.recall import Answer, Ask, Search, SearchResult, StopAnswer
from second_me.recall import answer, search


def handlers(core: Core) -> Handlers:
    recall = _Recall(core)
    return {Search: recall.search, Ask: recall.ask, StopAnswer: recall.stop}


class _Recall:
    def __init__(self, core: Core) -> None:
        self._core = core

    def search(self, request: Search, _: Caller) -> SearchResult:
        services = self._core.session.services
        meaning = services.meaning
        return search(services.vault, meaning.index, meaning.embedder, request)

    def ask(self, request: Ask, caller: Caller) -> Answer:
        services = self._core.session.services
        now = self._core.clock.now()
        with services.asks.running(request.stream, caller) as cancel:
            found = self.search(Search(query=request.question, limit=request.limit), caller)
            caller.push(EvidenceFound(stream=request.stream, evidence=found.hits))
            return answer(
                request.question,
                found,
                self._core.models.host,
                now=now,
                utc_offset_minutes=self._core.clock.utc_offset_minutes(now),
                on_token=lambda text: caller.push(Token(stream=request.stream, text=text)),
                cancel=cancel,
                adapter=self._core.models.adapter("generate"),
            )

    def stop(self, request: StopAnswer, _: Caller) -> Done:
        self._core.session.services.asks.stop(request.stream)
        return Done()
