"""Watched folders: listed, added, let go."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.outcomes import Rejected
from second_me.core.protocol import Done
from second_me.core.protocol.watching import (
    ListWatched,
    UnwatchFolder,
    WatchBegun,
    WatchedFolders,
    WatchFolder,
)


def handlers(core: Core) -> Handlers:
    watching = _Watching(core)
    return {
        ListWatched: watching.list,
        WatchFolder: watching.add,
        UnwatchFolder: watching.remove,
    }


class _Watching:
    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, _: ListWatched, __: Caller) -> WatchedFolders:
        return WatchedFolders(folders=self._core.session.services.watched.list())

    def add(self, request: WatchFolder, caller: Caller) -> WatchBegun | Rejected:
        return self._core.session.services.watched.add(request, caller.name)

    def remove(self, request: UnwatchFolder, caller: Caller) -> Done:
        self._core.session.services.watched.remove(request.id, caller.name)
        return Done()
