"""What the Graph page shows: nodes and edges with their places, who is looked at, what is found."""

import functools
from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from second_me.core.changes import Topic
from second_me.core.clock import Timestamp
from second_me.core.errors import SecondMeError
from second_me.core.ids import EntityId
from second_me.core.protocol.graph import (
    EdgeView,
    GetGraph,
    GetNode,
    GraphView,
    NodeDetail,
    NodeView,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.desktop.calling import Caller
from second_me.desktop.graph.layout import Graph, Places, lay_out

T = TypeVar("T")

MOST = 1500
FIRST = 300
_SHOWS = {Topic.ENTITIES, Topic.RELATIONS, Topic.COMMUNITIES}


class Background(Protocol):
    """Does work off the window's thread and tells its end on it."""

    def __call__(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[SecondMeError], None],
    ) -> None: ...


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A graph with a place for each node; edges name nodes by their number here."""

    nodes: tuple[NodeView, ...] = ()
    places: Places = ()
    edges: tuple[tuple[int, int, EdgeView], ...] = ()
    communities: tuple[tuple[int, str], ...] = ()

    def neighbours(self, number: int) -> set[int]:
        """Return the nodes that one is tied to."""
        found = {second for first, second, _ in self.edges if first == number}
        return found | {first for first, second, _ in self.edges if second == number}


class Web:
    """Keeps the graph. `on_drawn` follows another graph, `on_change` all else."""

    def __init__(self, caller: Caller, background: Background) -> None:
        self._caller = caller
        self._background = background
        self.on_drawn: Callable[[], None] = _nothing
        self.on_change: Callable[[], None] = _nothing
        self.on_stale: Callable[[], None] = self.refresh
        self._clear()

    def _clear(self) -> None:
        self.loaded = False
        self.busy = False
        self.error = ""
        self.view: GraphView | None = None
        self.drawn = Drawn()
        self.limit = FIRST
        self.around: EntityId | None = None
        self.selected: int | None = None
        self.detail: NodeDetail | None = None
        self.at: Timestamp | None = None
        self._known: dict[EntityId, tuple[float, float]] = {}
        self._turn = getattr(self, "_turn", 0) + 1

    @property
    def total(self) -> int:
        return self.view.total if self.view is not None else 0

    def refresh(self) -> None:
        """Ask for the graph anew; what lay somewhere stays about there."""
        self._turn += 1
        self.busy = True
        request = GetGraph(limit=self.limit, around=self.around)
        self._caller.call(request, functools.partial(self._on_graph, self._turn), self._on_error)
        self.on_change()

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        self.on_drawn()
        self.on_change()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and self.loaded and push.changes.topics & _SHOWS:
            self.on_stale()

    def show_more(self) -> None:
        self.limit = min(self.limit * 2, MOST)
        self.refresh()

    def look_around(self, id_: EntityId | None) -> None:
        """Show only what one entity is tied to; None shows all again."""
        self.around = id_
        self.selected = None
        self.detail = None
        self.refresh()

    def select(self, number: int | None) -> None:
        """Look at a node."""
        if number == self.selected:
            return
        self.selected = number
        self.detail = None
        if number is not None:
            id_ = self.drawn.nodes[number].entity.id
            done = functools.partial(self._on_node, id_)
            self._caller.call(GetNode(id=id_), done, self._on_error)
        self.on_change()

    def look_at(self, at: Timestamp | None) -> None:
        """Show which ties held at a time; None shows all."""
        self.at = at
        self.on_change()

    def find(self, words: str) -> list[int]:
        """Return the nodes whose names hold the words, the most tied first."""
        wanted = words.casefold().strip()
        if not wanted:
            return []
        return [
            number
            for number, node in enumerate(self.drawn.nodes)
            if any(wanted in name.casefold() for name in (node.entity.name, *node.names))
        ]

    def holds(self, edge: EdgeView) -> bool:
        """Say whether a tie held at the time that is looked at; one without times always did."""
        if self.at is None or not edge.relations:
            return True
        return bool(edge.facts) or any(
            (one.valid_from is None or one.valid_from <= self.at)
            and (one.valid_to is None or self.at < one.valid_to)
            for one in edge.relations
        )

    @property
    def times(self) -> tuple[Timestamp, Timestamp] | None:
        """Return the first and last time at which a tie began or ended, None if there is none."""
        known = [
            at
            for _, _, edge in self.drawn.edges
            for relation in edge.relations
            for at in (relation.valid_from, relation.valid_to)
            if at is not None
        ]
        return (min(known), max(known)) if known and min(known) < max(known) else None

    def _on_graph(self, turn: int, view: GraphView) -> None:
        if turn != self._turn:
            return
        self.error = ""
        self.view = view
        graph = _to_lay_out(view, self._known)
        done = functools.partial(self._on_places, turn, view)
        self._background(functools.partial(lay_out, graph), done, self._on_error)

    def _on_places(self, turn: int, view: GraphView, places: Places) -> None:
        if turn != self._turn:
            return
        self.busy = False
        self.loaded = True
        numbers = {node.entity.id: number for number, node in enumerate(view.nodes)}
        selected = self.drawn.nodes[self.selected].entity.id if self.selected is not None else None
        self.drawn = Drawn(
            nodes=view.nodes,
            places=places,
            edges=tuple(
                (numbers[edge.first], numbers[edge.second], edge)
                for edge in view.edges
                if edge.first in numbers and edge.second in numbers
            ),
            communities=tuple((one.id, one.name) for one in view.communities),
        )
        self._known |= {
            node.entity.id: place for node, place in zip(view.nodes, places, strict=True)
        }
        self.selected = numbers.get(selected) if selected is not None else None
        self.on_drawn()
        self.on_change()

    def _on_node(self, id_: EntityId, detail: NodeDetail) -> None:
        if self.selected is not None and self.drawn.nodes[self.selected].entity.id == id_:
            self.detail = detail
            self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.busy = False
        self.loaded = True
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def _to_lay_out(view: GraphView, known: dict[EntityId, tuple[float, float]]) -> Graph:
    numbers = {node.entity.id: number for number, node in enumerate(view.nodes)}
    most = max((edge.weight for edge in view.edges), default=1.0) or 1.0
    return Graph(
        communities=tuple(node.community for node in view.nodes),
        edges=tuple(
            (numbers[edge.first], numbers[edge.second], 0.05 + 0.25 * edge.weight / most)
            for edge in view.edges
            if edge.first in numbers and edge.second in numbers
        ),
        known=tuple(known.get(node.entity.id) for node in view.nodes),
    )


def _nothing() -> None:
    pass
