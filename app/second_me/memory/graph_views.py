"""Parts of the graph as they are drawn: the most tied entities and what ties them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from second_me.core.errors import PersonFault
from second_me.core.ids import EntityId, FactId
from second_me.core.protocol.graph import (
    Communities,
    CommunityView,
    EdgeView,
    GetGraph,
    GetNode,
    GraphView,
    NodeDetail,
    NodeView,
)
from second_me.core.records import Relation
from second_me.memory.communities import owners
from second_me.memory.community_words import community_views
from second_me.memory.weighted_graph import RELATED, Edge, edge, edges, roots
from second_me.vault.session import Session


class _Whole:
    """All entities with the numbers that nodes are chosen by."""

    def __init__(self, session: Session) -> None:
        self.session = session
        entities = session.entities.all()
        self.entities = {one.id: one for one in entities}
        self.root = roots(entities)
        self.owners = {self.root[id_] for id_ in owners(session, entities)}
        self.facts: dict[EntityId, int] = {}
        for id_, count in session.links.counts().items():
            one = self.root[id_]
            self.facts[one] = self.facts.get(one, 0) + count
        self.weights: dict[EntityId, float] = dict(self.facts)
        for id_, count in session.relations.degrees().items():
            one = self.root[id_]
            self.weights[one] = self.weights.get(one, 0.0) + RELATED * count
        self.communities = {
            self.root[id_]: number for id_, number in session.links.communities().items()
        }

    def named(self) -> dict[EntityId, list[EntityId]]:
        """Return all entities by the one that they were merged into."""
        found: dict[EntityId, list[EntityId]] = {}
        for id_, one in self.root.items():
            found.setdefault(one, []).append(id_)
        return found

    def views(self, chosen: Iterable[EntityId]) -> tuple[NodeView, ...]:
        named = self.named()
        return tuple(self._view(id_, named[id_]) for id_ in chosen)

    def _view(self, id_: EntityId, same: Sequence[EntityId]) -> NodeView:
        entity = self.entities[id_]
        names = [
            name for one in same for name in (self.entities[one].name, *self.entities[one].aliases)
        ]
        return NodeView(
            entity=entity,
            names=tuple(name for name in dict.fromkeys(names) if name != entity.name),
            weight=self.weights.get(id_, 0.0),
            facts=self.facts.get(id_, 0),
            community=self.communities.get(id_, 0),
            owner=id_ in self.owners,
        )

    def all_named(self, chosen: Iterable[EntityId]) -> list[EntityId]:
        """Return some entities with all that were merged into them."""
        named = self.named()
        return [id_ for one in chosen for id_ in named[one]]

    def community_views(self, numbers: Iterable[int] | None = None) -> list[CommunityView]:
        members: dict[int, list[EntityId]] = {}
        for id_, number in self.communities.items():
            members.setdefault(number, []).append(id_)
        if numbers is not None:
            members = {number: members[number] for number in numbers if number in members}
        return community_views(self.session, members, self.entities, self.weights)


def graph_view(session: Session, request: GetGraph) -> GraphView:
    """Return the part of the graph that was asked for. Raises PersonFault for an entity that is
    gone.
    """
    whole = _Whole(session)
    allowed = _allowed(whole, request)
    order = sorted(allowed, key=lambda id_: (-whole.weights.get(id_, 0.0), id_))
    chosen = order[: max(request.limit, 1)]
    centre = request.around
    if centre is not None and whole.root[centre] not in chosen:
        chosen = [whole.root[centre], *chosen[:-1]]
    nodes = whole.views(chosen)
    shown = {node.community for node in nodes} - {0}
    return GraphView(
        nodes=nodes,
        edges=_edges(whole, set(chosen)),
        communities=tuple(whole.community_views(shown)),
        total=len(allowed),
    )


def list_communities(session: Session, limit: int) -> Communities:
    """Return the largest communities."""
    return Communities(communities=tuple(_Whole(session).community_views()[:limit]))


def node_detail(session: Session, request: GetNode) -> NodeDetail:
    """Return all about an entity, and those merged into it. Raises PersonFault if it is gone."""
    whole = _Whole(session)
    own = _root(whole, request.id)
    same = whole.named()[own]
    relations = session.relations.all_of(same)
    ends = {whole.root[end] for one in relations for end in (one.subject_id, one.object_id)}
    facts = session.links.facts_of(same)[: request.facts]
    (node,) = whole.views([own])
    return NodeDetail(
        node=node,
        relations=tuple(_rooted(one, whole.root) for one in relations),
        others=tuple(whole.entities[id_] for id_ in sorted(ends - {own})),
        facts=tuple(session.facts.get(facts)),
    )


def _allowed(whole: _Whole, request: GetGraph) -> set[EntityId]:
    """Return the entities that may be shown: tied to something, and of what was asked for."""
    allowed = {id_ for id_ in set(whole.root.values()) if whole.weights.get(id_)}
    if request.kinds:
        allowed = {id_ for id_ in allowed if whole.entities[id_].kind in request.kinds}
    if request.community is not None:
        allowed = {id_ for id_ in allowed if whole.communities.get(id_) == request.community}
    if request.around is not None:
        centre = _root(whole, request.around)
        allowed = {centre} | (_neighbours(whole, centre) & allowed)
    return allowed


def _neighbours(whole: _Whole, centre: EntityId) -> set[EntityId]:
    same = whole.named()[centre]
    facts = whole.session.links.facts_of(same)
    joined = whole.session.links.of(facts).values()
    found = {whole.root[id_] for entities in joined for id_ in entities}
    for relation in whole.session.relations.all_of(same):
        if relation.retracted_at is None:
            found.update(edge(relation, whole.root) or ())
    return found


def _edges(whole: _Whole, chosen: set[EntityId]) -> tuple[EdgeView, ...]:
    ids = whole.all_named(chosen)
    inside = whole.session.relations.among(ids)
    joined = whole.session.links.among(ids)
    tied = edges(joined, inside, whole.root)
    counts = _counted(joined, whole.root)
    of: dict[Edge, list[Relation]] = {}
    for relation in inside:
        pair = edge(relation, whole.root)
        if pair is not None:
            of.setdefault(pair, []).append(_rooted(relation, whole.root))
    return tuple(
        EdgeView(
            first=pair[0],
            second=pair[1],
            weight=round(weight, 3),
            facts=counts[pair],
            relations=tuple(of.get(pair, ())),
        )
        for pair, weight in sorted(tied.items(), key=lambda one: (-one[1], one[0]))
    )


def _counted(
    joined: Mapping[FactId, Sequence[EntityId]], root: Mapping[EntityId, EntityId]
) -> Counter[Edge]:
    """Return how many facts name each two."""
    ends = (sorted({root[id_] for id_ in entities}) for entities in joined.values())
    return Counter(pair for one in ends for pair in combinations(one, 2))


def _rooted(relation: Relation, root: Mapping[EntityId, EntityId]) -> Relation:
    return msgspec.structs.replace(
        relation, subject_id=root[relation.subject_id], object_id=root[relation.object_id]
    )


def _root(whole: _Whole, id_: EntityId) -> EntityId:
    if id_ not in whole.root:
        raise PersonFault("It is not there any more", "It was erased meanwhile.", "Look again.")
    return whole.root[id_]
