"""A command line with a scripted agent behind it."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from second_me.cli.app import main
from second_me.cli.terminal import Terminal
from second_me.client import ScriptedAgent
from second_me.core.paths import Home


class Typed(io.StringIO):
    """Standard input with somebody at the keyboard."""

    def isatty(self) -> bool:
        return True


@dataclass
class Ran:
    """What one command printed and how it ended."""

    code: int
    out: str
    err: str
    agent: ScriptedAgent

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def agent() -> ScriptedAgent:
    """Return the agent that the commands will talk to."""
    return ScriptedAgent()


@pytest.fixture
def run(home: Home, agent: ScriptedAgent, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `second-me WORDS` against a script."""
    monkeypatch.setenv("COLUMNS", "200")

    def go(
        *words: str,
        script: Mapping[Any, Any] | None = None,
        source: str = "",
        typed: bool = False,
        rooms: Mapping[str, Callable[[list[str]], int]] | None = None,
    ) -> Ran:
        agent.script.update(script or {})
        agent.calls.clear()

        def connect(_home: Home, *, on_push: Any = None, on_lost: Any = None) -> ScriptedAgent:
            agent._on_push, agent._on_lost, agent.closed = on_push, on_lost, False
            return agent

        out, err = io.StringIO(), io.StringIO()
        stdin = Typed(source) if typed else io.StringIO(source)
        terminal = Terminal(out, err, stdin)
        code = main(
            ["--home", str(home.root), *words], rooms or {}, terminal=terminal, connect=connect
        )
        return Ran(code, out.getvalue(), err.getvalue(), agent)

    return go
