import msgspec
import pytest

from second_me.core.errors import (
    Bug,
    KeyringUnavailable,
    PersonFault,
    VaultDamaged,
    VaultTooNew,
    WrongSecret,
)
from second_me.core.protocol.vault import SlotKind
from second_me.vault import DataKey, KeySlots, NoKeyring, recovery
from second_me.vault.slot_file import load

PASS = "correct horse"


@pytest.fixture
def new(slots):
    return slots.create(passphrase=PASS, recovery=True, keyring=True)


def test_each_slot_gives_the_same_key(slots, new):
    assert slots.kinds() == ("passphrase", "recovery", "keyring")
    assert slots.unlock().key == new.key
    assert slots.unlock(passphrase=PASS).slot is SlotKind.PASSPHRASE
    assert slots.unlock(passphrase=PASS).key == new.key
    assert slots.unlock(recovery_code=new.recovery_code.lower()).key == new.key


def test_nothing_secret_stands_in_the_file_or_in_a_repr(home, slots, new, keyring):
    content = home.slots.read_bytes()
    halves = [new.key.secret, *keyring.entries.values()]
    for secret in halves:
        assert secret not in content
        assert secret.hex().encode() not in content
    assert PASS.encode() not in content
    assert new.recovery_code.encode() not in content
    assert new.recovery_code not in repr(new)


def test_a_wrong_secret_opens_nothing_and_says_which(slots, new):
    with pytest.raises(WrongSecret, match="Wrong passphrase"):
        slots.unlock(passphrase="correct hoarse")
    with pytest.raises(WrongSecret, match="typing mistake in group 1"):
        slots.unlock(
            recovery_code=("1" if new.recovery_code[0] == "0" else "0") + new.recovery_code[1:]
        )


def test_a_code_of_another_vault_is_told_from_a_mistyped_one(slots, new, home, clock, cheap):
    other = KeySlots(home.root / "other.json", NoKeyring(), clock, cheap)
    code = other.create(passphrase="", recovery=True, keyring=False).recovery_code
    with pytest.raises(WrongSecret, match="belongs to another vault"):
        slots.unlock(recovery_code=code)


def test_composed_and_decomposed_letters_are_the_same_passphrase(slots):
    slots.create(passphrase="caf\u00e9 cr\u00e8me", recovery=False, keyring=False)
    assert slots.unlock(passphrase="cafe\u0301 cre\u0300me").slot is SlotKind.PASSPHRASE


def test_a_vault_needs_a_way_in_that_outlives_the_keyring(slots):
    with pytest.raises(PersonFault, match="passphrase or a recovery code is needed"):
        slots.create(passphrase="", recovery=False, keyring=True)
    assert not slots.exists()


def test_a_short_passphrase_is_refused(slots):
    with pytest.raises(PersonFault, match="too short"):
        slots.create(passphrase="short", recovery=False, keyring=False)


def test_a_second_vault_is_not_made_in_the_place_of_the_first(slots, new):
    with pytest.raises(PersonFault, match="There is a vault already"):
        slots.create(passphrase=PASS, recovery=False, keyring=False)
    assert slots.unlock(passphrase=PASS).key == new.key


def test_a_vault_whose_making_was_cut_short_can_be_made_again(slots, new, home, clock, cheap):
    fresh = KeySlots(home.slots, NoKeyring(), clock, cheap)
    assert slots.exists()
    assert not fresh.exists()
    again = fresh.create(passphrase=PASS, recovery=False, keyring=False)
    assert again.key != new.key


def test_no_keyring_leads_to_another_slot_with_a_notice(home, clock, cheap):
    slots = KeySlots(home.slots, NoKeyring(), clock, cheap)
    made = slots.create(passphrase=PASS, recovery=True, keyring=True)
    assert "There is no keyring" in made.notice
    assert slots.kinds() == ("passphrase", "recovery")
    with pytest.raises(KeyringUnavailable) as error:
        slots.unlock()
    assert error.value.action == "Unlock with your passphrase or your recovery code."


def test_an_entry_that_is_gone_is_told_and_remembered_as_a_notice(slots, new, keyring):
    keyring.entries.clear()
    with pytest.raises(KeyringUnavailable, match="The key is not in the keyring"):
        slots.unlock()
    opened = slots.unlock(passphrase=PASS)
    assert "not in the keyring" in opened.notice
    assert slots.unlock(passphrase=PASS).notice == ""


def test_another_keyring_than_the_recorded_one_is_named(slots, new, keyring):
    keyring.entries.clear()
    keyring.name = "another"
    with pytest.raises(KeyringUnavailable, match="put into memory, but the system now uses anoth"):
        slots.unlock()


def test_a_wrong_value_in_the_keyring_is_told(slots, new, keyring):
    for name in keyring.entries:
        keyring.entries[name] = bytes(32)
    with pytest.raises(KeyringUnavailable, match="holds another key"):
        slots.unlock()
    assert [slot.works for slot in slots.slots()] == [None, None, False]


def test_slots_are_listed_with_where_they_are_and_whether_they_work(slots, new, clock):
    listed = slots.slots()
    assert [slot.kind.value for slot in listed] == ["passphrase", "recovery", "keyring"]
    assert [slot.works for slot in listed] == [None, None, True]
    assert listed[2].detail == "memory"
    assert {slot.created_at for slot in listed} == {clock.now()}


def test_slots_are_added_and_removed(slots, new, keyring):
    added = slots.add(SlotKind.RECOVERY, new.key)
    assert slots.unlock(recovery_code=added.recovery_code).key == new.key
    assert slots.unlock(recovery_code=new.recovery_code).key == new.key
    slots.remove(added.slot.id)
    with pytest.raises(WrongSecret):
        slots.unlock(recovery_code=added.recovery_code)
    ring = next(slot for slot in slots.slots() if slot.kind is SlotKind.KEYRING)
    slots.remove(ring.id)
    assert keyring.entries == {}
    with pytest.raises(KeyringUnavailable, match="does not use the keyring"):
        slots.unlock()


def test_a_slot_for_another_key_is_a_bug(slots, new):
    with pytest.raises(Bug):
        slots.add(SlotKind.RECOVERY, DataKey.generate())


def test_the_last_way_in_besides_the_keyring_stays(slots):
    slots.create(passphrase=PASS, recovery=False, keyring=True)
    only = next(slot for slot in slots.slots() if slot.kind is SlotKind.PASSPHRASE)
    with pytest.raises(PersonFault, match="passphrase or a recovery code is needed"):
        slots.remove(only.id)
    with pytest.raises(PersonFault, match="No such slot"):
        slots.remove("nothing")
    assert slots.unlock(passphrase=PASS).slot is SlotKind.PASSPHRASE


def test_the_passphrase_changes_and_the_key_does_not(slots, new):
    slots.change_passphrase(PASS, "battery staple")
    assert slots.unlock(passphrase="battery staple").key == new.key
    with pytest.raises(WrongSecret):
        slots.unlock(passphrase=PASS)
    assert slots.unlock(recovery_code=new.recovery_code).key == new.key
    with pytest.raises(WrongSecret):
        slots.change_passphrase("not the one", "another one")
    with pytest.raises(PersonFault, match="too short"):
        slots.change_passphrase("battery staple", "x")
    assert slots.unlock(passphrase="battery staple").key == new.key


def test_slots_that_are_not_there_are_told(slots):
    slots.create(passphrase=PASS, recovery=False, keyring=False)
    with pytest.raises(WrongSecret, match="no recovery code"):
        slots.unlock(recovery_code=recovery.write(bytes(20)))


def test_a_passphrase_that_was_never_set_is_told(slots):
    slots.create(passphrase="", recovery=True, keyring=False)
    with pytest.raises(WrongSecret, match="no passphrase"):
        slots.unlock(passphrase=PASS)


def test_a_damaged_or_newer_file_is_told_and_left_alone(slots, new, home):
    content = home.slots.read_bytes()
    home.slots.write_bytes(content[:100])
    with pytest.raises(VaultDamaged, match="key file is damaged"):
        slots.unlock(passphrase=PASS)
    assert home.slots.read_bytes() == content[:100]
    raw = msgspec.json.decode(content)
    home.slots.write_bytes(msgspec.json.encode({**raw, "version": 9, "current": None}))
    with pytest.raises(VaultTooNew):
        slots.unlock(passphrase=PASS)
    home.slots.write_bytes(msgspec.json.encode({**raw, "form": "something"}))
    with pytest.raises(VaultDamaged):
        slots.unlock(passphrase=PASS)
    home.slots.unlink()
    with pytest.raises(VaultDamaged, match="missing"):
        slots.unlock(passphrase=PASS)


@pytest.mark.parametrize(
    ("field", "value"),
    [("created_at", 1), ("id", "other"), ("salt", "AAAAAAAAAAAAAAAAAAAAAA==")],
)
def test_a_slot_is_bound_to_all_it_says(slots, new, home, field, value):
    raw = msgspec.json.decode(home.slots.read_bytes())
    raw["current"]["slots"][0][field] = value
    home.slots.write_bytes(msgspec.json.encode(raw))
    with pytest.raises(WrongSecret):
        slots.unlock(passphrase=PASS)


def test_a_cost_no_machine_could_pay_is_damage_not_a_frozen_computer(slots, new, home):
    raw = msgspec.json.decode(home.slots.read_bytes())
    raw["current"]["slots"][0]["cost"]["memory_kib"] = 2**40
    home.slots.write_bytes(msgspec.json.encode(raw))
    with pytest.raises(VaultDamaged):
        slots.unlock(passphrase=PASS)


def test_the_file_is_private_and_nothing_else_is_left_beside_it(slots, new, home):
    assert home.slots.stat().st_mode & 0o777 == 0o600
    assert home.vault.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in home.vault.iterdir()} == {"slots.json", "creating"}
    assert load(home.slots).pending is None
