"""Starting the agent when none runs, and stopping it."""

import os
import queue
import subprocess
import sys
import sysconfig
import threading
import time
from pathlib import Path

import msgspec

import second_me
from second_me.client.connection import Client
from second_me.client.wire import read_meeting
from second_me.core.errors import AgentUnreachable
from second_me.core.outcomes import (
    AlreadyRunning,
    Failed,
    NotRunning,
    StartOutcome,
    StopOutcome,
)
from second_me.core.paths import Home
from second_me.core.protocol.system import StopAgent
from second_me.core.rendezvous import Meeting

_outcomes = msgspec.json.Decoder(StartOutcome)


def ensure_agent(home: Home, timeout: float = 60.0) -> StartOutcome:
    """Start a detached agent for a home unless one answers already.

    The agent writes its own outcome as one line before it lets go of its output, so
    that what kept it from starting is told in its words. One that ends is noticed at once; on a
    machine with much else to do the start itself may take long.
    """
    running = _running(home)
    if running is not None:
        return AlreadyRunning(address=running.address, pid=running.pid)
    try:
        process = _spawn(home)
    except OSError as error:
        return Failed(
            title="The background program could not be started",
            message=f"The system refused: {error.strerror}.",
            action="Install Second Me again.",
        )
    return _first_word(process, timeout)


def stop_agent(home: Home, timeout: float = 20.0) -> StopOutcome:
    """Have the agent of a home drain and end, and wait until it is gone."""
    gone = threading.Event()
    try:
        client = Client.connect(home, name="stop", on_lost=lambda _: gone.set(), any_version=True)
    except AgentUnreachable:
        return NotRunning()
    with client:
        deadline = time.monotonic() + timeout
        outcome = client.call(StopAgent(), timeout)
        if gone.wait(max(deadline - time.monotonic(), 0)):
            return outcome
    return Failed(
        title="Still stopping",
        message="The background program is finishing what it has in hand.",
        action="Wait a moment and look again.",
    )


def agent_command(home: Home) -> list[str]:
    """Return the command line of a home's agent."""
    if getattr(sys, "frozen", False):
        start = [sys.executable, "agent"]
    else:
        start = [sys.executable, "-m", "second_me.agent"]
    return [*start, "--home", str(home.root)]


def agent_environment(home: Home) -> dict[str, str]:
    """Return the environment of a home's agent: this one, with the same code and models."""
    environment = {**os.environ, "SECOND_ME_MODELS": str(home.models)}
    code = Path(second_me.__file__).resolve().parents[1]
    if str(code) not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        known = environment.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = os.pathsep.join(part for part in (str(code), known) if part)
    return environment


def _running(home: Home) -> Meeting | None:
    try:
        Client.connect(home, name="launcher", any_version=True).close()
    except AgentUnreachable:
        return None
    return read_meeting(home)


def _spawn(home: Home) -> "subprocess.Popen[bytes]":
    detached = 0
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        agent_command(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=agent_environment(home),
        cwd=Path.home() if Path.home().is_dir() else None,
        start_new_session=True,
        creationflags=detached,
    )


def _first_word(process: "subprocess.Popen[bytes]", timeout: float) -> StartOutcome:
    words: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # The thread outlives the call: somebody must take the agent's exit status one day.
    threading.Thread(target=_attend, args=(process, words), name="agent-exit", daemon=True).start()
    try:
        outcome: StartOutcome = _outcomes.decode(words.get(timeout=timeout))
    except (queue.Empty, msgspec.DecodeError):
        return Failed(
            title="The background program did not start",
            message="It ended or fell silent before it was ready.",
            action="Run this to see why: second-me agent --foreground",
        )
    return outcome


def _attend(process: "subprocess.Popen[bytes]", words: "queue.SimpleQueue[bytes]") -> None:
    assert process.stdout is not None
    with process.stdout as output:
        words.put(output.readline())
    process.wait()
