"""Folders that are watched: what changes or appears in them is imported by itself."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.outcomes import Rejected
from second_me.core.protocol._base import Done, Request, method
from second_me.core.protocol.memory import Problem


class WatchedFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A folder, when something was last taken from it, and what stands in the way.

    `present` is False while the folder is not there, as on a disk that was taken out.
    `problems` are files that could not be taken, `trouble` is about the folder as a whole.
    """

    id: int
    path: str
    since: Timestamp
    taken_at: Timestamp | None = None
    files: int = 0
    present: bool = True
    problems: tuple[Problem, ...] = ()
    trouble: str = ""


class WatchedFolders(msgspec.Struct, frozen=True, kw_only=True):
    folders: tuple[WatchedFolder, ...]


class WatchBegun(msgspec.Struct, frozen=True, tag="watch_begun"):
    id: int


@method("watch.list")
class ListWatched(Request[WatchedFolders], frozen=True, kw_only=True):
    pass


@method("watch.add")
class WatchFolder(Request[WatchBegun | Rejected], frozen=True, kw_only=True):
    """Import what lies in a folder, and from then on what changes or appears there.

    `owner` and `date_order` are as in `import.start`.
    """

    path: str
    owner: str = ""
    date_order: str = ""


@method("watch.remove")
class UnwatchFolder(Request[Done], frozen=True, kw_only=True):
    """Watch a folder no more; what was imported from it stays."""

    id: int
