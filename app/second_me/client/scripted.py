"""An agent that answers from a script: the twin of `Client` for tests of front ends."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from second_me.client.calls import CALL_SECONDS, LostReason, OnLost, OnPush
from second_me.core.errors import AgentUnreachable, Bug
from second_me.core.protocol import Request
from second_me.core.protocol.pushes import PushParams

R = TypeVar("R")

Scripted = Any
"""A result, an exception to raise, or a function of the request that gives either."""


class ScriptedAgent:
    """Answers each kind of request as the script says, and keeps what was asked.

    Requests and answers go through JSON as they do on the wire, so that an answer of
    the wrong type fails here too.
    """

    def __init__(
        self,
        script: Mapping[type[Request[Any]], Scripted] | None = None,
        *,
        on_push: OnPush | None = None,
        on_lost: OnLost | None = None,
    ) -> None:
        self.script: dict[type[Request[Any]], Scripted] = dict(script or {})
        self.calls: list[Request[Any]] = []
        self.closed = False
        self._on_push = on_push
        self._on_lost = on_lost
        self._guard = threading.Lock()

    def call(self, request: Request[R], timeout: float | None = CALL_SECONDS) -> R:
        """Return or raise what the script holds for this kind of request."""
        del timeout
        with self._guard:
            if self.closed:
                raise AgentUnreachable("Connection lost", "The scripted agent was closed.")
            self.calls.append(request)
        asked = msgspec.json.decode(msgspec.json.encode(request), type=type(request))
        answer = self._answer(asked)
        result: R = msgspec.json.decode(msgspec.json.encode(answer), type=request.RESULT)
        return result

    def _answer(self, request: Request[Any]) -> Any:  # noqa: ANN401
        if type(request) not in self.script:
            raise Bug("Not in the script", f"The script has no answer to {request.METHOD}.")
        answer = self.script[type(request)]
        if isinstance(answer, Callable):  # type: ignore[arg-type]
            answer = answer(request)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def asked(self, kind: type[Request[Any]]) -> list[Request[Any]]:
        """Return the requests of one kind, in order."""
        return [request for request in self.calls if type(request) is kind]

    def push(self, params: PushParams) -> None:
        """Send a notification as the agent would."""
        if self._on_push is not None:
            self._on_push(params)

    def lose(self, reason: LostReason) -> None:
        """Tell the front end that notifications were missed or that the agent went away."""
        if reason == "closed":
            self.closed = True
        if self._on_lost is not None:
            self._on_lost(reason)

    def close(self) -> None:
        self.closed = True
