"""Jobs that keep the vault well: backups, checkpoints, and what is kept no longer."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from second_me.agent.preferences import Preferences
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import VaultDamaged
from second_me.core.protocol.vault import Backup, BackupCheck
from second_me.core.records import Job
from second_me.vault.backup_rule import KeepRule, prune
from second_me.vault.session import Session
from second_me.vault.vault import Vault

VERIFY: Final = "backup.verify"
VERIFIED: Final = "backup.verified"
"""A setting that holds when which backup was last tried out."""


class Upkeep:
    """Work for jobs that come due by the clock."""

    def __init__(
        self,
        vault: Vault,
        preferences: Preferences,
        clock: Clock,
        *,
        outlive: Callable[[], ChangeSet],
    ) -> None:
        """`outlive` begins to erase what the rules of retention keep no longer."""
        self._vault = vault
        self._preferences = preferences
        self._clock = clock
        self._outlive = outlive

    def backup(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Write a backup, try it out, and let go of those that the rule does not keep.

        Raises VaultDamaged if it cannot be restored; then older ones stay.
        """
        del job
        made = self._vault.backup(None)
        if self._preferences.flag(VERIFY) and not closing.is_set():
            found = self.verify(Path(made.path))
            if found.fault:
                raise VaultDamaged(
                    "The backup cannot be restored",
                    "It was tried out and is not as it should be; older ones were kept.",
                    "Check the vault under Health.",
                )
        prune(self._vault.backups(), self.rule)
        return ChangeSet.of(Topic.VAULT)

    def verify(self, path: Path) -> BackupCheck:
        """Try a backup out by a restore, and note it if it is sound."""
        found = self._vault.try_restore(path)
        if not found.fault:
            now = self._clock.now()
            self._vault.write(lambda session: note_verified(session, path.name, now))
        return found

    def retention(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Erase for good what the rules keep no longer."""
        del job, closing
        return self._outlive()

    def checkpoint(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Move the write-ahead log into the vault file."""
        del job, closing
        self._vault.checkpoint()
        return ChangeSet()

    @property
    def rule(self) -> KeepRule:
        number = self._preferences.number
        return KeepRule(
            daily=number("backup.daily"),
            weekly=number("backup.weekly"),
            monthly=number("backup.monthly"),
        )


def note_verified(session: Session, name: str, now: Timestamp) -> None:
    """Keep when a backup was found to be restorable."""
    known = _verified(session) | {name: now}
    session.settings.set(VERIFIED, msgspec.json.encode(known).decode())


def with_verified(session: Session, found: list[Backup]) -> tuple[Backup, ...]:
    """Return backups with when each was last tried out."""
    known = _verified(session)
    return tuple(
        msgspec.structs.replace(one, verified_at=known.get(Path(one.path).name)) for one in found
    )


def _verified(session: Session) -> dict[str, Timestamp]:
    kept = session.settings.get(VERIFIED)
    if not isinstance(kept, str):
        return {}
    return msgspec.json.decode(kept, type=dict[str, Timestamp])
