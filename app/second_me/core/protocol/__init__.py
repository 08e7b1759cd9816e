"""The agent's interface: every request with its answer, and every notification.

`METHODS` maps method names to request classes; `docs/protocol.md` is written from it.
"""

from second_me.core.protocol import (
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
    pushes,
    recall,
    routines,
    self_audit,
    system,
    timeline,
    units,
    vault,
    watching,
)
from second_me.core.protocol._base import METHODS, Done, Request

__all__ = [
    "METHODS",
    "Done",
    "Request",
    "audit",
    "conversations",
    "deciding",
    "episodes",
    "erase",
    "export",
    "fill",
    "graph",
    "life",
    "memory",
    "models",
    "persona",
    "privacy",
    "pushes",
    "recall",
    "routines",
    "self_audit",
    "system",
    "timeline",
    "units",
    "vault",
    "watching",
]
