"""The agent's interface: every request with its answer, and every notification.

`METHODS` maps method names to request classes; `docs/protocol.md` is written from it.
"""

from second_me.core.protocol import (
    audit,
    episodes,
    erase,
    export,
    memory,
    graph,
    models,
    persona,
    privacy,
    pushes,
    recall,
    system,
    timeline,
    vault,
)
from second_me.core.protocol._base import METHODS, Done, Request

__all__ = [
    "METHODS",
    "Done",
    "Request",
    "audit",
    "episodes",
    "erase",
    "export",
    "memory",
    "models",
    "persona",
    "graph",
    "privacy",
    "pushes",
    "recall",
    "system",
    "timeline",
    "vault",
]
