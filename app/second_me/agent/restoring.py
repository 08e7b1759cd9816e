"""Putting a backup in the vault's place."""

from pathlib import Path

from second_me.agent.vault_session import VaultSession
from second_me.core.clock import Clock
from second_me.core.errors import KeyringUnavailable, PersonFault, WrongSecret
from second_me.core.outcomes import StillLocked, Unlocked, UnlockOutcome
from second_me.core.paths import Home
from second_me.core.protocol.system import VaultState
from second_me.core.protocol.vault import Restore
from second_me.vault import DataKey, KeyringBackend, backup
from second_me.vault import restore as put_in_place


def restore(
    home: Home, session: VaultSession, keyring: KeyringBackend, clock: Clock, request: Restore
) -> UnlockOutcome:
    """Open the backup by what is given, by the open vault's key or by the keyring; put it in
    the vault's place and open it. What cannot be opened is an outcome and changes nothing.
    """
    path = Path(request.path).expanduser()
    if not path.is_absolute() or not path.is_file():
        raise PersonFault(
            "There is no such backup",
            "The path names no file, or not from the root folder on.",
            "List the backups and choose one.",
        )
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
