"""What every command is given: the home, the terminal, and a way to the agent."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from second_me.cli.confirming import Confirming
from second_me.cli.terminal import Terminal
from second_me.client.calls import CALL_SECONDS, CallsAgent, OnLost, OnPush
from second_me.core.errors import AgentUnreachable
from second_me.core.outcomes import Failed, StopOutcome
from second_me.core.paths import Home
from second_me.core.protocol import Request

R = TypeVar("R")


class Connect(Protocol):
    """Opens a connection to the agent of a home, starting one if none runs."""

    def __call__(
        self, home: Home, *, on_push: OnPush | None = None, on_lost: OnLost | None = None
    ) -> CallsAgent: ...


def reach_agent(
    home: Home, *, on_push: OnPush | None = None, on_lost: OnLost | None = None
) -> CallsAgent:
    """Connect to the agent, and start it first where none runs. Raises AgentUnreachable."""
    from second_me.client import Client, ensure_agent  # noqa: PLC0415  (not for --help)

    subscribe = on_push is not None
    try:
        return Client.connect(
            home, name="second-me", subscribe=subscribe, on_push=on_push, on_lost=on_lost
        )
    except AgentUnreachable:
        outcome = ensure_agent(home)
    if isinstance(outcome, Failed):
        raise AgentUnreachable(outcome.title, outcome.message, outcome.action)
    return Client.connect(
        home, name="second-me", subscribe=subscribe, on_push=on_push, on_lost=on_lost
    )


class Session:
    """One run of the command line."""

    def __init__(
        self,
        home: Home,
        terminal: Terminal,
        connect: Connect = reach_agent,
        confirm_file: Path | None = None,
    ) -> None:
        """`confirm_file` holds the passphrase for calls that have to be confirmed."""
        self.home = home
        self.terminal = terminal
        self.confirm_file = confirm_file
        self._connect = connect

    @contextlib.contextmanager
    def agent(
        self, *, on_push: OnPush | None = None, on_lost: OnLost | None = None
    ) -> Iterator[CallsAgent]:
        """Lend a connection to the agent for as long as the block runs."""
        connection = self._connect(self.home, on_push=on_push, on_lost=on_lost)
        try:
            yield Confirming(connection, self.terminal, self.confirm_file)
        finally:
            connection.close()

    def ask(self, request: Request[R], timeout: float | None = CALL_SECONDS) -> R:
        """Ask the agent one thing over a connection of its own, and give the answer as JSON if
        that is wanted.
        """
        with self.agent() as agent:
            answer: R = agent.call(request, timeout)
        self.terminal.give(answer)
        return answer

    def would(self, what: str) -> None:
        """Say what would be done, in words or as JSON."""
        self.terminal.give({"would": what})
        self.terminal.say(what)

    def at(self, home: Home) -> "Session":
        """Return the same session at another home."""
        return Session(home, self.terminal, self._connect, self.confirm_file)

    def stop_agent(self) -> StopOutcome:
        """Have the agent of this home finish and end, and wait until it is gone."""
        from second_me.client import stop_agent  # noqa: PLC0415  (only this needs it)

        return stop_agent(self.home)
