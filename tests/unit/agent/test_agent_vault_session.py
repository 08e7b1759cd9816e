"""Absent, locked, open: each way from one to the other, and two that want it at once."""

import threading

import pytest

from second_me.agent.vault_session import VaultSession
from second_me.core.errors import DiskFull, PersonFault, VaultLocked
from second_me.core.outcomes import StillLocked, Unlocked
from second_me.core.protocol.system import VaultState
from second_me.core.protocol.vault import CreateVault, Unlock
from second_me.vault import Argon2Cost, KeySlots, MemoryKeyring

PASSPHRASE = "correct horse battery"
WAIT = 60.0


class Services:
    """Stands for what works on an open vault: notes that it was started and stopped."""

    def __init__(self, vault, fails: list[Exception]) -> None:
        self.vault = vault
        self.seen: list[str] = []
        self._fails = fails

    def start(self) -> None:
        self.seen.append("started")
        if self._fails:
            raise self._fails.pop()

    def stop(self) -> None:
        self.seen.append("stopped")


class SlowKeyring(MemoryKeyring):
    """Answers only once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.let = threading.Event()
        self.let.set()

    def get(self, vault_id: str) -> bytes | None:
        self.asked.set()
        assert self.let.wait(WAIT)
        return super().get(vault_id)


class Room:
    def __init__(self, home, clock, log) -> None:
        self.keyring = SlowKeyring()
        self.made: list[Services] = []
        self.fails: list[Exception] = []
        self.changes: list = []
        self.session = VaultSession(
            home,
            lambda: KeySlots(home.slots, self.keyring, clock, Argon2Cost(memory_kib=64, passes=1)),
            clock,
            log,
            serve=self.serve,
            changed=self.changes.append,
        )

    def serve(self, vault) -> Services:
        self.made.append(Services(vault, self.fails))
        return self.made[-1]


@pytest.fixture
def room(home, clock, log):
    room = Room(home, clock, log)
    yield room
    room.keyring.let.set()
    room.session.close()


@pytest.fixture
def session(room) -> VaultSession:
    room.session.create(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=True))
    return room.session


def test_there_is_none_at_first(room) -> None:
    assert room.session.state is VaultState.ABSENT
    with pytest.raises(VaultLocked, match="no vault"):
        _ = room.session.services
    assert isinstance(room.session.unlock(Unlock(passphrase=PASSPHRASE)), StillLocked)
    room.session.try_keyring()
    assert room.session.state is VaultState.ABSENT


def test_a_new_one_is_open_and_made_once(room, session) -> None:
    assert session.state is VaultState.OPEN
    assert room.made[0].seen == ["started"]
    with pytest.raises(PersonFault):
        session.create(CreateVault(passphrase=PASSPHRASE))


def test_a_lock_ends_all_and_wipes_the_key(room, session) -> None:
    key = session.key
    session.lock()

    assert session.state is VaultState.LOCKED
    assert room.made[0].seen == ["started", "stopped"]
    with pytest.raises(ValueError, match="wiped"):
        _ = key.secret
    with pytest.raises(VaultLocked):
        room.made[0].vault.read(lambda s: s.counts())
    for needs_it_open in (lambda: session.services, lambda: session.key):
        with pytest.raises(VaultLocked):
            needs_it_open()


def test_it_opens_by_passphrase_and_by_keyring_but_not_by_a_wrong_word(session) -> None:
    session.lock()
    wrong = session.unlock(Unlock(passphrase="something else"))
    assert isinstance(wrong, StillLocked)
    assert set(wrong.slots) == {"passphrase", "keyring"}
    assert session.unlock(Unlock(passphrase=PASSPHRASE)) == Unlocked(slot="passphrase")
    session.lock()
    session.try_keyring()
    assert session.state is VaultState.OPEN


def test_a_keyring_that_waits_for_the_person_holds_up_no_passphrase(room, session) -> None:
    session.lock()
    room.keyring.asked.clear()
    room.keyring.let.clear()
    trying = threading.Thread(target=session.try_keyring)
    trying.start()
    assert room.keyring.asked.wait(WAIT)

    assert isinstance(session.unlock(Unlock(passphrase=PASSPHRASE)), Unlocked)
    room.keyring.let.set()
    trying.join(WAIT)
    assert session.state is VaultState.OPEN
    assert len(room.made) == 2


def test_a_lock_outlasts_a_keyring_that_answers_late(room, session) -> None:
    session.lock()
    room.keyring.asked.clear()
    room.keyring.let.clear()
    trying = threading.Thread(target=session.try_keyring)
    trying.start()
    assert room.keyring.asked.wait(WAIT)
    session.lock()
    room.keyring.let.set()
    trying.join(WAIT)

    assert session.state is VaultState.LOCKED


def test_services_that_fail_to_start_leave_it_locked(room, session) -> None:
    session.lock()
    room.fails.append(DiskFull("Full", "No room."))
    with pytest.raises(DiskFull):
        session.unlock(Unlock(passphrase=PASSPHRASE))
    assert session.state is VaultState.LOCKED
    assert room.made[1].seen == ["started", "stopped"]
    assert isinstance(session.unlock(Unlock(passphrase=PASSPHRASE)), Unlocked)


def test_an_exchange_that_fails_opens_the_old_one_again(session) -> None:
    def fails():
        raise DiskFull("Full", "No room.")

    with pytest.raises(DiskFull):
        session.exchange(fails)
    assert session.state is VaultState.OPEN
    assert session.services.seen == ["started"]


def test_an_exchange_that_cannot_even_end_the_work_opens_the_old_one_again(
    room, session, monkeypatch
) -> None:
    def breaks():
        raise DiskFull("Full", "No room.")

    monkeypatch.setattr(room.made[0], "stop", breaks)
    with pytest.raises(DiskFull):
        session.exchange(lambda: pytest.fail("the vault was still at work"))
    assert session.state is VaultState.OPEN
    assert session.services.seen == ["started"]
    assert session.services is room.made[1]


def test_an_open_vault_is_called_open_while_it_is_exchanged(room, session) -> None:
    told = len(room.changes)

    def work():
        assert session.state is VaultState.OPEN
        assert len(room.changes) == told
        with pytest.raises(VaultLocked, match="for a moment"):
            _ = session.services
        return session.slots.unlock(passphrase=PASSPHRASE).key

    session.exchange(work)
    assert len(room.changes) == told + 1


def test_a_locked_vault_is_locked_and_not_absent_while_it_is_exchanged(home, session) -> None:
    aside = home.vault.with_name("aside")
    session.lock()

    def work():
        home.vault.rename(aside)
        seen = session.state
        aside.rename(home.vault)
        assert seen is VaultState.LOCKED
        raise DiskFull("Full", "No room.")

    with pytest.raises(DiskFull):
        session.exchange(work)
    session.lock()
    home.vault.rename(aside)
    assert session.state is VaultState.ABSENT


def test_a_lock_closes_the_vault_even_if_its_work_cannot_be_ended(room, session) -> None:
    def broken() -> None:
        raise OSError("no more threads")

    key = session.key
    room.made[0].stop = broken
    with pytest.raises(OSError, match="threads"):
        session.lock()
    assert session.state is VaultState.LOCKED
    with pytest.raises(ValueError, match="wiped"):
        _ = key.secret


def test_after_the_end_nothing_opens_it(session) -> None:
    session.close()
    with pytest.raises(VaultLocked):
        session.unlock(Unlock(passphrase=PASSPHRASE))
    assert session.state is VaultState.LOCKED
