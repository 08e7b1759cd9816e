"""What the tests of view models put in the agent's place."""

import functools
from collections.abc import Callable
from typing import Any

from second_me.core.errors import SecondMeError
from second_me.core.protocol import Request
from second_me.desktop.scenes import Scene


class ScriptedCaller:
    """A `calling.Caller` on a scene. Nothing is answered before `answer` is called."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.pushes: list[Any] = []
        self.agent = scene.connect(self.pushes.append, lambda _: None)
        self.waiting: list[Callable[[], None]] = []
        self.requests: list[Request[Any]] = []
        self.fail_with: SecondMeError | None = None

    def call(
        self,
        request: Request[Any],
        done: Callable[[Any], None],
        failed: Callable[[SecondMeError], None],
        *,
        patient: bool = False,
    ) -> None:
        del patient
        self.requests.append(request)
        self.waiting.append(functools.partial(self._answer, request, done, failed))

    def answer(self, index: int = 0) -> None:
        """Answer one call that waits."""
        self.waiting.pop(index)()

    def answer_all(self) -> None:
        """Answer all calls, and those that the answers lead to."""
        while self.waiting:
            self.answer()

    def asked(self, kind: type) -> list[Any]:
        return [request for request in self.requests if isinstance(request, kind)]

    def _answer(
        self,
        request: Request[Any],
        done: Callable[[Any], None],
        failed: Callable[[SecondMeError], None],
    ) -> None:
        try:
            if self.fail_with is not None:
                raise self.fail_with
            result = self.agent.call(request)
        except SecondMeError as error:
            failed(error)
            return
        done(result)
