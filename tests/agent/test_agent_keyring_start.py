"""The keyring opens the vault at start; without it another slot does, and it is said why."""

import shutil
import sys
from pathlib import Path

import pytest
from agent_process import PASSPHRASE, RunningAgent, until

from second_me.core.outcomes import StillLocked, Unlocked
from second_me.core.protocol.memory import AddText, ListEvents
from second_me.core.protocol.system import GetHealth, GetStatus, Level, VaultState
from second_me.core.protocol.vault import CreateVault, Unlock

COMMAND = [sys.executable, str(Path(__file__).with_name("keyring_agent.py"))]


@pytest.fixture
def keyring(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "keyring"
    folder.mkdir()
    monkeypatch.setenv("TEST_KEYRING", str(folder / "entry"))
    return folder


@pytest.fixture
def agent(start_agent, home, keyring) -> RunningAgent:
    """Return an agent that was restarted over a vault with a keyring slot."""
    agent = start_agent(home, COMMAND)
    with agent.connect() as client:
        made = client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=True))
        assert made.notice == ""
        client.call(AddText(text="opened by the keyring"))
    return agent


def state(agent: RunningAgent) -> VaultState:
    with agent.connect() as client:
        return client.call(GetStatus()).vault


def test_the_vault_is_open_soon_after_a_start(agent) -> None:
    agent.restart()
    until(lambda: state(agent) is VaultState.OPEN)
    with agent.connect() as client:
        assert len(client.call(ListEvents()).events) == 1


def test_when_the_keyring_lost_the_key_a_passphrase_opens_it_and_says_why(agent, keyring) -> None:
    for entry in keyring.iterdir():
        entry.unlink()
    agent.restart()
    with agent.connect() as client:
        by_keyring = client.call(Unlock())
        assert isinstance(by_keyring, StillLocked)
        assert by_keyring.message
        assert "passphrase" in by_keyring.slots
        opened = client.call(Unlock(passphrase=PASSPHRASE))
        assert isinstance(opened, Unlocked)
        assert opened.notice
        checks = {check.name: check for check in client.call(GetHealth()).checks}
        assert checks["keyring"].level is Level.NOTICE


def test_when_the_keyring_is_gone_the_start_goes_on_without_it(agent, keyring) -> None:
    shutil.rmtree(keyring)
    agent.restart()
    with agent.connect() as client:
        assert isinstance(client.call(Unlock(passphrase=PASSPHRASE)), Unlocked)
