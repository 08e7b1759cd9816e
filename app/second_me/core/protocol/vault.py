"""Keys and the vault file: create, unlock, lock, slots, backup, restore."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.outcomes import UnlockOutcome
from second_me.core.protocol._base import Done, Request, method


class SlotKind(enum.StrEnum):
    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105  (a kind, not a secret)
    RECOVERY = "recovery"


class Created(msgspec.Struct, frozen=True, kw_only=True):
    """`recovery_code` is shown once and kept nowhere in clear. `notice` may say why the
    keyring slot could not be made.
    """

    recovery_code: str = ""
    notice: str = ""


@method("vault.create")
class CreateVault(Request[Created], frozen=True, kw_only=True):
    """Make the vault. At least one of `passphrase` and `recovery` is needed."""

    passphrase: str = ""
    recovery: bool = True
    keyring: bool = True


@method("vault.unlock")
class Unlock(Request[UnlockOutcome], frozen=True, kw_only=True):
    """Open the vault by what is given; with nothing given, by the keyring."""

    passphrase: str = ""
    recovery_code: str = ""


@method("vault.lock")
class Lock(Request[Done], frozen=True, kw_only=True):
    """Close the vault and drop the key within a second."""


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: SlotKind
    created_at: Timestamp
    detail: str = ""
    works: bool | None = None  # None: cannot be known without the secret


class Slots(msgspec.Struct, frozen=True, kw_only=True):
    slots: tuple[Slot, ...]


@method("vault.slots")
class ListSlots(Request[Slots], frozen=True, kw_only=True):
    pass


class SlotAdded(msgspec.Struct, frozen=True, kw_only=True):
    slot: Slot
    recovery_code: str = ""


@method("vault.add_slot")
class AddSlot(Request[SlotAdded], frozen=True, kw_only=True):
    """Add a way in. Has to be confirmed."""

    kind: SlotKind
    passphrase: str = ""


@method("vault.remove_slot")
class RemoveSlot(Request[Done], frozen=True, kw_only=True):
    """Refused when neither a passphrase nor a recovery code would be left. Has to be confirmed."""

    id: str


@method("vault.change_passphrase")
class ChangePassphrase(Request[Done], frozen=True, kw_only=True):
    """Replace the passphrase. Without `old`, for who unlocked by the recovery code, it has to be
    confirmed, and a vault without a passphrase gets one.
    """

    old: str = ""
    new: str


class RecoveryRenewed(msgspec.Struct, frozen=True, kw_only=True):
    """The new code, shown once; the old one opens nothing any more."""

    recovery_code: str


@method("vault.renew_recovery")
class RenewRecovery(Request[RecoveryRenewed], frozen=True, kw_only=True):
    """Put a new recovery code in the old one's place. Has to be confirmed."""


class CodeCheck(msgspec.Struct, frozen=True, kw_only=True):
    opens: bool


@method("vault.check_recovery")
class CheckRecovery(Request[CodeCheck], frozen=True, kw_only=True):
    """Say whether a recovery code opens the vault; `wrong_secret` tells of a typing mistake."""

    recovery_code: str


class KeyChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`recovery_code` is the new one, if the vault has one; it is shown once."""

    recovery_code: str = ""
    notice: str = ""


@method("vault.change_key")
class ChangeKey(Request[KeyChanged], frozen=True, kw_only=True):
    """Encrypt the vault anew under another data key. The passphrase stays; slots and recovery code
    are made anew. Backups from before are opened by the passphrase or code of their time.
    """

    passphrase: str


class BackupState(enum.StrEnum):
    WHOLE = "whole"
    PARTIAL = "partial"  # cut short, or still being carried over
    CONFLICT = "conflict"  # a whole one under a name that a carrier of files gave it


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup. `verified_at`: when it was last restored for a trial and found as it should be."""

    path: str
    created_at: Timestamp
    bytes: int
    events: int = 0
    state: BackupState = BackupState.WHOLE
    verified_at: Timestamp | None = None


@method("vault.backup")
class MakeBackup(Request[Backup], frozen=True, kw_only=True):
    """Write an encrypted copy, checked before it is kept. No path: the backups folder."""

    path: str = ""


class Backups(msgspec.Struct, frozen=True, kw_only=True):
    backups: tuple[Backup, ...]


@method("vault.backups")
class ListBackups(Request[Backups], frozen=True, kw_only=True):
    """The backups in the backups folder, newest first; a locked vault tells them as well."""


class BackupCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What came of restoring a backup for a trial, in a place of its own: rows by table. `fault`
    says what is wrong with it, nothing if it is sound.
    """

    path: str
    rows: dict[str, int] = {}
    fault: str = ""


@method("vault.check_backup")
class CheckBackup(Request[BackupCheck], frozen=True, kw_only=True):
    """Restore a backup into a place of its own, read every page and row, and throw that away."""

    path: str
    passphrase: str = ""
    recovery_code: str = ""


class BackupFolder(msgspec.Struct, frozen=True, kw_only=True):
    """Where backups go, and whether that folder can be reached now."""

    path: str
    reachable: bool


@method("vault.backup_folder")
class GetBackupFolder(Request[BackupFolder], frozen=True, kw_only=True):
    pass


@method("vault.move_backups")
class MoveBackups(Request[BackupFolder], frozen=True, kw_only=True):
    """Have backups go into another folder, such as one that Syncthing or a cloud drive carries;
    those there are move along. No path: back to the folder of Second Me.
    """

    path: str = ""


class Salvaged(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from a damaged vault, by table; `filled` came from a backup; `lost` is how many
    numbers of events gave nothing and no backup had. The damaged vault stays at `aside`.
    """

    rows: dict[str, int]
    filled: dict[str, int]
    lost: int
    backup: str
    aside: str


@method("vault.salvage")
class Salvage(Request[Salvaged], frozen=True, kw_only=True):
    """Save what can be read of a damaged vault, fill gaps from the last good backup, and open the
    result. The damaged vault is kept aside. For a vault that `vault.unlock` calls damaged, or
    whose deep health check found faults.
    """

    passphrase: str = ""
    recovery_code: str = ""


@method("vault.restore")
class Restore(Request[UnlockOutcome], frozen=True, kw_only=True):
    """Put a backup in the vault's place; what stood there is kept aside.

    The backup is opened by the present key, or by its own passphrase or recovery code.
    """

    path: str
    passphrase: str = ""
    recovery_code: str = ""
