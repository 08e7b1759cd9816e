"""Making slots: what each kind of slot is wrapped under, and who keeps it."""

import base64
import secrets

import msgspec

from second_me.core.clock import Clock
from second_me.core.errors import KeyringUnavailable, PersonFault
from second_me.core.protocol.vault import SlotKind
from second_me.vault import recovery, unlocking
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.keys import KEY_BYTES, DataKey
from second_me.vault.slot_file import SALT_BYTES, KeySet, StoredSlot, new_id, seal
from second_me.vault.stretching import Argon2Cost, calibrate

LEAST_PASSPHRASE = 8


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which slots a new key is to get."""

    passphrase: str
    recovery: bool
    keyring: bool


class MadeSet(msgspec.Struct, frozen=True):
    """Slots for a new key, its recovery code, and a notice if the keyring took no part."""

    keys: KeySet
    recovery_code: str
    notice: str


class SlotMaker:
    """Makes slots. The cost of the passphrase is measured on first use if none is given."""

    def __init__(self, keyring: KeyringBackend, clock: Clock, cost: Argon2Cost | None) -> None:
        self._keyring = keyring
        self._clock = clock
        self._cost = cost

    def make_set(self, vault_id: str, key: DataKey, wanted: Wanted) -> MadeSet:
        """Return all slots wanted. Raises PersonFault if nothing would outlive the keyring."""
        if not wanted.passphrase and not wanted.recovery:
            raise no_way_in()
        made, code, notice = [], "", ""
        if wanted.passphrase:
            made.append(self.make(SlotKind.PASSPHRASE, vault_id, key, wanted.passphrase)[0])
        if wanted.recovery:
            slot, code = self.make(SlotKind.RECOVERY, vault_id, key)
            made.append(slot)
        if wanted.keyring:
            try:
                made.append(self.make(SlotKind.KEYRING, vault_id, key)[0])
            except KeyringUnavailable as error:
                way = "passphrase" if wanted.passphrase else "recovery code"
                notice = f"{error.title}. {error.message} You will need your {way} each time."
        keys = KeySet(check=key.check_value(vault_id), slots=tuple(made))
        return MadeSet(keys, code, notice)

    def make(
        self, kind: SlotKind, vault_id: str, key: DataKey, passphrase: str = ""
    ) -> tuple[StoredSlot, str]:
        """Return a sealed slot and, for a recovery slot, its code.

        Raises PersonFault for a passphrase that is too short, or KeyringUnavailable.
        """
        salt = base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode()
        slot = StoredSlot(
            id=new_id(), kind=kind, created_at=self._clock.now(), salt=salt, wrapped=""
        )
        code = ""
        if kind is SlotKind.PASSPHRASE:
            check_passphrase(passphrase)
            slot = msgspec.structs.replace(slot, cost=self._chosen_cost())
            secret = unlocking.passphrase_secret(passphrase)(slot)
        elif kind is SlotKind.RECOVERY:
            secret = recovery.new_secret()
            code = recovery.write(secret)
        else:
            secret = secrets.token_bytes(KEY_BYTES)
            self._keyring.set(unlocking.entry_name(vault_id, slot), secret)
            slot = msgspec.structs.replace(slot, keyring=self._keyring.name)
        return seal(slot, vault_id, secret, key), code

    def forget(self, vault_id: str, slot: StoredSlot) -> None:
        """Take a slot's half out of the keyring; without its slot it opens nothing anyway."""
        if slot.kind is SlotKind.KEYRING:
            try:
                self._keyring.delete(unlocking.entry_name(vault_id, slot))
            except KeyringUnavailable:
                return

    def _chosen_cost(self) -> Argon2Cost:
        if self._cost is None:
            self._cost = calibrate()
        return self._cost


def check_passphrase(passphrase: str) -> None:
    """Raise PersonFault if a passphrase is too short."""
    if len(unlocking.normal(passphrase).strip()) < LEAST_PASSPHRASE:
        raise PersonFault(
            "The passphrase is too short",
            f"It needs at least {LEAST_PASSPHRASE} characters.",
            "A few unrelated words are strong and easy to keep in mind.",
        )


def no_way_in() -> PersonFault:
    return PersonFault(
        "A passphrase or a recovery code is needed",
        "A keyring can be lost, and the vault with it.",
        "Choose at least one of the two.",
    )
