"""Who and what belongs together in the made-up life."""

from collections.abc import Callable
from typing import Any

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId, RelationId
from second_me.core.protocol import graph
from second_me.core.records import Entity, Relation
from second_me.desktop.staged.memories import DAY, NOW
from second_me.desktop.staged.people import OWNER, PEOPLE
from second_me.desktop.staged.reviews import fact

_GROUPS = ("Family and the lake", "The choir", "University hospital", "Lindenstrasse", "School")
_KINDS = ("person", "person", "person", "place", "organisation", "thing")
_MORE = (
    "Freiburg",
    "Lindenstrasse",
    "The boat",
    "University hospital",
    "Requiem",
    "Practice of Dr. Adler",
)


class StagedGraph:
    """Answers what is asked of the graph. `nodes` is how many there are."""

    def __init__(self, nodes: int = 42) -> None:
        self.nodes = nodes

    def script(self) -> dict[type[Any], Callable[[Any], Any]]:
        return {graph.GetGraph: self._graph, graph.GetNode: self._node}

    def _name(self, number: int) -> str:
        known = (OWNER, *PEOPLE, *_MORE)
        return known[number] if number < len(known) else f"Somebody {number}"

    def view(self, number: int) -> graph.NodeView:
        kind = "person" if number <= len(PEOPLE) else _KINDS[number % len(_KINDS)]
        entity = Entity(id=EntityId(number + 1), kind=kind, name=self._name(number), created_at=NOW)
        return graph.NodeView(
            entity=entity,
            weight=60.0 / (number + 1) + number % 3,
            facts=max(40 - number, 0),
            community=0 if number == 0 else 1 + number % len(_GROUPS),
            owner=number == 0,
        )

    def _edges(self, count: int) -> list[graph.EdgeView]:
        made: list[graph.EdgeView] = []
        for number in range(1, count):
            ties = {0} if number % 4 == 1 else set()
            ties |= {number - len(_GROUPS)} if number > len(_GROUPS) else {0}
            ties |= {(number * 7) % number} if number % 9 == 0 else set()
            for other in ties:
                relation = Relation(
                    id=RelationId(number),
                    subject_id=EntityId(other + 1),
                    predicate="friend",
                    object_id=EntityId(number + 1),
                    learned_at=NOW,
                    valid_from=Timestamp(NOW - (4000 - 20 * (number % 150)) * DAY),
                )
                made.append(
                    graph.EdgeView(
                        first=EntityId(other + 1),
                        second=EntityId(number + 1),
                        weight=1.0 + number % 5,
                        relations=(relation,),
                    )
                )
        return made

    def _graph(self, request: graph.GetGraph) -> graph.GraphView:
        count = min(self.nodes, request.limit)
        nodes = [self.view(number) for number in range(count)]
        edges = self._edges(count)
        if request.around is not None:
            edges = [one for one in edges if request.around in (one.first, one.second)]
            kept = {request.around} | {id_ for one in edges for id_ in (one.first, one.second)}
            nodes = [one for one in nodes if one.entity.id in kept]
        communities = tuple(
            graph.CommunityView(
                id=number,
                name=name,
                summary="",
                size=count // len(_GROUPS),
                members=tuple(one.entity.id for one in nodes if one.community == number),
            )
            for number, name in enumerate(_GROUPS, 1)
        )
        return graph.GraphView(
            nodes=tuple(nodes), edges=tuple(edges), communities=communities, total=self.nodes
        )

    def _node(self, request: graph.GetNode) -> graph.NodeDetail:
        node = self.view(int(request.id) - 1)
        ties = [one for one in self._edges(40) if request.id in (one.first, one.second)]
        texts = (f"{node.entity.name} often comes to the lake.", "They met in the choir in 2012.")
        return graph.NodeDetail(
            node=node,
            relations=tuple(relation for one in ties for relation in one.relations),
            others=tuple(self.view(number).entity for number in range(40)),
            facts=tuple(fact(60 + n, text, text) for n, text in enumerate(texts)),
        )
