"""The ways into the vault, and changing them."""

from second_me.core.protocol.vault import (
    AddSlot,
    ChangeKey,
    ChangePassphrase,
    CheckRecovery,
    CodeCheck,
    KeyChanged,
    ListSlots,
    RecoveryRenewed,
    RemoveSlot,
    RenewRecovery,
    Slot,
    SlotKind,
    Slots,
)
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part
from second_me.desktop.translation import tr


class KeySlots(Part):
    """The slots there are. `new_code` is a recovery code that is to be shown once."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.slots: tuple[Slot, ...] = ()
        self.new_code = ""
        self.busy = False

    @property
    def with_keyring(self) -> bool:
        return any(slot.kind is SlotKind.KEYRING for slot in self.slots)

    def refresh(self) -> None:
        """Ask which slots there are."""
        self._caller.call(ListSlots(), self._on_slots, ignore)

    def forget(self) -> None:
        self._clear()

    def change_passphrase(self, old: str, new: str) -> None:
        self._guarded(ChangePassphrase(old=old, new=new), self._on_passphrase)

    def renew_code(self) -> None:
        self._guarded(RenewRecovery(), self._on_code)

    def check_code(self, code: str) -> None:
        """Say whether a code that was kept still opens the vault."""
        self._ask(CheckRecovery(recovery_code=code), self._on_checked)

    def change_key(self, passphrase: str) -> None:
        """Encrypt the vault anew under another key."""
        self.busy = True
        self._guarded(ChangeKey(passphrase=passphrase), self._on_key)

    def use_keyring(self) -> None:
        """Let the system's keyring open the vault too."""
        self._guarded(AddSlot(kind=SlotKind.KEYRING), self._on_changed)

    def remove(self, id_: str) -> None:
        self._guarded(RemoveSlot(id=id_), self._on_changed)

    def _failed(self) -> None:
        self.busy = False

    def _on_slots(self, slots: Slots) -> None:
        self.slots = slots.slots
        self.on_change()

    def _on_passphrase(self, _done: object) -> None:
        self.notice = tr("The passphrase is changed.")
        self._on_changed(None)

    def _on_code(self, renewed: RecoveryRenewed) -> None:
        self.new_code = renewed.recovery_code
        self._on_changed(None)

    def _on_checked(self, check: CodeCheck) -> None:
        if check.opens:
            self.notice = tr("This code opens your memory.")
        else:
            self.error = tr("This code opens nothing any more. Make a new one.")
        self.on_change()

    def _on_key(self, changed: KeyChanged) -> None:
        self.busy = False
        self.new_code = changed.recovery_code
        said = tr("All of it is encrypted under another key now. Your passphrase is the same.")
        self.notice = f"{said} {changed.notice}".strip()
        self._on_changed(None)

    def _on_changed(self, _done: object) -> None:
        self.refresh()
        self.on_change()
