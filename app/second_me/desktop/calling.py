"""What a view model needs to reach the agent without waiting for it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from second_me.core.errors import SecondMeError
from second_me.core.protocol import Request

R = TypeVar("R")

Failed = Callable[[SecondMeError], None]


class Caller(Protocol):
    """Sends a request and comes back later, on the window's thread.

    Exactly one of `done` and `failed` is called, never before `call` has returned.
    `patient` calls have no time limit of their own: answers, downloads.
    """

    def call(
        self,
        request: Request[R],
        done: Callable[[R], None],
        failed: Failed,
        *,
        patient: bool = False,
    ) -> None: ...


def ignore(_: object) -> None:
    """Take a result that nobody waits for."""
