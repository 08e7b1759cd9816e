"""Following long work through the agent's notifications, with a bar where people look."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from second_me.cli.plain_text import one_line
from second_me.cli.terminal import Terminal
from second_me.client.calls import CallsAgent, LostReason
from second_me.core import protocol
from second_me.core.errors import AgentUnreachable
from second_me.core.ids import BatchId
from second_me.core.protocol.memory import ListBatches
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.system import GetStatus
from second_me.core.records import BatchState

LOOK_AGAIN_SECONDS = 5.0
"""Notifications wake the wait; should one be lost, it looks for itself this often."""


IMPORT_GOES_ON = "What was read is kept. See: second-me import --list"


class ImportWatch:
    """Takes notifications on the client's thread; `wait` sits on the caller's."""

    def __init__(self, terminal: Terminal, goes_on: str = IMPORT_GOES_ON) -> None:
        """`goes_on` is told if the agent goes away meanwhile."""
        self._terminal = terminal
        self._goes_on = goes_on
        self._changed = threading.Condition()
        self._latest: dict[str, protocol.pushes.Progress] = {}
        self._news = 0
        self._closed = False

    def on_push(self, params: PushParams) -> None:
        """Keep the latest progress, and note that something happened."""
        with self._changed:
            if isinstance(params, protocol.pushes.Progress):
                self._latest[params.key] = params
            self._news += 1
            self._changed.notify_all()

    def on_lost(self, reason: LostReason) -> None:
        """Note that the agent went away; missed notifications only mean: look again."""
        with self._changed:
            self._closed = self._closed or reason == "closed"
            self._news += 1
            self._changed.notify_all()

    def wait(self, agent: CallsAgent, number: BatchId) -> None:
        """Return when the import has ended. Raises AgentUnreachable if the agent goes away."""
        self.wait_until(
            f"import:{number}", lambda progress: self._ended(agent, number, progress), "Importing"
        )

    def wait_until(
        self,
        key: str,
        ended: Callable[[protocol.pushes.Progress | None], bool],
        title: str,
    ) -> None:
        """Return when `ended` says so of the work's latest progress. Raises AgentUnreachable."""
        with Bar(self._terminal, title) as bar:
            while True:
                seen, progress = self._look(key)
                if progress is not None:
                    bar.show(progress)
                if ended(progress):
                    return
                self._next(seen)

    def wait_for_meaning(self, agent: CallsAgent) -> None:
        """Return when every memory can be found by meaning. Raises as `wait` does."""
        while True:
            seen, _ = self._look("embed")
            counts = agent.call(GetStatus()).counts
            if counts.vectors >= counts.events:
                return
            self._next(seen)

    def _look(self, key: str) -> tuple[int, protocol.pushes.Progress | None]:
        with self._changed:
            if self._closed:
                raise AgentUnreachable(
                    "Connection lost",
                    "The background program went away meanwhile.",
                    self._goes_on,
                )
            return self._news, self._latest.get(key)

    def _next(self, seen: int) -> None:
        """Wait for news after `seen`; look again after a while all the same."""
        with self._changed:
            self._changed.wait_for(lambda: self._news > seen, timeout=LOOK_AGAIN_SECONDS)

    def _ended(
        self, agent: CallsAgent, number: BatchId, progress: protocol.pushes.Progress | None
    ) -> bool:
        """Return whether the batch itself says so; asked only when there is reason to."""
        if progress is not None and not progress.finished:
            return False
        views = agent.call(ListBatches(limit=1000)).batches
        states = {view.batch.id: view.batch.state for view in views}
        return states.get(number) is not BatchState.RUNNING


class Bar:
    """A progress bar on a terminal, else a line now and then; silent for programs."""

    def __init__(self, terminal: Terminal, title: str) -> None:
        self._terminal = terminal
        self._title = title
        self._bar: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        if self._terminal.notes.is_terminal and not self._terminal.as_json:
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TextColumn("{task.fields[detail]}", markup=False),
                TimeElapsedColumn(),
                console=self._terminal.notes,
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=None, detail="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, progress: protocol.pushes.Progress) -> None:
        """Draw how far it is."""
        if self._bar is not None:
            self._bar.update(
                self._task,
                description=one_line(progress.title, 40),
                completed=progress.done,
                total=progress.total or None,
                detail=one_line(progress.detail, 40),
            )
