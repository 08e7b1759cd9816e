"""Who and what belongs together: Leiden communities of the graph.

The person whose memory it is knows everybody in it and would tie all into one: communities are
those of the graph without them. Traag, Waltman and van Eck, "From Louvain to Leiden", 2019.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from graspologic_native import leiden

from second_me.core.changes import ChangeSet, Topic
from second_me.core.ids import EntityId
from second_me.core.records import Entity
from second_me.memory.outcomes import Grouped
from second_me.memory.subjects import is_owner, owner_name
from second_me.memory.weighted_graph import Edge, edges, roots
from second_me.vault.session import Session
from second_me.vault.vault import Vault

SMALLEST: Final = 3
"""Two that are tied are no community."""

_SEED: Final = 1
_EVERY: Final = 10_000_000
LAST: Final = "community"
"""The mark that says which number was the last: none is given twice."""


def find_communities(vault: Vault) -> Grouped:
    """Find the communities anew; one that mostly stays keeps its number. Raises what the vault
    raises.
    """
    tied, known = vault.read(_read)
    found = partition(tied)
    if not found and not known:
        return Grouped(communities=0)

    def write(session: Session) -> ChangeSet:
        members = renumbered(found, known, session.marks.get(LAST))
        present = {one.id for one in session.entities.get(members)}
        members = {id_: number for id_, number in members.items() if id_ in present}
        if members == session.links.communities():
            return ChangeSet()
        session.links.put_communities(members)
        session.marks.put(LAST, max(members.values(), default=session.marks.get(LAST)))
        return ChangeSet.of(Topic.COMMUNITIES)

    changes = vault.write(write)
    return Grouped(communities=len(set(found.values())), changes=changes)


def partition(tied: Mapping[Edge, float]) -> dict[EntityId, int]:
    """Return a community for each entity that is in one of `SMALLEST` or more."""
    if not tied:
        return {}
    ends = [(str(first), str(second), weight) for (first, second), weight in sorted(tied.items())]
    _, found = leiden(ends, seed=_SEED)
    sizes = Counter(found.values())
    return {
        EntityId(int(id_)): number for id_, number in found.items() if sizes[number] >= SMALLEST
    }


def renumbered(
    found: Mapping[EntityId, int], known: Mapping[EntityId, int], last: int
) -> dict[EntityId, int]:
    """Return communities under the numbers of those that they share the most members with; the
    others get numbers after `last`.
    """
    last = max(last, max(known.values(), default=0))
    shared = Counter((number, known[id_]) for id_, number in found.items() if id_ in known)
    names: dict[int, int] = {}
    taken: set[int] = set()
    for (number, old), _ in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        if number not in names and old not in taken:
            names[number] = old
            taken.add(old)
    for number in sorted(set(found.values()) - set(names)):
        last += 1
        names[number] = last
    return {id_: names[number] for id_, number in found.items()}


def owners(session: Session, entities: list[Entity]) -> set[EntityId]:
    """Return the entities that are the person whose memory it is."""
    name = owner_name(session)
    return {one.id for one in entities if one.kind == "person" and is_owner(one.name, name)}


def _read(session: Session) -> tuple[dict[Edge, float], dict[EntityId, int]]:
    entities = session.entities.all()
    root = roots(entities)
    own = {root[id_] for id_ in owners(session, entities)}
    relations = session.relations.list(limit=_EVERY)
    return edges(session.links.joined(), relations, root, own), session.links.communities()
