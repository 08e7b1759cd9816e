"""Opening the vault: by keyring, passphrase or recovery code, and why one did not do."""

import enum
from collections.abc import Callable

from second_me.core.errors import SecondMeError, VaultDamaged
from second_me.core.outcomes import StillLocked, Unlocked, UnlockOutcome
from second_me.core.protocol.vault import ListSlots, Slots, Unlock
from second_me.desktop.calling import Caller, ignore


class By(enum.Enum):
    PASSPHRASE = "passphrase"  # noqa: S105  (a way, not a secret)
    RECOVERY = "recovery"
    KEYRING = "keyring"


class Unlocking:
    """Tries a secret at a time. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.by = By.PASSPHRASE
        self.busy = False
        self.slots: tuple[str, ...] = ()
        self.keyring_trouble = ""
        self.problem = ""
        self.damaged = False
        self.opened = 0
        self.on_change: Callable[[], None] = _nothing
        self.on_open: Callable[[], None] = _nothing
        self._tried_keyring = False

    def begin(self) -> None:
        """Try the keyring once, quietly: it opens the vault, or says why it does not."""
        self.problem = ""
        self._caller.call(ListSlots(), self._on_slots, ignore)
        if not self._tried_keyring and not self.busy:
            self._tried_keyring = True
            self._send(By.KEYRING, Unlock())

    def offers(self, by: By) -> bool:
        """Say whether the vault has such a way in, as far as that is known."""
        return not self.slots or by.value in self.slots

    def choose(self, by: By) -> None:
        self.by = by
        self.problem = ""
        self.on_change()

    def try_secret(self, secret: str) -> None:
        """Try what was typed as the kind of secret that was chosen."""
        if not secret.strip() or self.busy:
            return
        if self.by is By.RECOVERY:
            self._send(By.RECOVERY, Unlock(recovery_code=secret.strip()))
        else:
            self._send(By.PASSPHRASE, Unlock(passphrase=secret))

    def try_keyring(self) -> None:
        """Try the keyring again, on the person's word."""
        if not self.busy:
            self._send(By.KEYRING, Unlock())

    def was_locked(self) -> None:
        """Take note that the person locked the vault: the keyring is not asked by itself."""
        self._tried_keyring = True
        self.keyring_trouble = ""
        self.problem = ""
        self._caller.call(ListSlots(), self._on_slots, ignore)

    def _send(self, by: By, request: Unlock) -> None:
        self.busy = True
        self.problem = ""
        self._by_now = by
        self._caller.call(request, self._on_outcome, self._on_error, patient=True)
        self.on_change()

    def _on_slots(self, slots: Slots) -> None:
        self.slots = tuple(dict.fromkeys(slot.kind.value for slot in slots.slots))
        if not self.offers(By.KEYRING):
            self.keyring_trouble = ""  # a keyring that was never used is no trouble
        self.on_change()

    def _on_outcome(self, outcome: UnlockOutcome) -> None:
        self.busy = False
        if isinstance(outcome, Unlocked):
            self.opened += 1
            self.damaged = False
            self.problem = self.keyring_trouble = ""
            self._tried_keyring = False
            self.on_open()
        elif isinstance(outcome, StillLocked):
            self.slots = outcome.slots or self.slots
            self._say(f"{outcome.title}. {outcome.message} {outcome.action}".strip())
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.busy = False
        self.damaged = isinstance(error, VaultDamaged)
        self._say(f"{error.title}. {error.message} {error.action}".strip())
        self.on_change()

    def _say(self, words: str) -> None:
        if self._by_now is By.KEYRING:
            self.keyring_trouble = words if self.offers(By.KEYRING) else ""
        else:
            self.problem = words


def _nothing() -> None:
    pass
