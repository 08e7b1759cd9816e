"""The backups of the vault: making, trying out, putting one in place, and where they go."""

from second_me.core.changes import Topic
from second_me.core.outcomes import StillLocked, UnlockOutcome
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.vault import (
    Backup,
    BackupCheck,
    BackupFolder,
    Backups,
    CheckBackup,
    GetBackupFolder,
    ListBackups,
    MakeBackup,
    MoveBackups,
    Restore,
    Salvage,
    Salvaged,
)
from second_me.desktop import wording
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part
from second_me.desktop.secrets import looks_like_code
from second_me.desktop.translation import tr


class Safekeeping(Part):
    """The backups there are. `busy` says that one is being made, tried out or put in place, and
    `checking` which one is tried out; `wants_secret` names a backup that the present key does not
    open.
    """

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.backups: tuple[Backup, ...] | None = None
        self.folder: BackupFolder | None = None
        self.busy = False
        self.checking = ""
        self.wants_secret = ""

    def refresh(self) -> None:
        """Ask for the backups and where they lie."""
        self._caller.call(ListBackups(), self._on_backups, ignore)
        self._caller.call(GetBackupFolder(), self._on_folder, ignore)

    def forget(self) -> None:
        self._clear()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.VAULT in push.changes.topics:
            self.on_stale()

    def make(self) -> None:
        """Write a backup now."""
        if not self.busy:
            self.busy = True
            self._ask(MakeBackup(), self._on_made)

    def check(self, path: str, secret: str = "") -> None:
        """Restore a backup into a place of its own, and look at every page and row of it."""
        if self.busy:
            return
        self.busy, self.checking = True, path
        by_code = looks_like_code(secret)
        request = CheckBackup(
            path=path,
            passphrase="" if by_code else secret,
            recovery_code=secret if by_code else "",
        )
        self._ask(request, self._on_checked)

    def restore(self, path: str, secret: str = "") -> None:
        """Put a backup in the vault's place; by its own secret if the present key is not its."""
        if self.busy:
            return
        self.busy, self.wants_secret = True, ""
        by_code = looks_like_code(secret)
        request = Restore(
            path=path,
            passphrase="" if by_code else secret,
            recovery_code=secret if by_code else "",
        )
        self._restoring = path
        self._by_its_own = bool(secret)
        self._ask(request, self._on_restored)

    def move(self, path: str) -> None:
        """Have backups go into another folder; no path: back into our own."""
        if not self.busy:
            self.busy = True
            self._ask(MoveBackups(path=path), self._on_moved)

    def salvage(self, secret: str = "") -> None:
        """Save what can be read of a damaged vault, and fill gaps from the last good backup."""
        if self.busy:
            return
        self.busy = True
        by_code = looks_like_code(secret)
        request = Salvage(
            passphrase="" if by_code else secret, recovery_code=secret if by_code else ""
        )
        self._ask(request, self._on_salvaged)

    def _failed(self) -> None:
        self.busy = False
        self.checking = ""

    def _on_backups(self, backups: Backups) -> None:
        self.backups = backups.backups
        self.on_change()

    def _on_folder(self, folder: BackupFolder) -> None:
        self.folder = folder
        self.on_change()

    def _on_made(self, made: Backup) -> None:
        words = tr("Backed up: {size}, encrypted.").format(size=wording.size(made.bytes))
        self._done(words)

    def _on_checked(self, found: BackupCheck) -> None:
        self._failed()
        if found.fault:
            self.error = tr("This backup cannot be restored: {why}").format(why=found.fault)
        else:
            rows = wording.number(sum(found.rows.values()))
            words = tr("It was restored in a place of its own: all {rows} rows are there.")
            self.notice = words.format(rows=rows)
        self.refresh()
        self.on_change()

    def _on_restored(self, outcome: UnlockOutcome) -> None:
        if isinstance(outcome, StillLocked):
            self._failed()
            self.wants_secret = self._restoring
            self.error = f"{outcome.title}. {outcome.message} {outcome.action}".strip()
            self.on_change()
        else:
            said = tr("The backup is in its place. What stood there was kept aside.")
            if self._by_its_own:
                said += " " + tr("Passphrase and recovery code are those of its time.")
            self._done(said)

    def _on_moved(self, folder: BackupFolder) -> None:
        self.folder = folder
        self._done(tr("Backups go there from now on."))

    def _on_salvaged(self, saved: Salvaged) -> None:
        words = tr("{rows} rows were read, {filled} came from the last good backup.")
        said = words.format(
            rows=wording.number(sum(saved.rows.values())),
            filled=wording.number(sum(saved.filled.values())),
        )
        if saved.lost:
            said += " " + tr("{count} memories are in neither.").format(count=saved.lost)
        self._done(said)

    def _done(self, words: str) -> None:
        self._failed()
        self.notice = words
        self.refresh()
        self.on_change()
