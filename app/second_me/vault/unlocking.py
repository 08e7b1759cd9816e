"""Opening slots: from a secret, a code or the keyring to the data key."""

import unicodedata
from collections.abc import Callable

import msgspec

from second_me.core.errors import KeyringUnavailable, VaultDamaged, WrongSecret
from second_me.core.protocol.vault import SlotKind
from second_me.vault import recovery
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.keys import DataKey
from second_me.vault.slot_file import KeySet, SlotFile, StoredSlot, open_slot, salt_of
from second_me.vault.stretching import stretch


class Opened(msgspec.Struct, frozen=True):
    """The data key and the kind of slot that gave it. `notice` is for the person."""

    key: DataKey
    slot: SlotKind
    notice: str = ""


Secret = Callable[[StoredSlot], bytes]
"""Gives the bytes that a slot is wrapped under; may raise."""

_WORDS = {
    SlotKind.KEYRING: "the keyring",
    SlotKind.PASSPHRASE: "your passphrase",
    SlotKind.RECOVERY: "your recovery code",
}


def entry_name(vault_id: str, slot: StoredSlot) -> str:
    """Return the name that a slot's half has in the keyring."""
    return f"{vault_id}.{slot.id}"


def passphrase_secret(passphrase: str) -> Secret:
    """Return the stretching of a passphrase; it takes about a second a slot."""
    plain = normal(passphrase)

    def secret(slot: StoredSlot) -> bytes:
        if slot.cost is None or not slot.cost.plausible:
            raise VaultDamaged(
                "The key file is damaged",
                "The passphrase slot does not say how it was made.",
                "Use another slot, or put back a copy of the key file from a backup.",
            )
        return stretch(plain, salt_of(slot), slot.cost)

    return secret


def recovery_secret(code: str) -> Secret:
    """Return the bytes of a recovery code. Raises WrongSecret for a typing mistake."""
    plain = recovery.read(code)
    return lambda _slot: plain


def normal(passphrase: str) -> str:
    """Return a passphrase as every keyboard and system would write it."""
    return unicodedata.normalize("NFC", passphrase)


def find_key(
    file: SlotFile, keys: KeySet, kind: SlotKind, secret: Secret
) -> tuple[DataKey, StoredSlot] | None:
    """Return the data key of a set and the slot that gave it, or None."""
    for slot in keys.slots:
        if slot.kind is kind:
            key = open_slot(slot, file.vault_id, secret(slot))
            if key is not None and key.check_value(file.vault_id) == keys.check:
                return key, slot
    return None


def keyring_key(file: SlotFile, keys: KeySet, backend: KeyringBackend) -> DataKey:
    """Return the data key by the keyring. Raises KeyringUnavailable, which says why not."""
    slots = [slot for slot in keys.slots if slot.kind is SlotKind.KEYRING]
    if not slots:
        raise KeyringUnavailable(
            "No key in the keyring",
            "This vault does not use the keyring.",
            use_others(keys),
        )
    trouble = None
    for slot in slots:
        try:
            return _from_keyring(file, keys, slot, backend)
        except KeyringUnavailable as error:
            trouble = error
    assert trouble is not None
    raise trouble


def _from_keyring(
    file: SlotFile, keys: KeySet, slot: StoredSlot, backend: KeyringBackend
) -> DataKey:
    try:
        half = backend.get(entry_name(file.vault_id, slot))
    except KeyringUnavailable as error:
        changed = slot.keyring and backend.name != slot.keyring
        place = f" The key was put into {slot.keyring}." if changed else ""
        raise KeyringUnavailable(error.title, error.message + place, use_others(keys)) from error
    if half is None:
        raise _gone(slot, backend, keys)
    key = open_slot(slot, file.vault_id, half)
    if key is None or key.check_value(file.vault_id) != keys.check:
        raise KeyringUnavailable(
            "The keyring holds another key",
            f"What {backend.name} gave does not open this vault.",
            use_others(keys),
        )
    return key


def _gone(slot: StoredSlot, backend: KeyringBackend, keys: KeySet) -> KeyringUnavailable:
    if slot.keyring and backend.name != slot.keyring:
        message = f"It was put into {slot.keyring}, but the system now uses {backend.name}."
    else:
        message = f"There is no entry for this vault in {backend.name}."
    return KeyringUnavailable("The key is not in the keyring", message, use_others(keys))


def use_others(keys: KeySet) -> str:
    """Return which other slots the person can use."""
    kinds = dict.fromkeys(slot.kind for slot in keys.slots if slot.kind is not SlotKind.KEYRING)
    ways = " or ".join(_WORDS[kind] for kind in kinds)
    return f"Unlock with {ways}." if ways else "Restore a backup."


def wrong_passphrase(keys: KeySet) -> WrongSecret:
    if not any(slot.kind is SlotKind.PASSPHRASE for slot in keys.slots):
        return WrongSecret(
            "This vault has no passphrase", "It was made without one.", use_others(keys)
        )
    return WrongSecret(
        "Wrong passphrase", "It does not open this vault.", "Check capital letters and try again."
    )


def wrong_code(keys: KeySet) -> WrongSecret:
    if not any(slot.kind is SlotKind.RECOVERY for slot in keys.slots):
        return WrongSecret(
            "This vault has no recovery code", "It was made without one.", use_others(keys)
        )
    return WrongSecret(
        "Wrong recovery code",
        "It has no typing mistake, but it belongs to another vault or was replaced.",
        use_others(keys),
    )


def open_file(
    file: SlotFile, backend: KeyringBackend, passphrase: str = "", recovery_code: str = ""
) -> Opened:
    """Return the data key of a slot file by what is given; with nothing given, by the keyring.

    Raises WrongSecret, or KeyringUnavailable that says which slot to use instead.
    """
    keys = file.current
    if passphrase:
        found = find_key(file, keys, SlotKind.PASSPHRASE, passphrase_secret(passphrase))
        if found is None:
            raise wrong_passphrase(keys)
        return Opened(found[0], SlotKind.PASSPHRASE)
    if recovery_code:
        found = find_key(file, keys, SlotKind.RECOVERY, recovery_secret(recovery_code))
        if found is None:
            raise wrong_code(keys)
        return Opened(found[0], SlotKind.RECOVERY)
    return Opened(keyring_key(file, keys, backend), SlotKind.KEYRING)
