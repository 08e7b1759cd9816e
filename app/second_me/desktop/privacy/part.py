"""What the view models of the page have in common: one line to the agent, one trouble at a time."""

from collections.abc import Callable
from typing import TypeVar

from second_me.core.errors import NotConfirmed, SecondMeError
from second_me.core.protocol import Request
from second_me.desktop.calling import Caller
from second_me.desktop.privacy.guard import Guard

R = TypeVar("R")


class Part:
    """Asks the agent and keeps what went wrong. `on_change` follows each change."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        self._caller = caller
        self.guard = guard
        self.error = ""
        self.notice = ""
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = _nothing

    def hush(self) -> None:
        """Leave what was said last unsaid."""
        self.error = self.notice = ""

    def _ask(self, request: Request[R], done: Callable[[R], None]) -> None:
        """Send what may take long, and forget what was said before."""
        self.hush()
        self._caller.call(request, done, self._on_error, patient=True)
        self.on_change()

    def _guarded(self, request: Request[R], done: Callable[[R], None]) -> None:
        """Send what has to be confirmed first."""
        self.hush()
        self.guard.call(request, done, self._on_error)
        self.on_change()

    def _failed(self) -> None:
        """Take note that a request did not do what it was to."""

    def _on_error(self, error: SecondMeError) -> None:
        self._failed()
        if not isinstance(error, NotConfirmed):
            self.error = in_words(error)
        self.on_change()


def in_words(error: SecondMeError) -> str:
    """Return what went wrong and what to do, in one paragraph."""
    return f"{error.title}. {error.message} {error.action}".strip()


def _nothing() -> None:
    pass
