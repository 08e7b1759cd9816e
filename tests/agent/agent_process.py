"""A real agent in a process of its own, and real clients of it."""

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from second_me.client import Client
from second_me.client.launcher import agent_environment
from second_me.core.errors import AgentUnreachable
from second_me.core.paths import Home
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.system import StopAgent

WAIT = 60.0
PASSPHRASE = "correct horse battery"
PRODUCT = [sys.executable, "-m", "second_me.agent"]
QUICK = [sys.executable, str(Path(__file__).with_name("quick_agent.py"))]
"""For tests that are not about passphrases: the same agent, quick to unlock."""


class Watcher:
    """Keeps what was pushed, and waits for what is expected."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.pushed: list[PushParams] = []
        self.lost: list[str] = []

    def push(self, params: PushParams) -> None:
        with self._condition:
            self.pushed.append(params)
            self._condition.notify_all()

    def lose(self, reason: str) -> None:
        with self._condition:
            self.lost.append(reason)
            self._condition.notify_all()

    def wait(self, until: Callable[["Watcher"], bool], seconds: float = WAIT) -> None:
        with self._condition:
            assert self._condition.wait_for(lambda: until(self), seconds), self.pushed[-3:]


class RunningAgent:
    """An agent that was started for one test."""

    def __init__(self, home: Home, command: list[str] | None = None) -> None:
        self.home = home
        self._command = command or PRODUCT
        self.process = self.spawn()

    def spawn(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [*self._command, "--home", str(self.home.root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=agent_environment(self.home),
            start_new_session=True,
        )

    def first_word(self) -> bytes:
        assert self.process.stdout
        return self.process.stdout.readline()

    def connect(self, name: str = "test", watcher: Watcher | None = None) -> Client:
        return Client.connect(
            self.home,
            name=name,
            subscribe=watcher is not None,
            on_push=watcher.push if watcher else None,
            on_lost=watcher.lose if watcher else None,
            timeout=WAIT,
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(WAIT)

    def restart(self) -> None:
        self.end()
        self.process = self.spawn()
        assert self.first_word().startswith(b'{"type":"started"')

    def stop(self) -> int:
        with contextlib.suppress(AgentUnreachable), self.connect("stop") as client:
            client.call(StopAgent())
        return self.process.wait(WAIT)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(WAIT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(WAIT)
        if self.process.stdout:
            self.process.stdout.close()


def until(holds: Callable[[], bool], seconds: float = WAIT) -> None:
    """Wait for something that nobody tells about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
