from pathlib import Path

import pytest

from second_me.core.errors import Bug, VaultDamaged, WrongSecret
from second_me.vault import Vault, change_key, durable

PASS = "correct horse"


@pytest.fixture
def made(slots):
    return slots.create(passphrase=PASS, recovery=True, keyring=True)


@pytest.fixture
def key(made):
    return made.key


@pytest.fixture
def closed(vault, remember):
    remember("one", "two")
    vault.close()


def count(home, key, clock):
    vault = Vault.open(home, key, clock)
    try:
        assert vault.check(deep=True) == []
        return vault.read(lambda session: session.events.count())
    finally:
        vault.close()


def test_the_vault_opens_with_the_new_key_alone(closed, home, slots, made, keyring, clock):
    entries = dict(keyring.entries)
    new = change_key(home, slots, PASS)
    assert new.key != made.key
    assert count(home, new.key, clock) == 2
    with pytest.raises(WrongSecret):
        Vault.open(home, made.key, clock)
    assert slots.unlock().key == new.key
    assert slots.unlock(passphrase=PASS).key == new.key
    assert slots.unlock(recovery_code=new.recovery_code).key == new.key
    with pytest.raises(WrongSecret):
        slots.unlock(recovery_code=made.recovery_code)
    assert not set(entries) & set(keyring.entries)
    assert {path.name for path in home.vault.iterdir()} == {"vault.db", "slots.json"}


def test_a_wrong_passphrase_changes_nothing(closed, home, slots, made, clock):
    before = home.slots.read_bytes()
    with pytest.raises(WrongSecret):
        change_key(home, slots, "not this one")
    assert home.slots.read_bytes() == before
    assert count(home, made.key, clock) == 2


@pytest.mark.parametrize("ways", ["passphrase", "keyring"])
def test_cut_short_before_the_new_file_stands_the_old_key_stays(
    closed, home, slots, made, clock, monkeypatch, ways
):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(durable, "sync_file", stop)
    with pytest.raises(KeyboardInterrupt):
        change_key(home, slots, PASS)
    opened = slots.unlock(passphrase=PASS if ways == "passphrase" else "")
    assert opened.key == made.key
    assert count(home, opened.key, clock) == 2
    assert slots.unlock(recovery_code=made.recovery_code).key == made.key


@pytest.mark.parametrize("ways", ["passphrase", "keyring"])
def test_cut_short_after_the_new_file_stands_the_new_key_is_taken(
    closed, home, slots, made, clock, monkeypatch, ways
):
    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr(slots, "end_key_change", stop)
    with pytest.raises(KeyboardInterrupt):
        change_key(home, slots, PASS)
    opened = slots.unlock(passphrase=PASS if ways == "passphrase" else "")
    assert opened.key != made.key
    assert count(home, opened.key, clock) == 2
    with pytest.raises(Bug):
        type(slots).end_key_change(slots)


def test_a_damaged_vault_keeps_its_key(vault, remember, home, slots, made):
    remember(*(f"text {n}" * 50 for n in range(100)))
    vault.close()
    content = bytearray(home.database.read_bytes())
    content[-3000] ^= 1
    home.database.write_bytes(content)
    with pytest.raises(VaultDamaged):
        change_key(home, slots, PASS)
    assert slots.unlock(passphrase=PASS).key == made.key


def test_leftovers_of_a_change_cut_short_are_removed(closed, home, made, clock):
    leftover = Path(f"{home.database}.rekeyed")
    leftover.write_bytes(b"half a copy")
    assert count(home, made.key, clock) == 2
    assert not leftover.exists()
