"""Showing that it is the person who asks, when the agent wants to know."""

import re
from pathlib import Path
from typing import Final, TypeVar

from second_me.cli.passphrases import read_secret
from second_me.cli.terminal import Terminal
from second_me.client.calls import CALL_SECONDS, CallsAgent
from second_me.core.errors import NotConfirmed
from second_me.core.protocol import Request
from second_me.core.protocol.privacy import Confirm

R = TypeVar("R")

_CODE: Final = re.compile(r"(?:[A-Za-z0-9]{4,8}[- ]){4,}[A-Za-z0-9]{4,8}")
"""How a recovery code looks; a passphrase of that look is tried as one first."""


class Confirming:
    """A connection that asks for the passphrase once the agent does, and calls again."""

    def __init__(self, agent: CallsAgent, terminal: Terminal, file: Path | None) -> None:
        """`file` holds the passphrase where nobody can be asked."""
        self._agent = agent
        self._terminal = terminal
        self._file = file

    def call(self, request: Request[R], timeout: float | None = CALL_SECONDS) -> R:
        """Return the answer. Raises NotConfirmed if nobody is there who could be asked."""
        try:
            return self._agent.call(request, timeout)
        except NotConfirmed as error:
            if self._file is None and not self._terminal.source.isatty():
                raise NotConfirmed(
                    error.title, error.message, "Name a file that holds it with --confirm-file."
                ) from error
            self._terminal.note(error.message)
        secret = read_secret(self._terminal, "Your passphrase or recovery code", self._file)
        by_code = _CODE.fullmatch(secret.strip()) is not None
        confirm = Confirm(recovery_code=secret) if by_code else Confirm(passphrase=secret)
        self._agent.call(confirm, timeout=120)
        return self._agent.call(request, timeout)

    def close(self) -> None:
        self._agent.close()
