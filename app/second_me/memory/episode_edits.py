"""Episodes cut by hand: split in two or made into one. Each is one change that can be undone."""

from collections.abc import Sequence

from second_me.core.clock import Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import EpisodeId, EventId
from second_me.core.records import Actor, Episode, Event
from second_me.memory.segmenting import episode_of
from second_me.vault.recorded import By
from second_me.vault.session import Session


def split_episode(
    session: Session, id_: EpisodeId, event_id: EventId, now: Timestamp
) -> list[Episode]:
    """Make two episodes of one, the second beginning with `event_id`; the first keeps its id.

    Raises PersonFault if the episode is gone or the event is not in it, or its first.
    """
    (old,) = _found(session, [id_])
    events = _events(session, [id_])
    at = next((place for place, event in enumerate(events) if event.id == event_id), 0)
    if not at:
        raise PersonFault(
            "It cannot be split there",
            "An episode is split before one of its memories, but not before its first.",
        )
    by = By(Actor.PERSON, now, session.revisions.next_id())
    session.episodes.put(episode_of(events[:at], old.stream, by_hand=True), by, id_)
    second = session.episodes.put(episode_of(events[at:], old.stream, by_hand=True), by)
    session.vectors.remove("episode", [id_])
    return session.episodes.get([id_, second])


def merge_episodes(session: Session, ids: Sequence[EpisodeId], now: Timestamp) -> list[Episode]:
    """Make one episode of some of a stream; the first of them keeps its id.

    Raises PersonFault if there are fewer than two, or they are not of one stream.
    """
    olds = sorted(_found(session, ids), key=lambda one: (one.start, one.id))
    if len(olds) < 2 or len({old.stream for old in olds}) > 1:  # noqa: PLR2004  (one is one)
        raise PersonFault(
            "They cannot be made into one", "Choose two or more episodes of one conversation."
        )
    events = _events(session, [old.id for old in olds])
    kept, *others = (old.id for old in olds)
    by = By(Actor.PERSON, now, session.revisions.next_id())
    session.episodes.remove(others, by)
    session.episodes.put(episode_of(events, olds[0].stream, by_hand=True), by, kept)
    session.vectors.remove("episode", [old.id for old in olds])
    return session.episodes.get([kept])


def _found(session: Session, ids: Sequence[EpisodeId]) -> list[Episode]:
    found = session.episodes.get(dict.fromkeys(ids))
    if len(found) < len(set(ids)):
        raise PersonFault("The episode is gone", "It was cut anew or erased.", "Look again.")
    return found


def _events(session: Session, ids: Sequence[EpisodeId]) -> list[Event]:
    members = session.episodes.events(ids)
    events = session.events.get(event for id_ in ids for event in members.get(id_, ()))
    return sorted(events, key=lambda one: (one.moment.at, one.position, one.id))
