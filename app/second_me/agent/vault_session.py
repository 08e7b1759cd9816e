"""Whether the vault is absent, locked or open, and the way from one to the other."""

import threading
from collections.abc import Callable

from second_me.agent.logs import Log, log_fault
from second_me.agent.services import Services
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import (
    KeyringUnavailable,
    PersonFault,
    SecondMeError,
    VaultLocked,
    WrongSecret,
)
from second_me.core.outcomes import StillLocked, Unlocked, UnlockOutcome
from second_me.core.paths import Home
from second_me.core.protocol.system import VaultState
from second_me.core.protocol.vault import Created, CreateVault, SlotKind, Unlock
from second_me.vault import DataKey, KeySlots, Vault


class VaultSession:
    """Owns the open vault and its services. Opening and closing exclude each other."""

    def __init__(
        self,
        home: Home,
        make_slots: Callable[[], KeySlots],
        clock: Clock,
        log: Log,
        *,
        serve: Callable[[Vault], Services],
        changed: Callable[[ChangeSet], None],
    ) -> None:
        """`serve` makes the services of a vault that was opened."""
        self.slots = make_slots()
        self._make_slots = make_slots
        self._keyring_trouble = ""
        self._home = home
        self._clock = clock
        self._log = log
        self._serve = serve
        self._changed = changed
        self._guard = threading.RLock()
        self._key: DataKey | None = None
        self._services: Services | None = None
        self._closed = False
        self._locks = 0
        self._meanwhile: VaultState | None = None

    @property
    def state(self) -> VaultState:
        if self._services is not None:
            return VaultState.OPEN
        if self._meanwhile is not None:  # for a moment no vault may stand there
            return self._meanwhile
        return VaultState.LOCKED if self.slots.exists() else VaultState.ABSENT

    @property
    def services(self) -> Services:
        """Return what works on the open vault. Raises VaultLocked."""
        services = self._services
        if services is not None:
            return services
        if self._meanwhile is VaultState.OPEN:
            raise VaultLocked(
                "The vault is being changed", "It is closed for a moment.", "Try again."
            )
        if self.state is VaultState.ABSENT:
            raise VaultLocked(
                "There is no vault yet",
                "Nothing has been set up in this folder.",
                "Create a vault first.",
            )
        raise VaultLocked(
            "The vault is locked", "Its memories cannot be read just now.", "Unlock it first."
        )

    @property
    def open_services(self) -> Services | None:
        """Return what works on the vault if it is open."""
        return self._services

    @property
    def key(self) -> DataKey:
        """Return the data key of the open vault. Raises VaultLocked."""
        if self._key is None:
            raise self._locked()
        return self._key

    def create(self, request: CreateVault) -> Created:
        """Make the vault and open it. Raises PersonFault if there is one already."""
        with self._guard:
            if self.state is not VaultState.ABSENT:
                raise PersonFault(
                    "There is a vault already",
                    "This folder holds a vault, and it was left as it is.",
                    "Unlock it, or choose another folder.",
                )
            made = self.slots.create(
                passphrase=request.passphrase, recovery=request.recovery, keyring=request.keyring
            )
            self._open(made.key, Vault.create)
            return Created(recovery_code=made.recovery_code, notice=made.notice)

    def unlock(self, request: Unlock) -> UnlockOutcome:
        """Open the vault by what is given. Secrets that open nothing are an outcome."""
        if self._services is not None:
            return Unlocked(slot="open")
        if self.state is VaultState.ABSENT:
            return self._still("There is no vault yet", "Nothing is set up here.", "Create one.")
        return self._unlock(self.slots, request)

    def try_keyring(self) -> None:
        """Open the vault by the keyring at start, if it has such a slot; nobody waits for it."""
        try:
            # Slots of its own: the keyring may ask the person and take its time, and a
            # passphrase that is typed meanwhile must not wait for that.
            slots = self._make_slots()
            if slots.exists() and SlotKind.KEYRING in slots.kinds():
                outcome = self._unlock(slots, Unlock())
                if isinstance(outcome, StillLocked):
                    self._keyring_trouble = f"{outcome.title}. {outcome.message}"
                self._log.info("keyring_tried", state=type(outcome).__name__)
        except SecondMeError as error:
            self._log.warning("keyring_failed", code=error.code)
        except Exception as error:  # noqa: BLE001  (the person can still unlock by hand)
            log_fault(self._log, "keyring_broke", error)

    def lock(self) -> None:
        """End all work, close the vault and drop the key."""
        if self._end_work():
            self._log.info("vault_locked")
            self._changed(ChangeSet.of(Topic.VAULT))

    def close(self) -> None:
        """Lock for good: the agent ends."""
        with self._guard:
            self._closed = True
        self.lock()

    def exchange(self, work: Callable[[], DataKey]) -> None:
        """Close the vault, have `work` put another in its place, and open that one by the key
        it returns. The vault that was there is opened again if `work` fails. An open vault is
        called open all along, so that nobody is asked to unlock it.
        """
        with self._guard:
            old = self._key.copy() if self._key is not None else None
            self._meanwhile = VaultState.LOCKED if old is None else VaultState.OPEN
            try:
                self._put(work, old)
            finally:
                self._meanwhile = None
                if self._services is None:
                    self._changed(ChangeSet.of(Topic.VAULT))

    def _put(self, work: Callable[[], DataKey], old: DataKey | None) -> None:
        try:
            self._end_work()
            key = work()
        except BaseException:
            if old is not None:
                self._open(old, Vault.open)
            raise
        if old is not None:
            old.wipe()
        self._open(key, Vault.open)

    def _end_work(self) -> bool:
        """End all work, close the vault and drop the key; return whether it was open."""
        self._locks += 1
        with self._guard:
            services, self._services = self._services, None
            if services is None:
                return False
            try:
                services.stop()
            finally:
                services.vault.close()
                if self._key is not None:
                    self._key.wipe()
                    self._key = None
        return True

    def _unlock(self, slots: KeySlots, request: Unlock) -> UnlockOutcome:
        locks = self._locks
        try:
            opened = slots.unlock(
                passphrase=request.passphrase, recovery_code=request.recovery_code
            )
        except (WrongSecret, KeyringUnavailable) as error:
            return self._still(error.title, error.message, error.action)
        with self._guard:
            if self._locks != locks:  # a keyring that took its time, and a lock meanwhile
                opened.key.wipe()
                return self._still("The vault was locked", "It was locked again.", "Unlock it.")
            if self._services is None:
                self._open(opened.key, Vault.open)
            else:
                opened.key.wipe()
        notice = opened.notice
        if opened.slot is not SlotKind.KEYRING:
            notice, self._keyring_trouble = notice or self._keyring_trouble, ""
        return Unlocked(slot=opened.slot.value, notice=notice)

    def _open(self, key: DataKey, make: Callable[[Home, DataKey, Clock], Vault]) -> None:
        with self._guard:
            if self._closed:
                raise self._locked()
            vault = make(self._home, key, self._clock)
            try:
                services = self._serve(vault)
            except BaseException:
                vault.close()
                raise
            try:
                services.start()
            except BaseException:
                services.stop()
                vault.close()
                raise
            self._key, self._services = key, services
        self._log.info("vault_opened")
        self._changed(ChangeSet.of(Topic.VAULT))

    def _still(self, title: str, message: str, action: str) -> StillLocked:
        kinds = tuple(str(kind) for kind in self.slots.kinds()) if self.slots.exists() else ()
        return StillLocked(title=title, message=message, action=action, slots=kinds)

    def _locked(self) -> VaultLocked:
        return VaultLocked("The vault is locked", "It was closed.", "Unlock it first.")
