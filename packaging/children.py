"""Child processes of the bootstrap: output to a log, a live word about it, a clean stop."""

import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TAIL_LINES = 25
RETRY_ADVICE = "Check the network connection and run the same command again."


class ChildFailed(Exception):
    """A child process ended badly. `tail` is the end of its output."""

    def __init__(self, command: str, tail: Sequence[str], advice: str) -> None:
        super().__init__(command)
        self.tail = tail
        self.advice = advice

    def mentions(self, words: Sequence[str]) -> bool:
        """Return whether the end of the output holds one of these words."""
        return any(word in line for line in self.tail for word in words)


def run_child(
    command: Sequence[str],
    *,
    log: Path,
    tick: Callable[[], None],
    on_line: Callable[[str], None] = lambda _line: None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    advice: str = RETRY_ADVICE,
    tail_lines: int = TAIL_LINES,
) -> None:
    """Run `command` to its end; every line goes to `log` and to `on_line`.

    `tick` is called about ten times a second, so that a clock can go on while the
    child is silent. Raises ChildFailed; on KeyboardInterrupt the child is ended first.
    """
    tail: deque[str] = deque(maxlen=tail_lines)
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    reader = threading.Thread(target=_drain, args=(child, log, tail, on_line), daemon=True)
    reader.start()
    try:
        while reader.is_alive():
            reader.join(0.1)
            tick()
        code = child.wait()
    except BaseException:
        _end(child)
        reader.join(10)
        raise
    if code != 0:
        raise ChildFailed(command[0], list(tail), advice)


def _drain(
    child: "subprocess.Popen[str]",
    log: Path,
    tail: "deque[str]",
    on_line: Callable[[str], None],
) -> None:
    assert child.stdout is not None
    with log.open("a", encoding="utf-8") as out, child.stdout:
        out.write("$ " + subprocess.list2cmdline(child.args) + "\n")
        for line in child.stdout:
            out.write(line)
            text = line.rstrip()
            if text:
                tail.append(text)
                on_line(text)


def _end(child: "subprocess.Popen[str]") -> None:
    """End the child gently, then for sure."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
