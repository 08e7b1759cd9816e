"""Keys and the vault file."""

from pathlib import Path
from typing import TypeVar

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.restoring import check_by_secret, existing, restore, salvage
from second_me.agent.upkeep import with_verified
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import PersonFault, WrongSecret
from second_me.core.outcomes import UnlockOutcome
from second_me.core.protocol import Done
from second_me.core.protocol.vault import (
    AddSlot,
    Backup,
    BackupCheck,
    BackupFolder,
    Backups,
    ChangeKey,
    ChangePassphrase,
    CheckBackup,
    CheckRecovery,
    CodeCheck,
    Created,
    CreateVault,
    GetBackupFolder,
    KeyChanged,
    ListBackups,
    ListSlots,
    Lock,
    MakeBackup,
    MoveBackups,
    RecoveryRenewed,
    RemoveSlot,
    RenewRecovery,
    Restore,
    Salvage,
    Salvaged,
    SlotAdded,
    Slots,
    Unlock,
)
from second_me.vault import DataKey, NewKey, backup, backup_place, change_key, recovery

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
        CheckBackup: vault.check_backup,
        GetBackupFolder: vault.backup_folder,
        MoveBackups: vault.move_backups,
        RenewRecovery: vault.renew_recovery,
        CheckRecovery: vault.check_recovery,
        ChangeKey: vault.change_key,
        Salvage: vault.salvage,
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

    def lock(self, request: Lock, caller: Caller) -> Done:
        services = self._session.open_services
        if services is not None:
            services.accesses.note(request, None, caller)  # the lock itself writes it
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
        if request.old:
            self._session.slots.change_passphrase(request.old, request.new)
        else:
            self._session.slots.put_passphrase(self._session.key, request.new)
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

    def renew_recovery(self, _: RenewRecovery, caller: Caller) -> RecoveryRenewed:
        code = self._session.slots.renew_recovery(self._session.key)
        return self._noted(RecoveryRenewed(recovery_code=code), "slot.renew_recovery", caller)

    def check_recovery(self, request: CheckRecovery, _: Caller) -> CodeCheck:
        recovery.read(request.recovery_code)  # raises WrongSecret for a typing mistake
        try:
            self._session.slots.proves(recovery_code=request.recovery_code)
        except WrongSecret:
            return CodeCheck(opens=False)
        return CodeCheck(opens=True)

    def change_key(self, request: ChangeKey, caller: Caller) -> KeyChanged:
        _ = self._session.services
        made: list[NewKey] = []

        def work() -> DataKey:
            made.append(change_key(self._core.home, self._session.slots, request.passphrase))
            return made[0].key

        self._session.exchange(work)
        changed = KeyChanged(recovery_code=made[0].recovery_code, notice=made[0].notice)
        return self._noted(changed, "vault.change_key", caller)

    def backups(self, _: ListBackups, __: Caller) -> Backups:
        found = backup.found(self._core.home.backups)
        services = self._session.open_services
        if services is None:
            return Backups(backups=tuple(found))
        return Backups(backups=services.vault.read(lambda s: with_verified(s, found)))

    def check_backup(self, request: CheckBackup, caller: Caller) -> BackupCheck:
        path = existing(request.path)
        if not (request.passphrase or request.recovery_code):
            services = self._session.services
            if backup.opens_with(path, self._session.key):
                return self._noted(services.upkeep.verify(path), "vault.check_backup", caller)
        return check_by_secret(self._core, path, request)

    def backup_folder(self, _: GetBackupFolder, __: Caller) -> BackupFolder:
        return backup_place.place(self._core.home)

    def move_backups(self, request: MoveBackups, caller: Caller) -> BackupFolder:
        vault = self._session.services.vault
        target = Path(request.path).expanduser() if request.path else None
        with vault.no_backup():
            moved = backup_place.move(self._core.home, target)
        return self._noted(moved, "vault.move_backups", caller)

    def salvage(self, request: Salvage, caller: Caller) -> Salvaged:
        saved = salvage(self._core, request)
        return self._noted(saved, "vault.salvage", caller)

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
