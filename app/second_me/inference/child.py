"""The worker as the agent sees it: a process, what it says, and its end."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec
import psutil

import second_me
from second_me.inference import frames

_END_SECONDS = 5.0
# What a program needs to find its libraries; all else stays with the agent.
_KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")


class Ended(msgspec.Struct, frozen=True):
    """The worker is gone. `code` is its exit status, negative for a signal."""

    code: int


Said = frames.FromWorker | Ended


class Child:
    """One worker process. Its thread starts it, hears it out and sees it end.

    The kernel kills the worker when the thread that started it ends: that is why the
    same thread does both.
    """

    def __init__(self, on_end: Callable[["Child"], None]) -> None:
        self.said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self._on_end = on_end
        self._started = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._live, name="model-worker", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            raise self._failure

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def send(self, message: frames.ToWorker) -> None:
        """Send one frame. A worker that is gone says so in `said`; nothing is raised for it.

        Raises BrokenFrame for a message over the cap.
        """
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            with self._writing:
                frames.write(_binary(self._process.stdin), message)
        except (OSError, ValueError):
            # A broken pipe: `Ended` is on its way, or there already.
            return

    def hear(self, timeout: float) -> Said | None:
        """Return what the worker says next, None when it says nothing in time (seconds)."""
        try:
            return self.said.get(timeout=timeout)
        except queue.Empty:
            return None

    def memory_bytes(self) -> int:
        """Return what the worker holds in memory; 0 when it is gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def end(self) -> None:
        """End the worker and wait for it; it has nothing to save."""
        if self._process is not None:
            self._process.kill()
        self._thread.join(_END_SECONDS)

    def _live(self) -> None:
        try:
            self._process = process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                cwd=Path(sys.executable).anchor,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._failure = error
            return
        finally:
            self._started.set()
        with process:
            assert process.stdout is not None
            self._hear_out(_binary(process.stdout))
            process.kill()
        self.said.put(Ended(process.returncode))
        self._on_end(self)

    def _hear_out(self, source: BinaryIO) -> None:
        """Take what it says until it ends, or says something that is no message of ours."""
        decode = msgspec.json.Decoder(frames.FromWorker).decode
        try:
            while (body := frames.read(source)) is not None:
                self.said.put(decode(body))
        except (frames.BrokenFrame, msgspec.DecodeError, OSError):
            return


def _command() -> list[str]:
    parent = str(os.getpid())
    if getattr(sys, "frozen", False):
        return [sys.executable, "model-worker", parent]
    return [sys.executable, "-P", "-s", "-m", "second_me.inference.worker", parent]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    root = Path(second_me.__file__).parents[1]
    return {
        **kept,
        "PYTHONPATH": str(root),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _binary(stream: object) -> BinaryIO:
    return stream  # type: ignore[return-value]  # Popen's pipes are binary here
