"""Portable units: made of a part of memory, and taken in."""

from pathlib import Path

from second_me.agent import units
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.handlers import recall
from second_me.core.ids import EventId
from second_me.core.protocol.erase import Found, Memories, Scope
from second_me.core.protocol.memory import Undone
from second_me.core.protocol.recall import Search, SearchResult
from second_me.core.protocol.units import (
    ListUnits,
    LookAtUnit,
    TakeBackUnit,
    TakeInUnit,
    Units,
    UnitTaken,
    UnitView,
    UnitWritten,
    WriteUnit,
)


def handlers(core: Core) -> Handlers:
    one = _Units(core)
    return {
        WriteUnit: one.write,
        LookAtUnit: one.look,
        TakeInUnit: one.take_in,
        ListUnits: one.list,
        TakeBackUnit: one.take_back,
    }


class _Units:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._search = recall.handlers(core)[Search]

    def write(self, request: WriteUnit, caller: Caller) -> UnitWritten:
        services, clock = self._core.session.services, self._core.clock
        scope = self._settled(request.scope, caller)
        now = clock.now()
        chosen = services.vault.read(lambda session: session.erasures.choose(scope, now))
        return units.write(services, clock, request, caller.name, chosen)

    def look(self, request: LookAtUnit, _: Caller) -> UnitView:
        path = Path(request.path).expanduser()
        return units.look(self._core.session.services, path, request.passphrase)

    def take_in(self, request: TakeInUnit, caller: Caller) -> UnitTaken:
        services = self._core.session.services
        return units.take_in(services, self._core.clock, request, caller.name)

    def list(self, _: ListUnits, __: Caller) -> Units:
        found = self._core.session.services.vault.read(lambda session: session.units.list())
        return Units(units=tuple(found))

    def take_back(self, request: TakeBackUnit, caller: Caller) -> Undone:
        return units.take_back(self._core.session.services, request.id, caller.name)

    def _settled(self, scope: Scope, caller: Caller) -> Scope:
        """Return a scope that has an end: a search is what it finds now."""
        if not isinstance(scope, Found):
            return scope
        result: SearchResult = self._search(Search(query=scope.query, limit=scope.limit), caller)
        return Memories(ids=tuple(EventId(hit.event.id) for hit in result.hits))
