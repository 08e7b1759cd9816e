"""Jobs that keep the vault well: backups and checkpoints."""

import threading
from pathlib import Path

from second_me.agent.preferences import Preferences
from second_me.core.changes import ChangeSet, Topic
from second_me.core.records import Job
from second_me.vault.backup import prune
from second_me.vault.vault import Vault


class Upkeep:
    """Work for jobs that come due by the clock."""

    def __init__(self, vault: Vault, backups: Path, preferences: Preferences) -> None:
        """`backups` is the folder where the vault puts backups that nobody named."""
        self._vault = vault
        self._backups = backups
        self._preferences = preferences

    def backup(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Write a backup and let go of the oldest beyond those to be kept."""
        del job, closing
        self._vault.backup(None)
        prune(self._backups, self._preferences.number("backup.keep"))
        return ChangeSet.of(Topic.VAULT)

    def checkpoint(self, job: Job, closing: threading.Event) -> ChangeSet:
        """Move the write-ahead log into the vault file."""
        del job, closing
        self._vault.checkpoint()
        return ChangeSet()
