"""What each method of the protocol does: one module beside each module of the protocol."""

from typing import Any

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handler, Handlers
from second_me.agent.handlers import (
    audit,
    conversations,
    deciding,
    episodes,
    erase,
    export,
    fill,
    graph,
    life,
    memory,
    models,
    persona,
    privacy,
    recall,
    routines,
    system,
    timeline,
    units,
    vault,
    watching,
)
from second_me.core.protocol import Request


def all_handlers(core: Core) -> Handlers:
    """Return the handlers of all methods, by the class of the request: each asks first whether it
    has to be confirmed, and takes the access down afterwards.
    """
    return {kind: _watched(core, handler) for kind, handler in _plain(core).items()}


def _watched(core: Core, handler: Handler) -> Handler:
    def call(request: Request[Any], caller: Caller) -> Any:  # noqa: ANN401  (the request's result)
        core.confirming.check(request, caller)
        result = handler(request, caller)
        core.confirming.settle(request, result, caller)
        services = core.session.open_services
        if services is not None:
            services.accesses.note(request, result, caller)
        return result

    return call


def _plain(core: Core) -> Handlers:
    return {
        **system.handlers(core),
        **vault.handlers(core),
        **memory.handlers(core),
        **watching.handlers(core),
        **episodes.handlers(core),
        **persona.handlers(core),
        **graph.handlers(core),
        **life.handlers(core),
        **routines.handlers(core),
        **recall.handlers(core),
        **conversations.handlers(core),
        **timeline.handlers(core),
        **deciding.handlers(core),
        **privacy.handlers(core),
        **erase.handlers(core),
        **audit.handlers(core),
        **export.handlers(core),
        **fill.handlers(core),
        **units.handlers(core),
        **models.handlers(core),
    }
