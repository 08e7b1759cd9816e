"""Background work of the window. The one module here that knows of threads.

Work runs on a few daemon threads; its end is told by a signal that lands in a method of
a QObject, and so on the window's thread.
"""

import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from second_me.core.errors import Bug, SecondMeError

T = TypeVar("T")

MOST_THREADS = 12
"""Calls wait on the agent rather than compute, and a few of them wait long."""


class _Piece(NamedTuple):
    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[SecondMeError], None]


class _Ended(NamedTuple):
    piece: _Piece
    result: Any
    error: SecondMeError | None


class Tasks(QObject):
    """Runs work off the window's thread and tells its end on it."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pieces: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._waiting = 0
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[SecondMeError], None],
    ) -> None:
        """Call `work` on a background thread, then `done` or `failed` on the window's."""
        if self._closed:
            return
        with self._guard:
            self._waiting += 1
            if self._waiting > len(self._threads) and len(self._threads) < MOST_THREADS:
                self._start_thread()
        self._pieces.put(_Piece(work, done, failed))

    @property
    def busy(self) -> bool:
        """Say whether any work is under way."""
        with self._guard:
            return self._waiting > 0

    def close(self, seconds: float = 2.0) -> None:
        """Take no more work, drop what has not been told, and join the threads."""
        self._closed = True
        for _ in self._threads:
            self._pieces.put(None)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _start_thread(self) -> None:
        name = f"window-task-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (piece := self._pieces.get()) is not None:
            ended = _carry_out(piece)
            with self._guard:
                self._waiting -= 1
            if not self._closed:
                self._ended.emit(ended)
            # Nothing done may stay alive while this thread waits for more.
            del piece, ended

    def _deliver(self, ended: _Ended) -> None:
        if self._closed:
            return
        if ended.error is not None:
            ended.piece.failed(ended.error)
        else:
            ended.piece.done(ended.result)


def _carry_out(piece: _Piece) -> _Ended:
    try:
        return _Ended(piece, piece.work(), None)
    except SecondMeError as error:
        return _Ended(piece, None, error)
    except Exception as error:  # noqa: BLE001  (a task ends here; what failed is told)
        kind = type(error).__name__
        return _Ended(piece, None, Bug("Something went wrong", f"The window met a {kind}."))


class Pulse(QObject):
    """Beats the window's thread from outside and measures how long it takes to answer.

    `slow` tells how many seconds an answer took, how many of them the thread itself was
    busy (the rest it waited, or other programs had the processor), and where it stood.
    It is what the watchdog is made of.
    """

    slow = Signal(float, float, str)
    _beat = Signal()

    def __init__(self, limit: float, every: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self._every = every
        self._answered = threading.Event()
        self._quit = threading.Event()
        self._watched = threading.get_ident()
        self._thread: threading.Thread | None = None
        self._beat.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        if self._thread is None:
            self._quit.clear()
            self._thread = threading.Thread(target=self._run, name="window-pulse", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the beating; blocks for as long as one beat at most."""
        self._quit.set()
        self._answered.set()
        if self._thread is not None:
            self._thread.join(2)
            self._thread = None

    def _answer(self) -> None:
        self._answered.set()

    def _run(self) -> None:
        while not self._quit.wait(self._every):
            self._answered.clear()
            begun, busy = time.monotonic(), _busy_seconds(self._watched)
            self._beat.emit()
            if self._answered.wait(self._limit):
                continue
            stack = _stack_of(self._watched)
            while not self._answered.wait(0.5):
                if self._quit.is_set():
                    return
            if not self._quit.is_set():
                busy = _busy_seconds(self._watched) - busy
                self.slow.emit(time.monotonic() - begun, busy, stack)


def _busy_seconds(ident: int) -> float:
    """Return the processor time a thread has used; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    return time.clock_gettime(time.pthread_getcpuclockid(ident))


def _stack_of(ident: int) -> str:
    frame = sys._current_frames().get(ident)  # noqa: SLF001  (no public way to see another thread)
    return "".join(traceback.format_stack(frame)) if frame is not None else ""
