"""What each method of the protocol does: one module beside each module of the protocol."""

from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.handlers import (
    audit,
    episodes,
    erase,
    export,
    memory,
    models,
    persona,
    recall,
    graph,
    system,
    timeline,
    vault,
)


def all_handlers(core: Core) -> Handlers:
    """Return the handlers of all methods, by the class of the request."""
    return {
        **system.handlers(core),
        **vault.handlers(core),
        **memory.handlers(core),
        **episodes.handlers(core),
        **persona.handlers(core),
        **recall.handlers(core),
        **timeline.handlers(core),
        **erase.handlers(core),
        **audit.handlers(core),
        **export.handlers(core),
        **models.handlers(core),
    }
        **graph.handlers(core),
