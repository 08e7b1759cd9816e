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
_MEMBERS: Final = 200
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
    return [_view(session, number, ranked[number], entities) for number in order]


def _view(
    session: Session, number: int, ids: Sequence[EntityId], entities: Mapping[EntityId, Entity]
) -> CommunityView:
    joined = session.links.among(ids[:_MEMBERS])
    kinds = Counter(entities[id_].kind for id_ in ids)
    told = [_count(kind, count) for kind, count in kinds.most_common()]
    return CommunityView(
        id=number,
        name=_listed([entities[id_].name for id_ in ids[:_NAMED]]),
        summary=" ".join([f"{_listed(told)}.", *_telling(session, joined)]),
        size=len(ids),
        members=tuple(ids),
    )


def _telling(session: Session, joined: Mapping[FactId, Sequence[EntityId]]) -> list[str]:
    """Return what the facts say that join the most members and none that another one joined."""
    order = sorted(joined, key=lambda id_: (-len(joined[id_]), -id_))
    chosen: list[FactId] = []
    named: set[EntityId] = set()
    for id_ in order:
        if not named.issuperset(joined[id_]):
            chosen.append(id_)
            named.update(joined[id_])
        if len(chosen) == _QUOTED:
            break
    return [f"{view.fact.text.rstrip('.')}." for view in session.facts.get(chosen)]


def _count(kind: str, count: int) -> str:
    return f"{count} {kind if count == 1 else _PLURALS.get(kind, kind)}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
