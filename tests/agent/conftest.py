"""A real agent in a process of its own, and real clients of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from agent_process import PASSPHRASE, RunningAgent, Watcher

from second_me.client import Client
from second_me.core.paths import Home
from second_me.core.protocol.vault import CreateVault


@pytest.fixture
def start_agent() -> Iterator[Callable[..., RunningAgent]]:
    """Return a function that starts an agent and waits until it is ready."""
    started: list[RunningAgent] = []

    def start(home: Home, command: list[str] | None = None) -> RunningAgent:
        agent = RunningAgent(home, command)
        started.append(agent)
        word = agent.first_word()
        assert word.startswith(b'{"type":"started"'), word
        return agent

    yield start
    for agent in started:
        agent.end()


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    """Return a running agent without a vault."""
    return start_agent(home)


@pytest.fixture
def client(agent) -> Iterator[Client]:
    """Return a client of the running agent."""
    with agent.connect() as client:
        yield client


@pytest.fixture
def open_client(agent, client) -> Client:
    """Return a client of an agent whose vault was just created."""
    client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=60)
    return client


@pytest.fixture
def watcher() -> Watcher:
    """Keeps what is pushed to `watching`."""
    return Watcher()


@pytest.fixture
def watching(agent, open_client, watcher) -> Iterator[Client]:
    """Return a second client of an open vault, which `watcher` listens to."""
    with agent.connect("watching", watcher) as client:
        yield client


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 12 MB; needs the right to mount."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("only root can mount")
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this system lets nobody mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
