"""What a front end needs of an agent, whether a real one answers or a scripted one."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from second_me.core.protocol import Request
from second_me.core.protocol.pushes import PushParams

R = TypeVar("R")

LostReason = Literal["gap", "closed"]
"""`gap`: notifications were missed, ask for everything anew. `closed`: the agent went away."""

OnPush = Callable[[PushParams], None]
OnLost = Callable[[LostReason], None]

CALL_SECONDS = 60.0


class CallsAgent(Protocol):
    """Answers requests; what view models and commands are given."""

    def call(self, request: Request[R], timeout: float | None = CALL_SECONDS) -> R:
        """Return the agent's answer. Raises the `SecondMeError` that the agent raised,
        and AgentUnreachable when no answer came within `timeout` seconds (None: wait on).
        """
        ...

    def close(self) -> None: ...
