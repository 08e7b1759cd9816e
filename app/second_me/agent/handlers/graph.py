"""The graph: drawn, looked into, and what changed in it."""

from collections.abc import Callable
from typing import TypeVar

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.protocol.graph import (
    ChangesAbout,
    Communities,
    GetChanges,
    GetGraph,
    GetNode,
    GraphView,
    ListCommunities,
    NodeDetail,
)
from second_me.memory.graph_changes import changes_about
from second_me.memory.graph_views import graph_view, list_communities, node_detail
from second_me.vault.session import Session

T = TypeVar("T")


def handlers(core: Core) -> Handlers:
    graph = _Graph(core)
    return {
        GetGraph: graph.get,
        GetNode: graph.node,
        ListCommunities: graph.communities,
        GetChanges: graph.changes,
    }


class _Graph:
    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, request: GetGraph, _: Caller) -> GraphView:
        return self._read(lambda session: graph_view(session, request))

    def node(self, request: GetNode, _: Caller) -> NodeDetail:
        return self._read(lambda session: node_detail(session, request))

    def communities(self, request: ListCommunities, _: Caller) -> Communities:
        return self._read(lambda session: list_communities(session, request.limit))

    def changes(self, request: GetChanges, _: Caller) -> ChangesAbout:
        return self._read(lambda session: changes_about(session, request))

    def _read(self, work: Callable[[Session], T]) -> T:
        return self._core.session.services.vault.read(work)
