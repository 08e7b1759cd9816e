"""What a community is called and what it is about, in words of its members and their facts.

They are made when they are asked for and kept nowhere: nothing of them can be stale, or outlast
what was erased.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from second_me.core.ids import EntityId, FactId
from second_me.core.protocol.graph import CommunityView
from second_me.core.records import Entity
from second_me.vault.session import Session

_NAMED: Final = 3
_QUOTED: Final = 2
_LOOKED_AT: Final = 20
"""Of each community: its most tied members."""
_PLURALS: Final = {
    "person": "people",
    "pet": "pets",
    "place": "places",
    "organisation": "organisations",
    "event": "events",
    "thing": "things",
}


def community_views(
    session: Session,
    members: Mapping[int, Sequence[EntityId]],
    entities: Mapping[EntityId, Entity],
    weights: Mapping[EntityId, float],
) -> list[CommunityView]:
    """Return communities, the largest first, each with its members, the most tied first."""
    ranked = {
        number: sorted(ids, key=lambda id_: (-weights.get(id_, 0.0), id_))
        for number, ids in members.items()
    }
    order = sorted(ranked, key=lambda number: (-len(ranked[number]), number))
    told = _telling(session, {number: ids[:_LOOKED_AT] for number, ids in ranked.items()})
    return [
        CommunityView(
            id=number,
            name=_listed([entities[id_].name for id_ in ranked[number][:_NAMED]]),
            summary=" ".join([_kinds(ranked[number], entities), *told[number]]),
            size=len(ranked[number]),
            members=tuple(ranked[number]),
        )
        for number in order
    ]


def _kinds(ids: Sequence[EntityId], entities: Mapping[EntityId, Entity]) -> str:
    kinds = Counter(entities[id_].kind for id_ in ids)
    return f"{_listed([_count(kind, count) for kind, count in kinds.most_common()])}."


def _telling(session: Session, members: Mapping[int, Sequence[EntityId]]) -> dict[int, list[str]]:
    """Return for each community what the facts say that join the most of its members, each
    naming somebody whom the one before does not.
    """
    of = {id_: number for number, ids in members.items() for id_ in ids}
    joined: dict[int, list[tuple[FactId, set[EntityId]]]] = {number: [] for number in members}
    for fact, ends in session.links.among(of).items():
        for number in {of[id_] for id_ in ends}:
            joined[number].append((fact, {id_ for id_ in ends if of[id_] == number}))
    return {number: _quoted(session, facts) for number, facts in joined.items()}


def _quoted(session: Session, facts: list[tuple[FactId, set[EntityId]]]) -> list[str]:
    facts.sort(key=lambda one: (-len(one[1]), -one[0]))
    chosen: list[FactId] = []
    named: set[EntityId] = set()
    for fact, ends in facts:
        if len(chosen) < _QUOTED and not ends <= named:
            chosen.append(fact)
            named |= ends
    return [f"{view.fact.text.rstrip('.')}." for view in session.facts.get(chosen)]


def _count(kind: str, count: int) -> str:
    return f"{count} {kind if count == 1 else _PLURALS.get(kind, kind)}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
