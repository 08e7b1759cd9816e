"""Starting, stopping and dying: always one agent, always a clear word, nothing left behind."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time

import msgspec
import pytest
from agent_process import PASSPHRASE, WAIT, RunningAgent, Watcher, until

from second_me.client import Client, ensure_agent, stop_agent
from second_me.core.errors import AgentUnreachable, VaultLocked
from second_me.core.outcomes import (
    AlreadyRunning,
    Failed,
    NotRunning,
    Started,
    StartOutcome,
    StillLocked,
    Stopped,
    Stored,
    Unlocked,
)
from second_me.core.paths import Home
from second_me.core.protocol.memory import AddText, ListEvents
from second_me.core.protocol.system import GetStatus, StopAgent, VaultState
from second_me.core.protocol.vault import Lock, Unlock
from second_me.core.rendezvous import lock_file, meeting_file, token_file


def outcome_of(process: "subprocess.Popen[bytes]") -> StartOutcome:
    out, _ = process.communicate(timeout=WAIT)
    return msgspec.json.decode(out, type=StartOutcome)


def test_it_starts_without_a_vault_and_says_so(agent, client) -> None:
    assert client.welcome.vault is VaultState.ABSENT
    assert client.welcome.pid == agent.process.pid
    with pytest.raises(VaultLocked, match="no vault"):
        client.call(AddText(text="too early"))


def test_what_it_leaves_in_its_folder_is_private(agent) -> None:
    def mode(path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(agent.home.root) == 0o700
    assert mode(agent.home.run) == 0o700
    assert mode(token_file(agent.home)) == 0o600
    assert mode(agent.home.run / "socket") & 0o077 == 0
    assert mode(agent.home.logs) == 0o700
    assert mode(agent.home.logs / "agent.log") == 0o600


def test_a_second_agent_gives_way(agent) -> None:
    second = agent.spawn()
    assert outcome_of(second) == AlreadyRunning(
        address=str(agent.home.run / "socket"), pid=agent.process.pid
    )
    assert second.returncode == 0
    agent.connect().close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(agent, number) -> None:
    agent.process.send_signal(number)

    assert agent.process.wait(WAIT) == 0
    assert not token_file(agent.home).exists()
    assert not meeting_file(agent.home).exists()
    assert not (agent.home.run / "socket").exists()
    assert lock_file(agent.home).exists()


def test_a_call_ends_it_after_its_answer(agent) -> None:
    watcher = Watcher()
    client = agent.connect(watcher=watcher)

    assert client.call(StopAgent()) == Stopped()
    assert agent.process.wait(WAIT) == 0
    watcher.wait(lambda w: w.lost == ["closed"])
    client.close()


def test_a_killed_agent_is_taken_over(agent, open_client) -> None:
    assert isinstance(open_client.call(AddText(text="kept through a kill")), Stored)
    agent.kill()
    assert (agent.home.run / "socket").exists()
    agent.restart()

    with agent.connect() as client:
        assert client.welcome.vault is VaultState.LOCKED
        assert isinstance(client.call(Unlock(passphrase=PASSPHRASE)), Unlocked)
        (event,) = client.call(ListEvents()).events
        assert event.text == "kept through a kill"


def test_a_client_learns_that_the_agent_died_and_finds_the_next_one(agent) -> None:
    watcher = Watcher()
    client = agent.connect(watcher=watcher)
    agent.kill()
    watcher.wait(lambda w: w.lost == ["closed"])
    with pytest.raises(AgentUnreachable):
        client.call(GetStatus())
    client.close()
    with pytest.raises(AgentUnreachable):
        agent.connect()

    agent.restart()
    with agent.connect() as again:
        assert again.call(GetStatus()).pid == agent.process.pid


def test_calls_under_way_fail_when_the_agent_dies(agent, client) -> None:
    failed = threading.Event()

    def stall() -> None:
        try:
            while True:
                client.call(GetStatus())
        except AgentUnreachable:
            failed.set()

    thread = threading.Thread(target=stall)
    thread.start()
    agent.kill()
    assert failed.wait(WAIT)
    thread.join(WAIT)


def test_the_launcher_starts_uses_and_stops_it(home: Home) -> None:
    started = ensure_agent(home)
    try:
        assert isinstance(started, Started)
        assert ensure_agent(home) == AlreadyRunning(address=started.address, pid=started.pid)
        with Client.connect(home, name="test") as client:
            assert client.welcome.pid == started.pid
    finally:
        stopped = stop_agent(home)
    assert stopped == Stopped()
    assert stop_agent(home) == NotRunning()


def test_many_launchers_at_once_start_one_agent(home: Home) -> None:
    outcomes: list[StartOutcome] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(ensure_agent(home))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    stop_agent(home)

    assert len(outcomes) == 4
    assert len({outcome.pid for outcome in outcomes}) == 1
    assert sum(isinstance(outcome, Started) for outcome in outcomes) == 1


def test_a_long_path_gets_a_socket_elsewhere(start_agent, tmp_path, home) -> None:
    deep = Home(root=tmp_path / ("d" * 60) / ("e" * 60), models=home.models)
    agent = start_agent(deep)

    with agent.connect() as client:
        assert client.welcome.vault is VaultState.ABSENT
    assert not (deep.run / "socket").exists()
    assert agent.stop() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_of_somebody_else_is_refused(home: Home, tmp_path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    home.run.mkdir(parents=True)
    os.chown(home.run, 12345, 12345)

    outcome = ensure_agent(home)
    assert isinstance(outcome, Failed)
    assert "not yours" in outcome.title


def test_a_place_that_cannot_be_written_is_said(tmp_path, home) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way")
    outcome = ensure_agent(Home(root=blocked / "home", models=home.models))

    assert isinstance(outcome, Failed)
    assert outcome.action


def test_lock_closes_the_vault_and_waits_for_nothing(agent, open_client) -> None:
    open_client.call(AddText(text="behind the lock"))
    began = time.monotonic()
    open_client.call(Lock())
    took = time.monotonic() - began

    with pytest.raises(VaultLocked):
        open_client.call(ListEvents())
    assert open_client.call(GetStatus()).vault is VaultState.LOCKED
    wrong = open_client.call(Unlock(passphrase="not this one"))
    assert isinstance(wrong, StillLocked)
    assert wrong.slots == ("passphrase",)
    assert isinstance(open_client.call(Unlock(passphrase=PASSPHRASE)), Unlocked)
    assert len(open_client.call(ListEvents()).events) == 1
    assert took < WAIT / 2  # a second on a quiet machine; `bench promises` holds it to that


def test_an_agent_that_lacks_a_part_says_so_and_ends(home: Home, start_agent, tmp_path) -> None:
    code = (
        "import sys; from second_me.agent.main import main;"
        "from second_me.agent.parts import Parts;"
        "sys.exit(main(sys.argv[1:], lambda: Parts(embedder=lambda: 1 / 0)))"
    )
    broken = RunningAgent(home, [sys.executable, "-c", code])
    outcome = outcome_of(broken.process)

    assert isinstance(outcome, Failed)
    assert "fault" in outcome.message
    assert broken.process.returncode == 1
    assert start_agent(home).stop() == 0


def test_it_goes_on_when_who_started_it_is_gone(agent) -> None:
    agent.end()
    agent.process = agent.spawn()
    agent.process.stdout.close()

    until(lambda: reachable(agent))
    assert agent.stop() == 0


def reachable(agent: RunningAgent) -> bool:
    try:
        agent.connect().close()
    except AgentUnreachable:
        return False
    return True
