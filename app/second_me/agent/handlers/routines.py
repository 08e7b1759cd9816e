"""How-to memory: listed and dismissed."""

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol import Done
from second_me.core.protocol.routines import DismissRoutines, ListRoutines, Routines, RoutineView
from second_me.core.records import Derived
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    routines = _Routines(core)
    return {ListRoutines: routines.list, DismissRoutines: routines.dismiss}


class _Routines:
    def __init__(self, core: Core) -> None:
        self._core = core

    def list(self, request: ListRoutines, _: Caller) -> Routines:
        def read(session: Session) -> Routines:
            found = session.routines.list(request.limit)
            quotes = session.evidence.of(Derived.ROUTINE, [one.id for one in found])
            return Routines(
                routines=tuple(
                    RoutineView(routine=one, quotes=quotes.get(one.id, ())) for one in found
                )
            )

        return self._core.session.services.vault.read(read)

    def dismiss(self, request: DismissRoutines, _: Caller) -> Done:
        now = self._core.clock.now()
        vault = self._core.session.services.vault
        vault.write(lambda session: session.routines.dismiss(request.ids, now))
        self._core.notices.changed(ChangeSet.of(Topic.ROUTINES, *request.ids))
        return Done()
