"""Putting a backup in the vault's place."""

from pathlib import Path

from second_me.agent.core_parts import Core
from second_me.agent.vault_session import VaultSession
from second_me.core.clock import Clock
from second_me.core.errors import KeyringUnavailable, PersonFault, WrongSecret
from second_me.core.outcomes import StillLocked, Unlocked, UnlockOutcome
from second_me.core.paths import Home
from second_me.core.protocol.system import VaultState
from second_me.core.protocol.vault import BackupCheck, CheckBackup, Restore, Salvage, Salvaged
from second_me.vault import DataKey, KeyringBackend, backup
from second_me.vault import restore as put_in_place
from second_me.vault.salvaging import salvage as put_together
from second_me.vault.trial_restore import try_restore


def restore(
    home: Home, session: VaultSession, keyring: KeyringBackend, clock: Clock, request: Restore
) -> UnlockOutcome:
    """Open the backup by what is given, by the open vault's key or by the keyring; put it in
    the vault's place and open it. What cannot be opened is an outcome and changes nothing.
    """
    path = existing(request.path)
    try:
        key, slot = _key(path, session, keyring, request)

        def work() -> DataKey:
            put_in_place(home, path, key, clock)
            return key

        session.exchange(work)
    except (WrongSecret, KeyringUnavailable) as error:
        kinds = (str(slot.kind) for slot in backup.slot_file(path).current.slots)
        return StillLocked(
            title=error.title,
            message=error.message,
            action=error.action,
            slots=tuple(dict.fromkeys(kinds)),
        )
    return Unlocked(slot=slot)


def existing(given: str) -> Path:
    """Return the path of a backup that is there. Raises PersonFault."""
    path = Path(given).expanduser()
    if not path.is_absolute() or not path.is_file():
        raise PersonFault(
            "There is no such backup",
            "The path names no file, or not from the root folder on.",
            "List the backups and choose one.",
        )
    return path


def check_by_secret(core: Core, path: Path, request: CheckBackup) -> BackupCheck:
    """Try a backup out that is opened by its own slots. Raises WrongSecret, KeyringUnavailable."""
    key = backup.unlock(
        path, core.keyring, passphrase=request.passphrase, recovery_code=request.recovery_code
    ).key
    try:
        return try_restore(core.home, path, key, core.clock)
    finally:
        key.wipe()


def salvage(core: Core, request: Salvage) -> Salvaged:
    """Save what can be read of the vault that stands there, and open the result."""
    session, saved = core.session, []
    if session.state is VaultState.OPEN:
        key = session.key.copy()
    else:
        key = session.slots.unlock(
            passphrase=request.passphrase, recovery_code=request.recovery_code
        ).key

    def work() -> DataKey:
        saved.append(put_together(core.home, key, core.clock))
        return key

    session.exchange(work)
    return saved[0]


def _key(
    path: Path, session: VaultSession, keyring: KeyringBackend, request: Restore
) -> tuple[DataKey, str]:
    given = request.passphrase or request.recovery_code
    if not given and session.state is VaultState.OPEN:
        return session.key.copy(), "open"
    opened = backup.unlock(
        path, keyring, passphrase=request.passphrase, recovery_code=request.recovery_code
    )
    return opened.key, opened.slot.value
