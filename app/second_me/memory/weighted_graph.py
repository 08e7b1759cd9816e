"""The graph as numbers: who stands for whom, and how strongly two are tied."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from second_me.core.ids import EntityId, FactId
from second_me.core.records import Entity, Relation

RELATED: Final = 2.0
"""What a relation ties, beside two that one fact names: that fact is worth one."""

Edge = tuple[EntityId, EntityId]
"""The smaller id first."""


def roots(entities: Iterable[Entity]) -> dict[EntityId, EntityId]:
    """Return for each entity the one that it was merged into in the end, or itself."""
    into = {one.id: one.merged_into for one in entities}
    found: dict[EntityId, EntityId] = {}
    for start in into:
        seen, here = {start}, start
        while (after := into[here]) is not None and after in into and after not in seen:
            seen.add(after)
            here = after
        found[start] = here
    return found


def edges(
    joined: Mapping[FactId, Sequence[EntityId]],
    relations: Iterable[Relation],
    root: Mapping[EntityId, EntityId],
    without: Collection[EntityId] = (),
) -> dict[Edge, float]:
    """Return how strongly each two are tied, by facts that name both and by relations.

    A fact that joins n of them ties each two by 1/(n-1), so that it counts once for each (Newman,
    "Scientific collaboration networks", 2001).
    """
    tied: dict[Edge, float] = {}
    for entities in joined.values():
        named = {root[one] for one in entities if one in root}.difference(without)
        for pair in combinations(sorted(named), 2):
            tied[pair] = tied.get(pair, 0.0) + 1 / (len(named) - 1)
    for relation in relations:
        ends = edge(relation, root)
        if ends is not None and not set(ends).intersection(without):
            tied[ends] = tied.get(ends, 0.0) + RELATED
    return tied


def edge(relation: Relation, root: Mapping[EntityId, EntityId]) -> Edge | None:
    """Return the two that a relation ties; None if they are one by now."""
    first, second = root.get(relation.subject_id), root.get(relation.object_id)
    if first is None or second is None or first == second:
        return None
    return (first, second) if first < second else (second, first)
