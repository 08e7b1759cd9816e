"""The graph: people, places, organisations, events and things, and what ties them."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import EntityId
from second_me.core.protocol._base import Request, method
from second_me.core.protocol.memory import FactView
from second_me.core.records import Entity, Relation


class NodeView(msgspec.Struct, frozen=True, kw_only=True):
    """An entity with what else it is called. `weight`: how strongly it is tied to others;
    `facts`: how many that stand name it; `community` 0: it is in none. `owner`: it is the person
    whose memory this is.
    """

    entity: Entity
    names: tuple[str, ...] = ()
    weight: float = 0.0
    facts: int = 0
    community: int = 0
    owner: bool = False


class EdgeView(msgspec.Struct, frozen=True, kw_only=True):
    """What ties two entities: so many standing facts name both, and these relations."""

    first: EntityId
    second: EntityId
    weight: float
    facts: int = 0
    relations: tuple[Relation, ...] = ()


class CommunityView(msgspec.Struct, frozen=True, kw_only=True):
    """Entities that belong together, the most tied first, with what they are called by now."""

    id: int
    name: str
    summary: str
    size: int
    members: tuple[EntityId, ...]


class GraphView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the graph; `total` is how many nodes all of it would have."""

    nodes: tuple[NodeView, ...]
    edges: tuple[EdgeView, ...]
    communities: tuple[CommunityView, ...]
    total: int


@method("graph.get")
class GetGraph(Request[GraphView], frozen=True, kw_only=True):
    """The entities that are tied the most, of some kinds, one community, or `around` one entity
    if given, and what ties them.
    """

    limit: int = 150
    around: EntityId | None = None
    community: int | None = None
    kinds: tuple[str, ...] = ()


class Communities(msgspec.Struct, frozen=True, kw_only=True):
    communities: tuple[CommunityView, ...]


@method("graph.communities")
class ListCommunities(Request[Communities], frozen=True, kw_only=True):
    """The communities of the graph, the largest first."""

    limit: int = 50


class NodeDetail(msgspec.Struct, frozen=True, kw_only=True):
    """All about an entity: its relations, past ones too, and the facts that stand, newest first."""

    node: NodeView
    relations: tuple[Relation, ...]
    others: tuple[Entity, ...]
    facts: tuple[FactView, ...]


@method("graph.node")
class GetNode(Request[NodeDetail], frozen=True, kw_only=True):
    id: EntityId
    facts: int = 200


class What(enum.StrEnum):
    """What happened to a fact: in the world, or in what is known of it."""

    BEGAN = "began"  # it is so from then on
    ENDED = "ended"  # it is so no more
    LEARNED = "learned"  # it became known
    REPLACED = "replaced"  # another fact took its place
    TAKEN_BACK = "taken_back"  # it turned out not to be so


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One change: when, what, of which fact, and by which other if one took its place."""

    at: Timestamp
    what: What
    fact: FactView
    by: FactView | None = None


class ChangesAbout(msgspec.Struct, frozen=True, kw_only=True):
    names: tuple[str, ...]
    lines: tuple[ChangeLine, ...]


@method("graph.changes")
class GetChanges(Request[ChangesAbout], frozen=True, kw_only=True):
    """What changed about somebody or something from `start` on and before `end`, in the world
    and in what is known, oldest first. `about` is an entity, or else `name` what it is called.
    """

    about: EntityId | None = None
    name: str = ""
    start: Timestamp
    end: Timestamp
    limit: int = 500
