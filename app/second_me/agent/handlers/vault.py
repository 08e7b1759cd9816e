"""Keys and the vault file."""

from pathlib import Path
from typing import TypeVar

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.restoring import restore
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import PersonFault
from second_me.core.outcomes import UnlockOutcome
from second_me.core.protocol import Done
from second_me.core.protocol.vault import (
    AddSlot,
    Backup,
    Backups,
    ChangePassphrase,
    Created,
    CreateVault,
    ListBackups,
    ListSlots,
    Lock,
    MakeBackup,
    RemoveSlot,
    Restore,
    SlotAdded,
    Slots,
    Unlock,
)

T = TypeVar("T")


def handlers(core: Core) -> Handlers:
    vault = _Vault(core)
    return {
        CreateVault: vault.create,
        Unlock: vault.unlock,
        Lock: vault.lock,
        ListSlots: vault.slots,
        AddSlot: vault.add_slot,
        RemoveSlot: vault.remove_slot,
        ChangePassphrase: vault.change_passphrase,
        MakeBackup: vault.backup,
        ListBackups: vault.backups,
        Restore: vault.restore,
    }


class _Vault:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._session = core.session

    def create(self, request: CreateVault, caller: Caller) -> Created:
        created = self._session.create(request)
        self._note("vault.create", caller)
        return created

    def unlock(self, request: Unlock, _: Caller) -> UnlockOutcome:
        return self._session.unlock(request)

    def lock(self, _: Lock, __: Caller) -> Done:
        self._session.lock()
        return Done()

    def slots(self, _: ListSlots, __: Caller) -> Slots:
        self._must_exist()
        return Slots(slots=tuple(self._session.slots.slots()))

    def add_slot(self, request: AddSlot, caller: Caller) -> SlotAdded:
        added = self._session.slots.add(request.kind, self._session.key, request.passphrase)
        return self._noted(added, "slot.add", caller)

    def remove_slot(self, request: RemoveSlot, caller: Caller) -> Done:
        _ = self._session.services  # only while it is open: the lock protects the slots too
        self._session.slots.remove(request.id)
        return self._noted(Done(), "slot.remove", caller)

    def change_passphrase(self, request: ChangePassphrase, caller: Caller) -> Done:
        _ = self._session.services
        self._session.slots.change_passphrase(request.old, request.new)
        return self._noted(Done(), "slot.change_passphrase", caller)

    def backup(self, request: MakeBackup, caller: Caller) -> Backup:
        path = Path(request.path).expanduser() if request.path else None
        if path is not None and not path.is_absolute():
            raise PersonFault(
                "The path is not complete",
                "It does not say in which folder the backup should lie.",
                "Give the path from the root folder on.",
            )
        return self._noted(self._session.services.vault.backup(path), "vault.backup", caller)

    def backups(self, _: ListBackups, __: Caller) -> Backups:
        return Backups(backups=tuple(self._session.services.vault.backups()))

    def restore(self, request: Restore, caller: Caller) -> UnlockOutcome:
        outcome = restore(
            self._core.home, self._session, self._core.keyring, self._core.clock, request
        )
        self._note("vault.restore", caller)
        return outcome

    def _must_exist(self) -> None:
        if not self._session.slots.exists():
            _ = self._session.services  # raises, with the words for it

    def _noted(self, result: T, action: str, caller: Caller) -> T:
        self._note(action, caller)
        self._core.notices.changed(ChangeSet.of(Topic.VAULT))
        return result

    def _note(self, action: str, caller: Caller) -> None:
        """Write into the audit, if the vault is open."""
        services = self._session.open_services
        if services is not None:
            now = self._core.clock.now()
            services.vault.write(lambda s: s.audit.append(action, caller.name, now))
