"""The watched folders, as the Import page shows them."""

from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.clock import Clock
from second_me.core.errors import SecondMeError
from second_me.core.outcomes import Rejected
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.watching import (
    ListWatched,
    UnwatchFolder,
    WatchBegun,
    WatchedFolder,
    WatchedFolders,
    WatchFolder,
)
from second_me.desktop import wording
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.translation import tr, tr_count


class Watched:
    """Keeps the list. `on_change` follows each change."""

    def __init__(self, caller: Caller, clock: Clock) -> None:
        self._caller = caller
        self._clock = clock
        self.folders: tuple[WatchedFolder, ...] = ()
        self.error = ""
        self.on_change: Callable[[], None] = _nothing

    def refresh(self) -> None:
        self._caller.call(ListWatched(), self._on_folders, ignore)

    def forget(self) -> None:
        """Drop what memory holds: it was locked."""
        self.folders = ()
        self.on_change()

    def add(self, path: str) -> None:
        """Watch a folder from now on."""
        self.error = ""
        self._caller.call(WatchFolder(path=path), self._on_added, self._on_error)

    def remove(self, id_: int) -> None:
        """Watch a folder no more; its memories stay."""
        self.error = ""
        self._caller.call(UnwatchFolder(id=id_), self._on_removed, self._on_error)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.WATCHED in push.changes.topics:
            self.refresh()

    def state_of(self, folder: WatchedFolder) -> str:
        """Return how a folder stands, in a line."""
        if folder.trouble:
            return folder.trouble
        if not folder.present:
            return tr("The folder is not there just now. It is looked for again by itself.")
        parts = [tr_count("1 file", "%n files", folder.files)]
        if folder.taken_at is not None:
            when = wording.at(folder.taken_at, self._clock)
            parts.append(tr("last change taken in {when}").format(when=when))
        if folder.problems:
            unread = len(folder.problems)
            parts.append(tr_count("1 could not be read", "%n could not be read", unread))
        return " · ".join(parts)

    def _on_folders(self, found: WatchedFolders) -> None:
        self.folders = found.folders
        self.on_change()

    def _on_added(self, outcome: WatchBegun | Rejected) -> None:
        if isinstance(outcome, Rejected):
            self.error = f"{outcome.reason} {outcome.action}".strip()
        self.refresh()

    def _on_removed(self, _done: object) -> None:
        self.refresh()

    def _on_error(self, error: SecondMeError) -> None:
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
