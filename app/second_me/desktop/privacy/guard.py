"""Calls that the person has to confirm by their passphrase first."""

import functools
from collections.abc import Callable
from typing import TypeVar

from second_me.core.errors import NotConfirmed, SecondMeError
from second_me.core.protocol import Request
from second_me.core.protocol.privacy import Confirm
from second_me.desktop.calling import Caller, Failed
from second_me.desktop.secrets import looks_like_code

R = TypeVar("R")


class Guard:
    """Sends requests; where one has to be confirmed, `on_ask` is told, and it is sent again once
    `confirm` was given the right secret.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.busy = False
        self.error = ""
        self.on_ask: Callable[[], None] = _nothing
        self.on_change: Callable[[], None] = _nothing
        self._again: Callable[[], None] | None = None
        self._given_up: Callable[[], None] | None = None

    @property
    def asking(self) -> bool:
        """Say whether the person's secret is waited for."""
        return self._again is not None

    def call(self, request: Request[R], done: Callable[[R], None], failed: Failed) -> None:
        """Send a request, if need be a second time; these may take long."""
        refused = functools.partial(self._on_refused, request, done, failed)
        self._caller.call(request, done, refused, patient=True)

    def confirm(self, secret: str) -> None:
        """Try a passphrase, or a recovery code if it looks like one."""
        if not secret.strip() or self.busy or self._again is None:
            return
        self.busy = True
        self.error = ""
        by_code = looks_like_code(secret)
        request = Confirm(recovery_code=secret) if by_code else Confirm(passphrase=secret)
        self._caller.call(request, self._on_confirmed, self._on_wrong, patient=True)
        self.on_change()

    def give_up(self) -> None:
        """Leave what was to be confirmed undone."""
        self._again = None
        self.error = ""
        given_up, self._given_up = self._given_up, None
        if given_up is not None:
            given_up()
        self.on_change()

    def _on_refused(
        self,
        request: Request[R],
        done: Callable[[R], None],
        failed: Failed,
        error: SecondMeError,
    ) -> None:
        # What is asked for while another waits for the word, as by a second click, is left undone.
        if self.asking or not isinstance(error, NotConfirmed):
            failed(error)
            return
        self._again = functools.partial(self.call, request, done, failed)
        self._given_up = functools.partial(failed, error)
        self.on_ask()

    def _on_confirmed(self, _until: object) -> None:
        self.busy = False
        again, self._again, self._given_up = self._again, None, None
        self.on_change()
        if again is not None:
            again()

    def _on_wrong(self, error: SecondMeError) -> None:
        self.busy = False
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
