"""A life by time."""

from typing import Final

import msgspec

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.ids import EpisodeId, EventId
from second_me.core.protocol.memory import Facts
from second_me.core.protocol.timeline import (
    Days,
    Facets,
    GetStretch,
    Grain,
    ListDays,
    ListFacets,
    ListFactsOf,
    Stretch,
)
from second_me.core.records import Event
from second_me.recall.timeline import Timeline

_MOST: Final = 500
"""Rows of one stretch: what a screen shows several times over."""


def handlers(core: Core) -> Handlers:
    timeline = _Timelines(core)
    return {
        ListDays: timeline.days,
        GetStretch: timeline.stretch,
        ListFacets: timeline.facets,
        ListFactsOf: timeline.facts,
    }


class _Timelines:
    def __init__(self, core: Core) -> None:
        self._core = core

    def days(self, request: ListDays, _: Caller) -> Days:
        if not self._timeline.ready:
            return Days(days=(), ready=False)
        order = self._timeline.order(request.grain, request.only)
        return Days(days=order.days(self._core.clock))

    def stretch(self, request: GetStretch, _: Caller) -> Stretch:
        vault = self._core.session.services.vault
        first = max(request.first, 0)
        last = first + max(min(request.limit, _MOST), 0)
        ids = self._timeline.order(request.grain, request.only).ids[first:last].tolist()
        if request.grain is Grain.EPISODES:
            wanted = [EpisodeId(id_) for id_ in ids]
            episodes = vault.read(lambda session: session.episodes.get(wanted))
            return Stretch(first=first, episodes=tuple(episodes))
        events = vault.read(lambda session: session.events.get([EventId(id_) for id_ in ids]))
        return Stretch(first=first, events=tuple(_clipped(one, request.clip) for one in events))

    def facets(self, request: ListFacets, _: Caller) -> Facets:
        return self._timeline.facets(request.authors, request.places)

    def facts(self, request: ListFactsOf, _: Caller) -> Facts:
        ids = self._timeline.facts_of(request.event_ids)
        found = self._core.session.services.vault.read(lambda session: session.facts.get(ids))
        return Facts(facts=tuple(found))

    @property
    def _timeline(self) -> Timeline:
        return self._core.session.services.timeline


def _clipped(event: Event, letters: int) -> Event:
    return msgspec.structs.replace(event, text=event.text[: max(letters, 0)])
