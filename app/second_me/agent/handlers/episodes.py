"""Episodes: looked at, and cut by hand."""

from collections.abc import Callable

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Timestamp
from second_me.core.ids import EpisodeId
from second_me.core.protocol.episodes import (
    EpisodeOfEvent,
    EpisodesOfEvents,
    EpisodeView,
    EpisodeViews,
    FindEpisodes,
    GetEpisodes,
    MergeEpisodes,
    SplitEpisode,
)
from second_me.core.protocol.memory import Episodes
from second_me.core.records import Episode
from second_me.memory.episode_edits import merge_episodes, split_episode
from second_me.vault.session import Session


def handlers(core: Core) -> Handlers:
    episodes = _Episodes(core)
    return {
        GetEpisodes: episodes.get,
        FindEpisodes: episodes.find,
        SplitEpisode: episodes.split,
        MergeEpisodes: episodes.merge,
    }


class _Episodes:
    def __init__(self, core: Core) -> None:
        self._core = core

    def get(self, request: GetEpisodes, _: Caller) -> EpisodeViews:
        def read(session: Session) -> tuple[EpisodeView, ...]:
            members = session.episodes.events(request.ids)
            return tuple(
                EpisodeView(
                    episode=episode,
                    events=tuple(session.events.get(members.get(episode.id, ()))),
                )
                for episode in session.episodes.get(request.ids)
            )

        return EpisodeViews(episodes=self._core.session.services.vault.read(read))

    def find(self, request: FindEpisodes, _: Caller) -> EpisodesOfEvents:
        found = self._core.session.services.vault.read(
            lambda session: session.episodes.of_events(request.event_ids)
        )
        pairs = (EpisodeOfEvent(event, episode) for event, episode in found.items())
        return EpisodesOfEvents(pairs=tuple(pairs))

    def split(self, request: SplitEpisode, _: Caller) -> Episodes:
        def work(session: Session, now: Timestamp) -> list[Episode]:
            return split_episode(session, request.id, request.event_id, now)

        return self._edit(work, (request.id,))

    def merge(self, request: MergeEpisodes, _: Caller) -> Episodes:
        def work(session: Session, now: Timestamp) -> list[Episode]:
            return merge_episodes(session, request.ids, now)

        return self._edit(work, request.ids)

    def _edit(
        self,
        work: Callable[[Session, Timestamp], list[Episode]],
        touched: tuple[EpisodeId, ...],
    ) -> Episodes:
        services = self._core.session.services
        made = services.vault.write(lambda session: work(session, self._core.clock.now()))
        ids = dict.fromkeys((*touched, *(episode.id for episode in made)))
        services.stages.vectors_later()
        services.meaning.indexes.episodes.remove([int(id_) for id_ in ids])
        services.notices.changed(ChangeSet.of(Topic.EPISODES, *ids))
        return Episodes(episodes=tuple(made))
