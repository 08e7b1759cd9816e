"""Episodes: what happened together, and how the person cuts it otherwise."""

import msgspec

from second_me.core.ids import EpisodeId, EventId
from second_me.core.protocol._base import Request, method
from second_me.core.protocol.memory import Episodes
from second_me.core.records import Episode, Event


class EpisodeView(msgspec.Struct, frozen=True, kw_only=True):
    """An episode with its events in order."""

    episode: Episode
    events: tuple[Event, ...]


class EpisodeViews(msgspec.Struct, frozen=True, kw_only=True):
    episodes: tuple[EpisodeView, ...]


@method("episodes.get")
class GetEpisodes(Request[EpisodeViews], frozen=True, kw_only=True):
    """Episodes with their events, in the order asked for."""

    ids: tuple[EpisodeId, ...]


class EpisodeOfEvent(msgspec.Struct, frozen=True):
    event_id: EventId
    episode_id: EpisodeId


class EpisodesOfEvents(msgspec.Struct, frozen=True, kw_only=True):
    pairs: tuple[EpisodeOfEvent, ...]


@method("episodes.of")
class FindEpisodes(Request[EpisodesOfEvents], frozen=True, kw_only=True):
    """In which episode events are; those that are in none are left out."""

    event_ids: tuple[EventId, ...]


@method("episodes.split")
class SplitEpisode(Request[Episodes], frozen=True, kw_only=True):
    """Make two of an episode, the second beginning with `event_id`. Nothing else cuts them then."""

    id: EpisodeId
    event_id: EventId


@method("episodes.merge")
class MergeEpisodes(Request[Episodes], frozen=True, kw_only=True):
    """Make one of neighbouring episodes of a stream. Nothing else cuts it then."""

    ids: tuple[EpisodeId, ...]
