"""Events to episodes: each stream cut where topic, time or company changes, as far as it is known.

What is cut depends on the stream alone, not on the order or the pieces in which it came. A run
looks again at no more than the end of what was there, and at what lies around events that came
in between; all else stays as it is.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import Cancelled
from second_me.core.ids import EpisodeId, EventId
from second_me.core.records import EpisodeState, Event, NewEpisode
from second_me.inference.codes import from_bytes, from_codes, to_codes
from second_me.inference.embedder import DIMS
from second_me.memory.boundaries import LONGEST, REACH, boundaries, turns
from second_me.memory.gist import gist
from second_me.memory.outcomes import Segmented
from second_me.vault.session import Session
from second_me.vault.streams import FIRST, Place, Stream, place_of
from second_me.vault.vault import Vault

REGION: Final = 2_000
"""Events that are cut in one transaction."""

SETTLED: Final = REACH + LONGEST
"""Events that must follow an episode before nothing new can change it."""

_OWNER: Final = "episode"
_TRIES: Final = 5

Span = tuple[EventId, EventId]
Codes = NDArray[np.int8]


class Index(Protocol):
    """Where vectors of episodes are searched."""

    def add(self, ids: Sequence[int], codes: Codes) -> None: ...

    def remove(self, ids: Sequence[int]) -> None: ...


def segment_events(
    vault: Vault,
    index: Index,
    model: str,
    spans: Iterable[Span],
    cancel: threading.Event | None = None,
) -> Segmented:
    """Put the events of some spans (first and last id, both included) into episodes.

    Vectors of `model` tell the topic; an event without one tells none. Run again, or after a
    crash, it comes to the same. Raises Cancelled when `cancel` is set: what is done stays.
    """
    waiting: dict[Stream, tuple[Place, Place]] = {}
    for first, last in spans:
        found = vault.read(lambda session: session.streams.unplaced(first, last))  # noqa: B023
        for stream, (low, high) in found.items():
            known = waiting.get(stream, (low, high))
            waiting[stream] = (min(known[0], low), max(known[1], high))
    made: list[EpisodeId] = []
    gone: list[EpisodeId] = []
    for stream, (low, high) in sorted(waiting.items()):
        start: Place | None = vault.read(lambda session: _start(session, stream, low))  # noqa: B023
        while start is not None:
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped", "Sorting into episodes goes on later.")
            done = _cut_region(vault, _Task(stream, start, high, model))
            if len(done.codes):
                index.add(done.coded, done.codes)
            index.remove(done.removed)
            made += done.kept
            gone += done.removed
            start = done.next
    changed = ChangeSet.of(Topic.EPISODES, *made, *gone) if made or gone else ChangeSet()
    return Segmented(episodes=len(made), removed=len(gone), changes=changed)


class _Task(msgspec.Struct, frozen=True):
    """A stretch to be cut: from where, and up to where there is something new."""

    stream: Stream
    start: Place
    until: Place
    model: str


class _Region(msgspec.Struct, frozen=True, kw_only=True):
    """Events in order after some for context, and the episodes they are in now."""

    events: list[Event]
    context: list[Event]
    ends: bool
    known: dict[EventId, EpisodeId]
    by_hand: set[EpisodeId]
    members: Mapping[EpisodeId, tuple[EventId, ...]]
    states: Mapping[EpisodeId, EpisodeState]
    coded: set[EpisodeId]
    vectors: NDArray[np.float32]


class _Group(msgspec.Struct, frozen=True):
    """Events `start` to `end` of a region; `hand`: in an episode that a person cut."""

    start: int
    end: int
    hand: bool


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a region: episodes to be written, in the place of others or new ones."""

    written: list[tuple[NewEpisode, EpisodeId | None, NDArray[np.float32]]]
    removed: list[EpisodeId]
    checked: dict[EventId, EpisodeId | None]
    next: Place | None


class _Done(msgspec.Struct, frozen=True, kw_only=True):
    kept: list[EpisodeId]
    removed: list[EpisodeId]
    coded: list[EpisodeId]
    codes: Codes
    next: Place | None


def _start(session: Session, stream: Stream, place: Place) -> Place:
    """Return the first place of the last episode that nothing at `place` can change."""
    reach = SETTLED
    while True:
        before = session.streams.before(stream, place, reach)
        if len(before) < reach:
            return FIRST
        placed = session.episodes.of_events([before[0].id])
        if placed:
            first = session.episodes.events(placed.values())[placed[before[0].id]][0]
            return place_of(session.events.get([first])[0])
        reach *= 4


def _cut_region(vault: Vault, task: _Task) -> _Done:
    for _ in range(_TRIES - 1):
        plan = _planned(vault, task)
        done = vault.write(lambda session: _carry_out(session, plan, task))  # noqa: B023
        if done is not None:
            return done

    def at_once(session: Session) -> _Done:
        done = _carry_out(session, _plan(_read(session, task), task), task)
        assert done is not None
        return done

    return vault.write(at_once)


def _planned(vault: Vault, task: _Task) -> _Plan:
    return _plan(vault.read(lambda session: _read(session, task)), task)


def _read(session: Session, task: _Task) -> _Region:
    most = REGION + SETTLED
    context = session.streams.before(task.stream, task.start, REACH)
    events = session.streams.after(task.stream, task.start, most)
    ids = [event.id for event in events]
    known = session.episodes.of_events(ids)
    episodes = session.episodes.get(dict.fromkeys(known.values()))
    found = [episode.id for episode in episodes]
    return _Region(
        events=events,
        context=context,
        ends=len(events) < most,
        known=known,
        by_hand={episode.id for episode in episodes if episode.by_hand},
        members=session.episodes.events(found),
        states={episode.id: episode.state for episode in episodes},
        coded={EpisodeId(id_) for id_ in session.vectors.get(task.model, _OWNER, found)},
        vectors=_vectors(session, task.model, [*(event.id for event in context), *ids]),
    )


def _vectors(session: Session, model: str, ids: Sequence[EventId]) -> NDArray[np.float32]:
    found = session.vectors.get(model, "event", ids)
    vectors = np.zeros((len(ids), DIMS), dtype=np.float32)
    for row, id_ in enumerate(ids):
        if id_ in found:
            vectors[row] = from_codes(from_bytes(found[id_], DIMS))[0]
    return vectors


def _plan(region: _Region, task: _Task) -> _Plan:
    groups, following = _groups(region, task)
    written = []
    removed: dict[EpisodeId, None] = {}
    claimed: set[EpisodeId] = set()
    for group in groups:
        events = region.events[group.start : group.end]
        olds = dict.fromkeys(region.known[one.id] for one in events if one.id in region.known)
        if group.hand:
            continue
        state = EpisodeState.OPEN if _may_grow(region, group) else EpisodeState.CLOSED
        free = [old for old in olds if old not in claimed and old not in region.by_hand]
        old = free[0] if free else None
        removed |= dict.fromkeys(free)
        if old is not None:
            claimed.add(old)
        first = len(region.context) + group.start
        vectors = region.vectors[first : first + len(events)]
        if old is not None and _is_so(region, old, events, state, coded=bool(vectors.any())):
            continue
        new = episode_of(events, task.stream, state)
        written.append((new, old, vectors))
    checked = {
        one.id: region.known.get(one.id)
        for group in groups
        for one in region.events[group.start : group.end]
    }
    return _Plan(
        written=written,
        removed=[old for old in removed if old not in claimed],
        checked=checked,
        next=following,
    )


def _is_so(
    region: _Region,
    old: EpisodeId,
    events: Sequence[Event],
    state: EpisodeState,
    *,
    coded: bool,
) -> bool:
    """Say whether an episode is just what it should be already."""
    members = region.members[old] == tuple(event.id for event in events)
    return members and region.states[old] is state and (old in region.coded) is coded


def _groups(region: _Region, task: _Task) -> tuple[list[_Group], Place | None]:
    """Return the stretches that can be told now, and where to go on."""
    events, known = region.events, region.known
    if not events:
        return [], None
    hands = [known.get(one.id) if known.get(one.id) in region.by_hand else None for one in events]
    fixed = np.array([one != other for one, other in pairwise(hands)], bool)
    found = boundaries(
        turns([*region.context, *events], region.vectors), len(region.context), fixed
    )
    starts = [0, *(np.flatnonzero(found) + 1).tolist()]
    whole = len(events) if region.ends else REGION
    settled = _settled_from(region, task)
    groups: list[_Group] = []
    for start, end in zip(starts, [*starts[1:], len(events)], strict=True):
        if start > settled and _stands_already(region, start):
            return groups, None
        hand = hands[start] is not None
        if end > whole and not hand:
            return groups, place_of(events[start])
        groups.append(_Group(start, end, hand))
    return groups, None if region.ends else place_of(events[-1])


def _settled_from(region: _Region, task: _Task) -> int:
    """Return from which event on nothing that is new reaches."""
    later = sum(place_of(event) <= task.until for event in region.events)
    return later + REACH


def _stands_already(region: _Region, start: int) -> bool:
    """Say whether an episode begins with this event as things stand."""
    here = region.known.get(region.events[start].id)
    return here is not None and region.members[here][0] == region.events[start].id


def _may_grow(region: _Region, group: _Group) -> bool:
    return region.ends and group.end > len(region.events) - SETTLED


def episode_of(
    events: Sequence[Event],
    stream: int,
    state: EpisodeState = EpisodeState.CLOSED,
    *,
    by_hand: bool = False,
) -> NewEpisode:
    """Return the episode that events, in their order, make up."""
    about = gist(events)
    return NewEpisode(
        title=about.title,
        summary=about.summary,
        start=events[0].moment.at,
        end=events[-1].moment.at,
        events=tuple(event.id for event in events),
        place=about.place,
        people=about.people,
        state=state,
        by_hand=by_hand,
        stream=stream,
    )


def mean_codes(vectors: NDArray[np.float32]) -> Codes:
    """Return the codes (1, dims) of the direction that vectors (n, dims) have in common, or none
    (0, dims) if they have none.
    """
    mean = vectors.sum(axis=0, keepdims=True)
    length = float(np.linalg.norm(mean))
    return to_codes(mean / length) if length else np.zeros((0, vectors.shape[1]), dtype=np.int8)


def _carry_out(session: Session, plan: _Plan, task: _Task) -> _Done | None:
    """Write a plan; None if what it was made from has changed meanwhile."""
    ids = list(plan.checked)
    now = session.episodes.of_events(ids)
    if len(session.events.rows.present(ids)) != len(ids) or any(
        now.get(id_) != episode for id_, episode in plan.checked.items()
    ):
        return None
    session.episodes.remove(plan.removed, None)
    session.vectors.remove(_OWNER, plan.removed)
    kept, coded, codes = [], [], [np.zeros((0, DIMS), dtype=np.int8)]
    for new, old, vectors in plan.written:
        id_ = session.episodes.put(new, None, old)
        kept.append(id_)
        code = mean_codes(vectors)
        if len(code):
            coded.append(id_)
            codes.append(code)
        elif old is not None:
            session.vectors.remove(_OWNER, [old])
    rows = np.concatenate(codes)
    session.vectors.put(
        task.model, _OWNER, [(id_, row.tobytes()) for id_, row in zip(coded, rows, strict=True)]
    )
    return _Done(kept=kept, removed=plan.removed, coded=coded, codes=rows, next=plan.next)
