"""What the person sees while the bootstrap works: numbered steps, elapsed time, one live line."""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from children import ChildFailed

QUIET_SECONDS = 20.0
"""Where the output is no terminal, a line about a long step appears this often."""


class Stop(Exception):
    """End here with words for the person."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, as in 3:07."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class Steps:
    """Prints the steps of one run. `log` takes the whole output of the child processes."""

    def __init__(
        self,
        log: Path,
        out: TextIO | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.log = log
        self._out = out or sys.stdout
        self._now = now
        self._terminal = self._out.isatty()
        self._begin = now()
        self._total = 0
        self._number = 0
        self._title = ""
        self._step_began = 0.0
        self._last_drawn = 0.0
        self._shown = False
        self._worked = False
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("", encoding="utf-8")

    def plan(self, total: int) -> None:
        """Say how many steps are to come."""
        self._total = total
        self._number = 0

    def do(self, title: str, work: Callable[[], bool]) -> None:
        """Run one step. `work` returns whether there was anything to do."""
        self._number += 1
        self._title = title
        self._step_began = self._last_drawn = self._now()
        self._shown = False
        if work():
            self._worked = True
            self._finish(f"{self._head()}  done in {clock(self._now() - self._step_began)}")
        else:
            self._clear()

    def update(self, detail: str) -> None:
        """Show how far the present step is; called often, draws seldom."""
        now = self._now()
        if now - self._last_drawn < (0.1 if self._terminal else QUIET_SECONDS):
            return
        self._last_drawn = now
        text = f"{self._head()}  {clock(now - self._step_began)}  {detail}".rstrip()
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            self._out.write("\r\x1b[2K" + text[:width])
            self._shown = True
        else:
            self._out.write(text + "\n")
        self._out.flush()

    def announce(self, detail: str) -> None:
        """Say at once what a long step is about to do."""
        self._last_drawn = float("-inf")
        self.update(detail)

    def say(self, text: str) -> None:
        """Print lines of their own."""
        self._clear()
        self._out.write(text + "\n")
        self._out.flush()

    def ready(self) -> None:
        """Close the list of steps."""
        took = clock(self._now() - self._begin)
        self.say(f"Ready in {took}." if self._worked else "Ready.")

    def fail(self, failure: ChildFailed) -> None:
        """Say what failed, show the end of the log and what to do."""
        self._clear()
        tail = "\n".join("    " + line for line in failure.tail)
        self.say(
            f"{self._head()}  did not work.\n{tail}\n"
            f"The whole output is in {self.log}\n"
            f"{failure.advice}"
        )

    def _head(self) -> str:
        return f"[{self._number}/{self._total}] {self._title}"

    def _finish(self, text: str) -> None:
        self._clear()
        self._out.write(text + "\n")
        self._out.flush()

    def _clear(self) -> None:
        if self._shown:
            self._out.write("\r\x1b[2K")
            self._out.flush()
            self._shown = False
