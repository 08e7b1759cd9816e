"""Taking everything out, and in again."""

from pathlib import Path

from second_me.agent import exporting
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.errors import PersonFault
from second_me.core.protocol import Done
from second_me.core.protocol.erase import Found
from second_me.core.protocol.export import (
    Exported,
    TakeInExport,
    TakenIn,
    UnsealExport,
    WriteExport,
)


def handlers(core: Core) -> Handlers:
    export = _Export(core)
    return {
        WriteExport: export.write,
        TakeInExport: export.take_in,
        UnsealExport: export.unseal,
    }


class _Export:
    def __init__(self, core: Core) -> None:
        self._core = core

    def write(self, request: WriteExport, caller: Caller) -> Exported:
        vault = self._core.session.services.vault
        scope = request.scope
        if isinstance(scope, Found):
            raise PersonFault(
                "A search cannot be exported", "It has no end.", "Name memories, a source, a time."
            )
        chosen = None
        if scope is not None:
            chosen = vault.read(lambda session: session.erasures.choose(scope))
        return exporting.write(vault, self._core.clock, request, caller.name, chosen=chosen)

    def take_in(self, request: TakeInExport, _: Caller) -> TakenIn:
        session = self._core.session
        vault, path = session.services.vault, Path(request.path).expanduser()
        rows = exporting.take_in(vault, path, request.passphrase)
        key = session.key.copy()
        session.exchange(lambda: key)  # all that is held in memory is read anew
        return TakenIn(rows=rows)

    def unseal(self, request: UnsealExport, __: Caller) -> Done:
        _ = self._core.session.services  # only while it is open
        exporting.unseal(Path(request.path).expanduser(), request.target, request.passphrase)
        return Done()
