"""Making, opening and closing the vault from the command line."""

import getpass

import pytest

from second_me.core.clock import Timestamp
from second_me.core.errors import VaultLocked
from second_me.core.outcomes import StillLocked, Unlocked
from second_me.core.protocol import Done
from second_me.core.protocol.system import (
    Activity,
    Counts,
    GetStatus,
    ModelState,
    Status,
    VaultState,
)
from second_me.core.protocol.vault import Created, CreateVault, Lock, Unlock

LOCKED = StillLocked("Wrong passphrase", "It opens no slot.", "Try again.", ("passphrase",))


def status(vault: VaultState, **more) -> Status:
    return Status(
        agent_version="0.1.0",
        pid=7,
        started_at=Timestamp(0),
        vault=vault,
        activity=Activity.IDLE,
        model=ModelState.IDLE,
        **more,
    )


ABSENT = {GetStatus: status(VaultState.ABSENT)}
MADE = {**ABSENT, CreateVault: Created(recovery_code="AAAA-BBBB", notice="")}


def test_init_reads_the_passphrase_from_a_file_and_shows_the_code(run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("correct horse\nsecond line\n")
    ran = run("init", "--passphrase-file", str(secret), "--no-keyring", script=MADE)
    assert ran.code == 0
    assert ran.agent.asked(CreateVault) == [
        CreateVault(passphrase="correct horse", recovery=True, keyring=False)
    ]
    assert "AAAA-BBBB" in ran.out
    assert "correct horse" not in ran.out + ran.err


def test_init_takes_standard_input_where_nobody_can_be_asked(run):
    ran = run("init", "--json", script=MADE, source="from a pipe\n")
    assert ran.agent.asked(CreateVault)[0].passphrase == "from a pipe"
    assert ran.json == {"recovery_code": "AAAA-BBBB", "notice": ""}


def test_init_asks_twice_and_refuses_two_that_differ(run, monkeypatch):
    answers = iter(["one", "other"])
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    ran = run("init", script=MADE, typed=True)
    assert ran.code == 2
    assert not ran.agent.asked(CreateVault)


def test_init_leaves_a_vault_that_is_there(run):
    ran = run("init", script={GetStatus: status(VaultState.LOCKED)}, source="x\n")
    assert ran.code == 2
    assert "There is a vault already" in ran.err


def test_init_needs_a_way_back_in(run):
    assert run("init", "--no-passphrase", "--no-recovery", script=MADE).code == 2


def test_an_empty_passphrase_is_refused(run):
    ran = run("init", script=MADE, source="\n")
    assert ran.code == 2
    assert not ran.agent.asked(CreateVault)


def test_unlock_tries_the_keyring_first(run):
    ran = run("unlock", script={Unlock: Unlocked("keyring")})
    assert ran.code == 0
    assert ran.agent.asked(Unlock) == [Unlock()]


def test_unlock_goes_on_with_the_passphrase(run):
    def answer(request: Unlock):
        return Unlocked("passphrase") if request.passphrase == "right" else LOCKED

    ran = run("unlock", script={Unlock: answer}, source="right\n")
    assert ran.code == 0
    assert ran.out == "Your vault is open.\n"


def test_somebody_at_the_keyboard_gets_three_tries(run, monkeypatch):
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: "wrong")
    ran = run("unlock", script={Unlock: LOCKED}, typed=True)
    assert ran.code == 3
    assert len([one for one in ran.agent.asked(Unlock) if one.passphrase]) == 3


def test_unlock_by_the_recovery_code(run):
    ran = run("unlock", "--recovery-code", script={Unlock: Unlocked("recovery")}, source="AA-BB\n")
    assert ran.agent.asked(Unlock) == [Unlock(recovery_code="AA-BB")]


def test_a_locked_vault_has_its_own_exit_code_for_programs_too(run):
    ran = run("unlock", "--json", script={Unlock: LOCKED}, source="wrong\n")
    assert ran.code == 3
    assert ran.json["type"] == "still_locked"


def test_lock(run):
    ran = run("lock", "--json", script={Lock: Done()})
    assert (ran.code, ran.json) == (0, {"locked": True})


def test_an_error_is_told_in_its_words(run):
    ran = run("lock", script={Lock: VaultLocked("No vault", "There is none.", "Make one.")})
    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.splitlines() == ["No vault.", "There is none.", "Make one."]


def test_an_error_is_one_document_for_programs(run):
    ran = run("lock", "--json", script={Lock: VaultLocked("No vault", "There is none.")})
    assert ran.json["error"]["code"] == "vault_locked"
    assert ran.err == ""


@pytest.mark.parametrize("vault", list(VaultState))
def test_status_tells_what_is_there(run, vault):
    found = status(vault, counts=Counts(events=12_345, sources=3), model_name="SmolLM2")
    ran = run("status", script={GetStatus: found})
    assert ran.code == 0
    assert str(vault) in ran.out
    assert ("12,345 from 3 sources" in ran.out) is (vault is VaultState.OPEN)


def test_status_for_programs_is_the_whole_status(run):
    ran = run("status", "--json", script=ABSENT)
    assert ran.json["vault"] == "absent"
