"""Starting the agent: the lock first, then the socket, then ready; and ending it by a signal."""

import argparse
import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from second_me import __version__
from second_me.agent import run_folder
from second_me.agent.hardening import harden
from second_me.agent.home_lock import HomeLock
from second_me.agent.logs import open_log
from second_me.client import ensure_agent
from second_me.client.wire import read_meeting
from second_me.core.errors import SecondMeError
from second_me.core.outcomes import AlreadyRunning, Failed, StartOutcome
from second_me.core.paths import Home, find_home
from second_me.core.rendezvous import lock_file

if TYPE_CHECKING:  # heavy: imported once it is known that this agent is the one to run
    from second_me.agent.parts import Parts

LOCK_SECONDS = 10.0
"""How long to wait for an agent that is just starting or just ending."""


def main(argv: Sequence[str], make_parts: "Callable[[], Parts] | None" = None) -> int:
    """Run the agent until it is told to stop; 0 if it ran or another one runs already.

    `make_parts` is for trials that bring parts of their own.
    """
    parser = argparse.ArgumentParser(prog="second-me agent", description="Serve one vault.")
    parser.add_argument("--home", type=Path, help="the folder of the vault")
    parser.add_argument(
        "--foreground", action="store_true", help="stay in this terminal until Ctrl+C"
    )
    options = parser.parse_args(argv)
    home = find_home(options.home)
    if sys.stdout.isatty() and not options.foreground:
        # Somebody typed the command: the agent goes on without their terminal.
        outcome = ensure_agent(home)
        _to_terminal(outcome)
        return 1 if isinstance(outcome, Failed) else 0
    harden()
    from second_me.agent.parts import Parts  # noqa: PLC0415  (argparse answers --help first)

    report = _to_terminal if options.foreground else _to_launcher
    return run(home, make_parts or Parts, report)


def run(
    home: Home, make_parts: Callable[[], "Parts"], report: Callable[[StartOutcome], None]
) -> int:
    """Run the agent of a home; `report` is told once how its start came out."""
    from second_me.agent.build import Agent  # noqa: PLC0415

    try:
        run_folder.prepare(home)
        lock = _take_lock(home)
        if not isinstance(lock, HomeLock):
            report(lock)
            return 0 if isinstance(lock, AlreadyRunning) else 1
        run_folder.withdraw(home)
        log, log_file = open_log(home.logs)
        log.info("agent_starting", version=__version__, pid=os.getpid())
        agent = Agent(home, lock, make_parts(), log)
        agent.start()
    except SecondMeError as error:
        report(Failed(title=error.title, message=error.message, action=error.action))
        return 1
    except OSError as error:
        fault = run_folder.as_fault(error, home)
        report(Failed(title=fault.title, message=fault.message, action=fault.action))
        return 1
    agent.catch_signals()
    outcome = agent.ready()
    report(outcome)
    agent.wait()
    agent.close()
    log_file.close()
    if agent.wiped:
        run_folder.clear(home)
    # What a lock or a stop had to leave behind must not keep the process.
    os._exit(1 if isinstance(outcome, Failed) else 0)


def _take_lock(home: Home) -> HomeLock | StartOutcome:
    """Return the lock, or what to tell if another agent has it."""
    deadline = time.monotonic() + LOCK_SECONDS
    pause = threading.Event()
    while True:
        lock = HomeLock.take(lock_file(home))
        if lock is not None:
            return lock
        meeting = read_meeting(home)
        if meeting is not None:
            return AlreadyRunning(address=meeting.address, pid=meeting.pid)
        if time.monotonic() > deadline:
            return Failed(
                title="Another agent holds this vault",
                message="It is starting or ending and does not answer.",
                action="Wait a moment and try again.",
            )
        pause.wait(0.05)


def _to_terminal(outcome: StartOutcome) -> None:
    if isinstance(outcome, Failed):
        print(f"{outcome.title}. {outcome.message} {outcome.action}", file=sys.stderr)  # noqa: T201
    elif isinstance(outcome, AlreadyRunning):
        print(f"It runs already, as process {outcome.pid}.", file=sys.stderr)  # noqa: T201
    else:
        print(f"Ready, as process {outcome.pid}.", file=sys.stderr)  # noqa: T201


def _to_launcher(outcome: StartOutcome) -> None:
    """Write the outcome as one line of JSON, then let go of the launcher's pipes."""
    with contextlib.suppress(OSError):  # who started it may be gone
        os.write(1, msgspec.json.encode(outcome) + b"\n")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
