"""Key slots: the ways to open the vault, and adding, changing and removing them."""

import threading
from pathlib import Path

import msgspec

from second_me.core.clock import Clock
from second_me.core.errors import (
    Bug,
    KeyringUnavailable,
    PersonFault,
    SecondMeError,
    WrongSecret,
)
from second_me.core.protocol.vault import Slot, SlotAdded, SlotKind
from second_me.vault import connection, durable, faults, restoring, unlocking
from second_me.vault.keyrings import KeyringBackend
from second_me.vault.keys import DataKey
from second_me.vault.slot_file import SlotFile, StoredSlot, load, new_id, save
from second_me.vault.slot_making import SlotMaker, Wanted, no_way_in
from second_me.vault.stretching import Argon2Cost
from second_me.vault.unlocking import Opened

CREATING = "creating"  # stands in the vault's folder until the vault is whole
DATABASE = "vault.db"


class NewKey(msgspec.Struct, frozen=True):
    """A new key, its recovery code (shown once) and what the person should know."""

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
        self._maker = SlotMaker(keyring, clock, cost)
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
            if self.exists():
                raise PersonFault(
                    "There is a vault already",
                    "A second one is not made in its place.",
                    "Unlock it, or choose another folder.",
                )
            with faults.translated():
                durable.private_folder(self._path.parent)
                durable.replace_file(self._path.with_name(CREATING), b"")
            vault_id, key = new_id(), DataKey.generate()
            wanted = Wanted(passphrase=passphrase, recovery=recovery, keyring=keyring)
            made = self._maker.make_set(vault_id, key, wanted)
            save(self._path, SlotFile(vault_id=vault_id, current=made.keys))
            self._created = True
            return NewKey(key, made.recovery_code, made.notice)

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
            file = self._file_of(key)
            slot, code = self._maker.make(kind, file.vault_id, key, passphrase)
            self._save_slots(file, (*file.current.slots, slot))
            return SlotAdded(slot=self._view(file, slot), recovery_code=code)

    def remove(self, id: str) -> None:  # noqa: A002  (the field's name)
        """Take a way in off. Raises PersonFault if neither passphrase nor code would be left."""
        with self._lock:
            file = self._load()
            gone = [slot for slot in file.current.slots if slot.id == id]
            if not gone:
                raise PersonFault("No such slot", "It may have been removed already.")
            left = tuple(slot for slot in file.current.slots if slot.id != id)
            if all(slot.kind is SlotKind.KEYRING for slot in left):
                raise no_way_in()
            self._save_slots(file, left)
            self._maker.forget(file.vault_id, gone[0])

    def change_passphrase(self, old: str, new: str) -> None:
        """Replace the passphrase. Raises WrongSecret if `old` is not it."""
        with self._lock:
            file = self._load()
            secret = unlocking.passphrase_secret(old)
            found = unlocking.find_key(file, file.current, SlotKind.PASSPHRASE, secret)
            if found is None:
                raise unlocking.wrong_passphrase(file.current)
            key, before = found
            slot, _ = self._maker.make(SlotKind.PASSPHRASE, file.vault_id, key, new)
            key.wipe()
            others = (slot if one.id == before.id else one for one in file.current.slots)
            self._save_slots(file, tuple(others))

    def put_passphrase(self, key: DataKey, new: str) -> None:
        """Give the vault one passphrase, in the place of those it had. The caller has made sure
        that the person asks. Raises PersonFault for one that is too short.
        """
        with self._lock:
            self._replace(SlotKind.PASSPHRASE, key, new)

    def renew_recovery(self, key: DataKey) -> str:
        """Put a new recovery code in the place of the old one, and return it; the old one opens
        nothing any more.
        """
        with self._lock:
            return self._replace(SlotKind.RECOVERY, key)

    def proves(self, *, passphrase: str = "", recovery_code: str = "") -> None:
        """Make sure that a secret opens the vault. Raises WrongSecret if it does not, or if
        none is given.
        """
        if not passphrase and not recovery_code:
            raise WrongSecret("Nothing was given", "", "Type your passphrase or recovery code.")
        self.unlock(passphrase=passphrase, recovery_code=recovery_code).key.wipe()

    def begin_key_change(self, passphrase: str) -> tuple[DataKey, NewKey]:
        """Write slots for a new data key beside the present ones; return both keys.

        Slots of the same kinds are made, one of each. Raises WrongSecret if the passphrase
        does not open the vault: without it no slot for the new key could be trusted to last.
        """
        with self._lock:
            present = self.unlock(passphrase=passphrase).key
            file = self._load()
            kinds = {slot.kind for slot in file.current.slots}
            wanted = Wanted(
                passphrase=passphrase,
                recovery=SlotKind.RECOVERY in kinds,
                keyring=SlotKind.KEYRING in kinds,
            )
            key = DataKey.generate()
            made = self._maker.make_set(file.vault_id, key, wanted)
            save(self._path, msgspec.structs.replace(file, pending=made.keys))
            return present, NewKey(key, made.recovery_code, made.notice)

    def end_key_change(self) -> None:
        """Keep the slots of the new key alone; the vault file is under it already."""
        with self._lock:
            file = self._load()
            if file.pending is None:
                raise Bug("No change of key", "There is none to end.")
            self._keep(file, SlotFile(vault_id=file.vault_id, current=file.pending))

    def _load(self) -> SlotFile:
        with faults.translated():
            restoring.finish(self._path.parent)
        return load(self._path)

    def _file_of(self, key: DataKey) -> SlotFile:
        file = self._load()
        if key.check_value(file.vault_id) != file.current.check:
            raise Bug("Not this vault's key", "A slot was asked for with another key.")
        return file

    def _replace(self, kind: SlotKind, key: DataKey, passphrase: str = "") -> str:
        """Put one new slot in the place of all of its kind; return its recovery code, if any."""
        file = self._file_of(key)
        slot, code = self._maker.make(kind, file.vault_id, key, passphrase)
        others = (one for one in file.current.slots if one.kind is not kind)
        self._save_slots(file, (slot, *others))
        return code

    def _save_slots(self, file: SlotFile, slots: tuple[StoredSlot, ...]) -> None:
        keys = msgspec.structs.replace(file.current, slots=slots)
        save(self._path, msgspec.structs.replace(file, current=keys))

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
                self._keep(file, settled)
                return settled
        raise trouble or faults.damaged()

    def _keep(self, file: SlotFile, settled: SlotFile) -> None:
        """Write the settled file, then take out of the keyring what it no longer uses."""
        save(self._path, settled)
        kept = {slot.id for slot in settled.current.slots}
        sets = (file.current, file.pending)
        for slot in (slot for keys in sets if keys for slot in keys.slots):
            if slot.id not in kept:
                self._maker.forget(file.vault_id, slot)
