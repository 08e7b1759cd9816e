"""The window's line to the agent: starts it, keeps to it, comes back when it is lost."""

import enum
import functools
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from second_me.client import CallsAgent, Client, LostReason, ensure_agent
from second_me.client.calls import CALL_SECONDS, OnLost, OnPush
from second_me.core.errors import AgentUnreachable, SecondMeError
from second_me.core.outcomes import Failed, StartOutcome
from second_me.core.paths import Home
from second_me.core.protocol import Request
from second_me.core.protocol.pushes import PushParams
from second_me.desktop.spoken import spoken, spoken_error
from second_me.desktop.tasks import Tasks
from second_me.desktop.translation import said

R = TypeVar("R")

Start = Callable[[], StartOutcome]
Connect = Callable[[OnPush, OnLost], CallsAgent]

_RETRY_MS = (250, 500, 1000, 2000, 5000)


class LinkState(enum.Enum):
    STARTING = "starting"  # for the first time
    READY = "ready"
    LOST = "lost"  # it was there; coming back by itself
    FAILED = "failed"  # the agent said why it cannot start; tried again all the same


class AgentLink(QObject):
    """Owns the connection. All its signals come on the window's thread.

    `moved` follows each change of `state`; `pushed` brings the agent's notifications in
    order; `resync` says that some were missed and all should be asked for anew.
    """

    moved = Signal(object)
    pushed = Signal(object)
    resync = Signal()
    # The generation tells pushes and losses of a connection that was given up apart.
    _from_agent = Signal(int, object)
    _lost = Signal(int, str)

    def __init__(
        self, start: Start, connect: Connect, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = LinkState.STARTING
        self.trouble: Failed | None = None
        self._start = start
        self._connect = connect
        self._tasks = tasks
        self._agent: CallsAgent | None = None
        self._generation = 0
        self._tries = 0
        self._closed = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.open)
        queued = Qt.ConnectionType.QueuedConnection
        self._from_agent.connect(self._on_push, queued)
        self._lost.connect(self._on_lost, queued)

    @classmethod
    def to_home(cls, home: Home, tasks: Tasks, parent: QObject | None = None) -> "AgentLink":
        """Return a link to the real agent of a home."""

        def connect(on_push: OnPush, on_lost: OnLost) -> CallsAgent:
            return Client.connect(
                home, name="window", subscribe=True, on_push=on_push, on_lost=on_lost
            )

        return cls(functools.partial(ensure_agent, home), connect, tasks, parent)

    def open(self) -> None:
        """Start the agent if need be and connect, in the background."""
        if self._closed or self.state is LinkState.READY:
            return
        self._generation += 1
        work = functools.partial(self._reach, self._generation)
        self._tasks.run(work, self._on_connected, self._on_not_connected)

    def retry_now(self) -> None:
        """Try at once rather than when the pause is over."""
        if self._again.isActive():
            self._again.stop()
            self.open()

    def call(
        self,
        request: Request[R],
        done: Callable[[R], None],
        failed: Callable[[SecondMeError], None],
        *,
        patient: bool = False,
    ) -> None:
        """Ask the agent; see `calling.Caller`."""
        timeout = None if patient else CALL_SECONDS
        agent = self._agent
        work = functools.partial(_call, agent, request, timeout)
        self._tasks.run(
            work,
            lambda result: done(spoken(result)),
            lambda error: failed(spoken_error(error)),
        )

    def close(self) -> None:
        """Hang up for good."""
        self._closed = True
        self._again.stop()
        self._generation += 1
        agent, self._agent = self._agent, None
        if agent is not None:
            agent.close()

    def _reach(self, generation: int) -> tuple[int, CallsAgent]:
        """Runs on a background thread."""
        outcome = self._start()
        if isinstance(outcome, Failed):
            raise AgentUnreachable(outcome.title, outcome.message, outcome.action)

        def on_push(push: PushParams) -> None:
            self._from_agent.emit(generation, push)

        def on_lost(reason: LostReason) -> None:
            self._lost.emit(generation, reason)

        return generation, self._connect(on_push, on_lost)

    def _on_connected(self, reached: tuple[int, CallsAgent]) -> None:
        generation, agent = reached
        if self._closed or generation != self._generation:
            agent.close()
            return
        self._agent = agent
        self._tries = 0
        self.trouble = None
        self._move(LinkState.READY)

    def _on_not_connected(self, error: SecondMeError) -> None:
        self.trouble = Failed(said(error.title), said(error.message), said(error.action))
        self._move(LinkState.FAILED)
        self._try_later()

    def _on_push(self, generation: int, push: PushParams) -> None:
        if generation == self._generation:
            self.pushed.emit(push)

    def _on_lost(self, generation: int, reason: str) -> None:
        if generation != self._generation or self._closed:
            return
        if reason == "gap":
            self.resync.emit()
            return
        agent, self._agent = self._agent, None
        if agent is not None:
            agent.close()
        self._move(LinkState.LOST)
        self._try_later()

    def _try_later(self) -> None:
        if not self._closed:
            self._again.start(_RETRY_MS[min(self._tries, len(_RETRY_MS) - 1)])
            self._tries += 1

    def _move(self, state: LinkState) -> None:
        self.state = state
        self.moved.emit(state)


def _call(agent: CallsAgent | None, request: Request[R], timeout: float | None) -> R:
    if agent is None:
        raise AgentUnreachable(
            "Not connected yet",
            "The background program of Second Me is still starting.",
            "This goes on by itself as soon as it is there.",
        )
    return agent.call(request, timeout)
