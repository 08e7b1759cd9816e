"""Everything that is checked: style, types, layers, the wheel in an empty place, all tests."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import session
import smoke
from children import ChildFailed, run_child
from environment import Venv
from steps import Steps

FINDINGS = 200
"""How many lines of a failed check are shown."""
FIX = "Mend it and run the same command again."


def run(root: Path, venv: Venv, steps: Steps) -> int:
    """Run all checks, the tests last, and return 0 if every one passed.

    A check that fails does not keep the others from running. pytest's closing line is
    the last one printed, so that whoever reads the output can count the tests.
    """
    failed: list[str] = []
    began = time.monotonic()
    module = (str(venv.python), "-m")
    brief = "--output-format=concise"
    todo: list[tuple[str, Sequence[str]]] = [
        ("Style", (*module, "ruff", "check", brief, ".")),
        ("Format", (*module, "ruff", "format", "--check", "--quiet", brief, ".")),
        ("Types", (*module, "mypy")),
        ("Layers", (str(venv.programs / "lint-imports"),)),
    ]
    steps.plan(len(todo) + 1)
    for title, command in todo:
        checked(title, command, root, steps, failed)
    try:
        steps.do("Wheel in an empty environment", lambda: smoke.run(root, venv, steps))
    except ChildFailed as failure:
        steps.fail(failure)
        failed.append("Wheel in an empty environment")
    steps.say(f"Tests, after {time.monotonic() - began:.0f} seconds of other checks:")
    closing, code = tests(root, venv)
    if failed:
        steps.say(f"Did not pass: {', '.join(failed)}. The reasons stand above.\n{closing}")
    return 1 if failed else code


def checked(
    title: str, command: Sequence[str], root: Path, steps: Steps, failed: list[str]
) -> None:
    """Run one check and note its title if it fails."""

    def work() -> bool:
        run_child(
            command,
            log=steps.log,
            tick=lambda: steps.update(""),
            cwd=root,
            advice=FIX,
            tail_lines=FINDINGS,
        )
        return True

    try:
        steps.do(title, work)
    except ChildFailed as failure:
        steps.fail(failure)
        failed.append(title)


def tests(root: Path, venv: Venv) -> tuple[str, int]:
    """Run pytest in a session of its own; return its closing line and its exit code."""
    with session.lend(venv) as lent:
        command = [*lent.prefix, str(venv.python), "-m", "pytest", "--durations=15"]
        return passed_through(command, root, lent.env)


def passed_through(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> tuple[str, int]:
    """Run a command with its output shown as it comes; return the last line and the code."""
    last = ""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        for line in child.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.rstrip() or last
    return last, child.returncode
