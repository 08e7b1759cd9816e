"""Episodes cut by the person's hand: one made into two, two into one, and that taken back."""

import functools
from collections.abc import Callable

from second_me.core.errors import SecondMeError
from second_me.core.ids import EpisodeId, EventId, RevisionId
from second_me.core.protocol.episodes import (
    EpisodesOfEvents,
    FindEpisodes,
    MergeEpisodes,
    SplitEpisode,
)
from second_me.core.protocol.memory import Episodes, Events, EventsAround
from second_me.core.protocol.persona import Changes, ListChanges, UndoChange
from second_me.core.records import Actor, Episode, Event
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.translation import said, tr


class Cutting:
    """`on_cut` names the episode that is to be looked at afterwards, `on_change` follows `note`,
    `error` and `undoable`.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.note = ""
        self.error = ""
        self.undoable: RevisionId | None = None
        self.on_cut: Callable[[EpisodeId], None] = _unheard
        self.on_change: Callable[[], None] = _nothing

    def split(self, episode: Episode, before: EventId) -> None:
        """Begin a new episode with an event."""
        request = SplitEpisode(id=episode.id, event_id=before)
        done = functools.partial(self._on_cut, tr("Two episodes now."))
        self._caller.call(request, done, self._on_error)

    def join(self, episode: Episode, events: tuple[Event, ...], *, later: bool) -> None:
        """Make one of an episode and the one before or after it in its conversation."""
        if not events:
            return
        end = events[-1] if later else events[0]
        request = EventsAround(id=end.id, before=0 if later else 1, after=1 if later else 0)
        self._caller.call(
            request, functools.partial(self._on_beside, episode, end.id), self._on_error
        )

    def undo(self) -> None:
        """Take the last cut back."""
        if self.undoable is not None:
            self._caller.call(UndoChange(id=self.undoable), self._on_undone, self._on_error)

    def forget(self) -> None:
        self.note = self.error = ""
        self.undoable = None

    def _on_beside(self, episode: Episode, end: EventId, around: Events) -> None:
        beside = tuple(event.id for event in around.events if event.id != end)
        found = functools.partial(self._on_neighbour, episode)
        if beside:
            self._caller.call(FindEpisodes(event_ids=beside), found, self._on_error)
        else:
            found(EpisodesOfEvents(pairs=()))

    def _on_neighbour(self, episode: Episode, found: EpisodesOfEvents) -> None:
        others = [pair.episode_id for pair in found.pairs if pair.episode_id != episode.id]
        if not others:
            self.note, self.error = tr("There is no episode beside it to make one with."), ""
            self.undoable = None
            self.on_change()
            return
        request = MergeEpisodes(ids=(episode.id, others[0]))
        done = functools.partial(self._on_cut, tr("One episode now."))
        self._caller.call(request, done, self._on_error)

    def _on_cut(self, note: str, made: Episodes) -> None:
        self.note, self.error = note, ""
        newest = ListChanges(actors=(Actor.PERSON,), limit=1)
        self._caller.call(newest, self._on_newest, ignore)
        if made.episodes:
            self.on_cut(made.episodes[0].id)

    def _on_newest(self, changes: Changes) -> None:
        self.undoable = next((one.change or one.id for one in changes.changes), None)
        self.on_change()

    def _on_undone(self, _done: object) -> None:
        self.note, self.undoable = tr("Taken back."), None
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.error = f"{said(error.title)}. {said(error.message)} {said(error.action)}".strip()
        self.note, self.undoable = "", None
        self.on_change()


def _unheard(_id: EpisodeId) -> None:
    pass


def _nothing() -> None:
    pass
