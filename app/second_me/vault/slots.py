"""Key slots: the ways to open the vault, and adding, changing and removing them."""

import base64
import secrets
import threading
from pathlib import Path

import msgspec

from second_me.core.clock import Clock
from second_me.core.errors import Bug, KeyringUnavailable, PersonFault, SecondMeError
from second_me.core.protocol.vault import Slot, SlotAdded, SlotKind
from second_me.vault import connection, durable, faults, recovery, restoring, unlocking
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.keys import KEY_BYTES, DataKey
from second_me.vault.slot_file import (
    SALT_BYTES,
    KeySet,
    SlotFile,
    StoredSlot,
    load,
    new_id,
    save,
    seal,
)
from second_me.vault.stretching import Argon2Cost, calibrate
from second_me.vault.unlocking import Opened

LEAST_PASSPHRASE = 8
CREATING = "creating"  # stands in the vault's folder until the vault is whole
DATABASE = "vault.db"


class NewKey(msgspec.Struct, frozen=True):
    """A new vault's key, its recovery code (shown once) and what the person should know."""

    key: DataKey
    recovery_code: str = ""
    notice: str = ""

    def __repr__(self) -> str:
        return "NewKey(…)"  # the code must not reach a log


class KeySlots:
    """The slot file of one vault. Nothing of a secret stays in this object."""

    def __init__(
        self,
        path: Path,
        keyring: KeyringBackend,
        clock: Clock,
        cost: Argon2Cost | None = None,
    ) -> None:
        self._path = path
        self._keyring = keyring
        self._clock = clock
        self._cost = cost
        self._created = False
        self._keyring_trouble = ""
        self._lock = threading.RLock()

    def exists(self) -> bool:
        """Return whether there is a vault here; one whose making was cut short is none."""
        with faults.translated():
            restoring.finish(self._path.parent)
        if not self._path.is_file():
            return False
        return self._created or not self._path.with_name(CREATING).exists()

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of slots that can open the vault, each once."""
        slots = self._load().current.slots
        return tuple(dict.fromkeys(slot.kind.value for slot in slots))

    def create(self, *, passphrase: str, recovery: bool, keyring: bool) -> NewKey:
        """Make a new data key and its slots.

        Raises PersonFault if there is a vault already or nothing that outlives the keyring.
        """
        with self._lock:
            self._refuse_second()
            if not passphrase and not recovery:
                raise _no_way_in()
            vault_id, key = new_id(), DataKey.generate()
            made, code, notice = self._make_slots(
                vault_id, key, passphrase=passphrase, recovery_too=recovery, keyring_too=keyring
            )
            keys = KeySet(check=key.check_value(vault_id), slots=made)
            with faults.translated():
                durable.private_folder(self._path.parent)
                durable.replace_file(self._path.with_name(CREATING), b"")
            save(self._path, SlotFile(vault_id=vault_id, current=keys))
            self._created = True
            return NewKey(key, code, notice)

    def unlock(self, *, passphrase: str = "", recovery_code: str = "") -> Opened:
        """Return the data key by what is given; with nothing given, by the keyring.

        Raises WrongSecret, or KeyringUnavailable that says which slot to use instead.
        """
        with self._lock:
            file = self._load()
            if file.pending is not None:
                file = self._settle(file, passphrase, recovery_code)
            try:
                opened = unlocking.open_file(file, self._keyring, passphrase, recovery_code)
            except KeyringUnavailable as error:
                self._keyring_trouble = f"{error.title}. {error.message}"
                raise
            if opened.slot is not SlotKind.KEYRING and self._keyring_trouble:
                opened = msgspec.structs.replace(opened, notice=self._keyring_trouble)
            self._keyring_trouble = ""
            return opened

    def slots(self) -> list[Slot]:
        """Return the slots; a keyring slot is tried, which may ask the person to unlock it."""
        file = self._load()
        return [self._view(file, slot) for slot in file.current.slots]

    def add(self, kind: SlotKind, key: DataKey, passphrase: str = "") -> SlotAdded:
        """Add a way in. Raises PersonFault, KeyringUnavailable, or Bug for another vault's key."""
        with self._lock:
            file = self._load()
            if key.check_value(file.vault_id) != file.current.check:
                raise Bug("Not this vault's key", "A slot was asked for with another key.")
            slot, code = self._make(kind, file.vault_id, key, passphrase)
            self._save_slots(file, (*file.current.slots, slot))
            return SlotAdded(slot=self._view(file, slot), recovery_code=code)

    def remove(self, id: str) -> None:  # noqa: A002
        """Take a way in off. Raises PersonFault if neither passphrase nor code would be left."""
        with self._lock:
            file = self._load()
            gone = [slot for slot in file.current.slots if slot.id == id]
            if not gone:
                raise PersonFault("No such slot", "It may have been removed already.")
            left = tuple(slot for slot in file.current.slots if slot.id != id)
            if all(slot.kind is SlotKind.KEYRING for slot in left):
                raise _no_way_in()
            self._save_slots(file, left)
            self._forget(file, gone[0])

    def change_passphrase(self, old: str, new: str) -> None:
        """Replace the passphrase. Raises WrongSecret if `old` is not it."""
        with self._lock:
            file = self._load()
            secret = unlocking.passphrase_secret(old)
            found = unlocking.find_key(file, file.current, SlotKind.PASSPHRASE, secret)
            if found is None:
                raise unlocking.wrong_passphrase(file.current)
            key, before = found
            slot, _ = self._make(SlotKind.PASSPHRASE, file.vault_id, key, new)
            key.wipe()
            others = (slot if one.id == before.id else one for one in file.current.slots)
            self._save_slots(file, tuple(others))

    def _load(self) -> SlotFile:
        with faults.translated():
            restoring.finish(self._path.parent)
        return load(self._path)

    def _refuse_second(self) -> None:
        if self.exists():
            raise PersonFault(
                "There is a vault already",
                "A second one is not made in its place.",
                "Unlock it, or choose another folder.",
            )

    def _make_slots(
        self,
        vault_id: str,
        key: DataKey,
        *,
        passphrase: str,
        recovery_too: bool,
        keyring_too: bool,
    ) -> tuple[tuple[StoredSlot, ...], str, str]:
        """Return slots, recovery code and a notice if the keyring would not take its half."""
        made, code, notice = [], "", ""
        if passphrase:
            made.append(self._make(SlotKind.PASSPHRASE, vault_id, key, passphrase)[0])
        if recovery_too:
            slot, code = self._make(SlotKind.RECOVERY, vault_id, key)
            made.append(slot)
        if keyring_too:
            try:
                made.append(self._make(SlotKind.KEYRING, vault_id, key)[0])
            except KeyringUnavailable as error:
                ways = "passphrase" if passphrase else "recovery code"
                notice = f"{error.title}. {error.message} You will need your {ways} each time."
        return tuple(made), code, notice

    def _make(
        self, kind: SlotKind, vault_id: str, key: DataKey, passphrase: str = ""
    ) -> tuple[StoredSlot, str]:
        """Return a sealed slot and, for a recovery slot, its code."""
        salt = base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode()
        slot = StoredSlot(
            id=new_id(), kind=kind, created_at=self._clock.now(), salt=salt, wrapped=""
        )
        if kind is SlotKind.PASSPHRASE:
            plain = _checked(passphrase)
            slot = msgspec.structs.replace(slot, cost=self._chosen_cost())
            secret = unlocking.passphrase_secret(plain)(slot)
            return seal(slot, vault_id, secret, key), ""
        if kind is SlotKind.RECOVERY:
            secret = recovery.new_secret()
            return seal(slot, vault_id, secret, key), recovery.write(secret)
        secret = secrets.token_bytes(KEY_BYTES)
        self._keyring.set(unlocking.entry_name(vault_id, slot), secret)
        slot = msgspec.structs.replace(slot, keyring=self._keyring.name)
        return seal(slot, vault_id, secret, key), ""

    def _chosen_cost(self) -> Argon2Cost:
        if self._cost is None:
            self._cost = calibrate()
        return self._cost

    def _save_slots(self, file: SlotFile, slots: tuple[StoredSlot, ...]) -> None:
        keys = msgspec.structs.replace(file.current, slots=slots)
        save(self._path, msgspec.structs.replace(file, current=keys))

    def _forget(self, file: SlotFile, slot: StoredSlot) -> None:
        """Take a slot's half out of the keyring; without its slot it opens nothing anyway."""
        if slot.kind is SlotKind.KEYRING:
            try:
                self._keyring.delete(unlocking.entry_name(file.vault_id, slot))
            except KeyringUnavailable:
                return

    def _view(self, file: SlotFile, slot: StoredSlot) -> Slot:
        detail, works = slot.keyring, None
        if slot.kind is SlotKind.KEYRING:
            alone = msgspec.structs.replace(file.current, slots=(slot,))
            try:
                unlocking.keyring_key(file, alone, self._keyring).wipe()
                works = True
            except KeyringUnavailable as error:
                detail, works = f"{error.title}. {error.message}", False
        return Slot(
            id=slot.id, kind=slot.kind, created_at=slot.created_at, detail=detail, works=works
        )

    def _settle(self, file: SlotFile, passphrase: str, recovery_code: str) -> SlotFile:
        """End a change of key that was cut short: keep the set whose key opens the vault."""
        assert file.pending is not None
        trouble: SecondMeError | None = None
        for keys in (file.pending, file.current):
            settled = SlotFile(vault_id=file.vault_id, current=keys)
            try:
                opened = unlocking.open_file(settled, self._keyring, passphrase, recovery_code)
            except SecondMeError as error:
                trouble = error
                continue
            fits = connection.opens(self._path.with_name(DATABASE), opened.key)
            opened.key.wipe()
            if fits:
                save(self._path, settled)
                return settled
        raise trouble or faults.damaged()


def _checked(passphrase: str) -> str:
    if len(unlocking.normal(passphrase).strip()) < LEAST_PASSPHRASE:
        raise PersonFault(
            "The passphrase is too short",
            f"It needs at least {LEAST_PASSPHRASE} characters.",
            "A few unrelated words are strong and easy to keep in mind.",
        )
    return passphrase


def _no_way_in() -> PersonFault:
    return PersonFault(
        "A passphrase or a recovery code is needed",
        "A keyring can be lost, and the vault with it.",
        "Choose at least one of the two.",
    )
