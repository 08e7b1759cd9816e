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
    kind: SlotKind
    passphrase: str = ""


@method("vault.remove_slot")
class RemoveSlot(Request[Done], frozen=True, kw_only=True):
    """Refused when neither a passphrase nor a recovery code would be left."""

    id: str


@method("vault.change_passphrase")
class ChangePassphrase(Request[Done], frozen=True, kw_only=True):
    old: str
    new: str


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    created_at: Timestamp
    bytes: int
    events: int = 0


@method("vault.backup")
class MakeBackup(Request[Backup], frozen=True, kw_only=True):
    """Write an encrypted copy, checked before it is kept. No path: the backups folder."""

    path: str = ""


class Backups(msgspec.Struct, frozen=True, kw_only=True):
    backups: tuple[Backup, ...]


@method("vault.backups")
class ListBackups(Request[Backups], frozen=True, kw_only=True):
    pass


@method("vault.restore")
class Restore(Request[UnlockOutcome], frozen=True, kw_only=True):
    """Put a backup in the vault's place; what stood there is kept aside.

    The backup is opened by the present key, or by its own passphrase or recovery code.
    """

    path: str
    passphrase: str = ""
    recovery_code: str = ""
