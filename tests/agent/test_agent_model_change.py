"""Another embedder comes with an update: memory is found throughout, whatever dies meanwhile."""

import sys
from pathlib import Path

import pytest
from agent_process import PASSPHRASE, Watcher, until

from second_me.core.clock import SystemClock
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.pushes import Progress
from second_me.core.protocol.recall import Search
from second_me.core.protocol.vault import CreateVault, Unlock
from second_me.vault import Argon2Cost, KeySlots, NoKeyring, Vault

OLD, NEW = "scripted-v1", "scripted-v2"
MEMORIES = 90


@pytest.fixture
def gate(tmp_path) -> Path:
    path = tmp_path / "gate"
    path.write_text("1000", "utf-8")
    return path


@pytest.fixture
def start(start_agent, home, gate):
    """Return a function that starts an agent with an embedder of this name."""

    def started(model, understands=""):
        script = Path(__file__).with_name("embedder_agent.py")
        return start_agent(home, [sys.executable, str(script), model, understands, str(gate)])

    return started


@pytest.fixture
def filled(start):
    """Make a vault whose events all have vectors of the old embedder."""
    agent = start(OLD)
    watcher = Watcher()
    with agent.connect(watcher=watcher) as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=60)
        for number in range(MEMORIES):
            client.call(AddText(text=f"memory number{number} of thing{number}"))
        watcher.wait(lambda w: embedded(w) == MEMORIES, 60)
    agent.stop()


def progress(watcher):
    return [one for one in watcher.pushed if isinstance(one, Progress) and one.key == "embed"]


def embedded(watcher):
    """Return how many events were embedded, over all stretches of work that came to an end."""
    told = progress(watcher)
    ended = sum(one.total for one in told if one.finished)
    return ended + (told[-1].done if told and not told[-1].finished else 0)


def vectors(home):
    """Return how many events have a vector of each model in the closed vault."""
    slots = KeySlots(home.slots, NoKeyring(), SystemClock(), Argon2Cost(memory_kib=64, passes=1))
    vault = Vault.open(home, slots.unlock(passphrase=PASSPHRASE).key, SystemClock())

    def count(session):
        return {
            name: sum(len(ids) for ids, _ in session.vectors.load(name, "event"))
            for name in session.vectors.models()
        }

    try:
        return vault.read(count)
    finally:
        vault.close()


def log(home):
    return (home.logs / "agent.log").read_text("utf-8")


def found(client, number):
    result = client.call(Search(query=f"number{number} thing{number}", without=("words",), limit=3))
    assert not result.missing
    return [hit.event.text for hit in result.hits][:1]


def unlocked(agent, watcher):
    client = agent.connect(watcher=watcher)
    client.call(Unlock(passphrase=PASSPHRASE), timeout=60)
    return client


def searchable(client):
    until(lambda: not client.call(Search(query="thing1")).missing)


def test_memory_is_found_by_old_vectors_until_all_is_made_anew(filled, start, home, gate) -> None:
    gate.write_text("0", "utf-8")
    agent = start(NEW, OLD)
    watcher = Watcher()
    with unlocked(agent, watcher) as client:
        searchable(client)
        assert found(client, 3) == ["memory number3 of thing3"]
        assert progress(watcher) == []

        gate.write_text("1", "utf-8")
        watcher.wait(lambda w: bool(progress(w)))
        assert 0 < progress(watcher)[0].done < progress(watcher)[0].total
        assert found(client, 3) == ["memory number3 of thing3"]
        assert found(client, MEMORIES - 1) == [
            f"memory number{MEMORIES - 1} of thing{MEMORIES - 1}"
        ]
    agent.kill()
    assert set(vectors(home)) == {OLD, NEW}

    gate.write_text("1000", "utf-8")
    agent.restart()
    watcher = Watcher()
    with unlocked(agent, watcher) as client:
        watcher.wait(lambda w: bool(progress(w)) and progress(w)[-1].finished, 60)
        searchable(client)
        assert found(client, MEMORIES - 1) == [
            f"memory number{MEMORIES - 1} of thing{MEMORIES - 1}"
        ]
        until(lambda: "old_vectors_removed" in log(home))
    agent.stop()
    assert vectors(home) == {NEW: MEMORIES}


def test_an_embedder_that_does_not_understand_the_old_one_finds_what_it_has(
    filled, start, home, gate
) -> None:
    gate.write_text("0", "utf-8")
    agent = start(NEW)
    watcher = Watcher()
    with unlocked(agent, watcher) as client:
        searchable(client)
        assert found(client, 3) == []
        by_words = client.call(Search(query="number3"))
        assert "memory number3 of thing3" in [hit.event.text for hit in by_words.hits]
        gate.write_text("1000", "utf-8")
        watcher.wait(lambda w: bool(progress(w)) and progress(w)[-1].finished, 60)
        assert found(client, 3) == ["memory number3 of thing3"]
        until(lambda: "old_vectors_removed" in log(home))
    agent.stop()
    assert vectors(home) == {NEW: MEMORIES}
