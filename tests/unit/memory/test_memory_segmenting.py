import random
import threading

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import Cancelled
from second_me.core.records import EpisodeState, EventKind, NewEvent, Origin
from second_me.inference.codes import to_codes
from second_me.memory import segmenting
from second_me.memory.segmenting import segment_events
from second_me.recall import VectorIndex

HOUR = 3_600_000
TOPICS = ("boat sail harbour wind", "cake oven flour butter", "exam study maths school")
MODEL = "scripted-v1"


@pytest.fixture
def index():
    return VectorIndex(owner="episode")


@pytest.fixture
def talk(vault, clock, embedder):
    """Return a function that stores (text, hours, thread) with vectors and gives the ids."""

    def store(*turns, kind=EventKind.MESSAGE, vectors=True):
        events = [
            NewEvent(
                kind=kind,
                origin=Origin.OTHER,
                text=text,
                moment=Moment(Timestamp(int(hours * HOUR)), Precision.SECOND, 0),
                natural_key=f"{hours} {text}",
                author=("Ana", "Ben")[place % 2],
                thread=thread,
            )
            for place, (text, hours, thread) in enumerate(turns)
        ]

        def write(session):
            source = session.sources.ensure("chat", "Chat", "chat", clock.now())
            ids = session.events.append(source, None, events, clock.now()).event_ids
            codes = to_codes(embedder.embed([event.text for event in events]))
            rows = [(id_, code.tobytes()) for id_, code in zip(ids, codes, strict=True)]
            if vectors:
                session.vectors.put(MODEL, "event", rows)
            return ids

        return vault.write(write)

    return store


def long_talk(count, seed=1, thread="t"):
    """Return turns on topics that change, with short and long silences between."""
    rng = random.Random(seed)
    turns, hours, topic = [], 0.0, 0
    for place in range(count):
        if rng.random() < 0.12:
            topic = rng.randrange(len(TOPICS))
            hours += rng.choice([0.5, 5, 30])
        hours += 0.02
        turns.append(
            (f"{rng.choice(TOPICS[topic].split())} {TOPICS[topic]} {place}", hours, thread)
        )
    return turns


def episodes(vault):
    """Return the events of all episodes in order of time."""

    def read(session):
        found = session.episodes.list(limit=10_000)
        members = session.episodes.events([episode.id for episode in found])
        return sorted(members[episode.id] for episode in found)

    return vault.read(read)


def cut(vault, index, ids, **given):
    return segment_events(vault, index, MODEL, [(min(ids), max(ids))], **given)


def test_a_long_silence_ends_an_episode(vault, index, talk):
    ids = talk(("boat wind", 0, "t"), ("boat sail", 0.1, "t"), ("boat wind sail", 9, "t"))
    outcome = cut(vault, index, ids)
    assert episodes(vault) == [ids[:2], ids[2:]]
    assert outcome.episodes == 2
    assert len(index) == 2


def test_another_topic_is_another_episode_without_any_time(vault, index, talk):
    turns = [(f"{topic} {n}", 0, "t") for topic in TOPICS for n in range(8)]
    ids = talk(*turns)
    cut(vault, index, ids)
    assert episodes(vault) == [ids[:8], ids[8:16], ids[16:]]


def test_threads_do_not_mix_but_notes_of_a_source_do(vault, index, talk):
    chats = talk(("boat wind", 0, "a"), ("boat sail", 0.01, "b"), ("boat", 0.02, "a"))
    notes = talk(("cake oven", 0, "a.md"), ("cake flour", 0.1, "b.md"), kind=EventKind.NOTE)
    cut(vault, index, (*chats, *notes))
    found = episodes(vault)
    assert (chats[0], chats[2]) in found
    assert (chats[1],) in found
    assert sorted(id_ for episode in found for id_ in episode) == sorted((*chats, *notes))


def test_run_again_it_changes_nothing(vault, index, talk):
    ids = talk(*long_talk(150))
    cut(vault, index, ids)
    first = episodes(vault)
    again = cut(vault, index, ids)
    assert (again.episodes, again.removed, bool(again.changes)) == (0, 0, False)
    assert episodes(vault) == first
    assert len(first) > 5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_piece_by_piece_gives_the_same_as_at_once(vault, index, talk, monkeypatch, seed):
    monkeypatch.setattr(segmenting, "REGION", 120)  # many transactions
    turns = long_talk(400, seed)
    rng = random.Random(seed)
    ids = {}
    left = turns[:]
    while left:
        # Mostly in order; now and then something comes late.
        size = rng.randrange(1, 40)
        piece = left[:size] if rng.random() < 0.7 else rng.sample(left, min(size, len(left)))
        left = [turn for turn in left if turn not in piece]
        stored = talk(*piece)
        ids |= dict(zip(piece, stored, strict=True))
        cut(vault, index, stored)
    pieces = episodes(vault)
    at_once = talk(*[(text, hours, "other") for text, hours, _ in turns])
    cut(vault, index, at_once)
    place = {ids[turn]: number for number, turn in enumerate(turns)}
    place |= {id_: number for number, id_ in enumerate(at_once)}
    of = lambda found, own: sorted(  # noqa: E731
        tuple(place[id_] for id_ in episode) for episode in found if episode[0] in own
    )
    assert of(pieces, set(ids.values())) == of(episodes(vault), set(at_once))
    assert len(index) == len(episodes(vault))


def test_the_end_of_a_stream_stays_open_and_grows(vault, index, talk):
    ids = talk(*long_talk(200))
    cut(vault, index, ids)
    listed = vault.read(lambda session: session.episodes.list())
    assert listed[0].state is EpisodeState.OPEN
    assert listed[-1].state is EpisodeState.CLOSED
    text, hours, _ = long_talk(200)[-1]
    late = talk((f"{text} again", hours + 0.01, "t"))
    cut(vault, index, late)
    grown = vault.read(lambda session: session.episodes.list(limit=1))[0]
    assert grown.id == listed[0].id
    assert vault.read(lambda session: session.episodes.events([grown.id]))[grown.id][-1] in late


def test_no_episode_grows_without_end(vault, index, talk):
    ids = talk(*[(f"boat wind sail {n}", n * 0.01, "t") for n in range(300)])
    cut(vault, index, ids)
    assert max(map(len, episodes(vault))) <= segmenting.LONGEST


def test_what_a_person_cut_stays_as_it_is(vault, index, talk, clock):
    ids = talk(*[(f"boat wind sail {n}", n * 0.01, "t") for n in range(30)])
    cut(vault, index, ids)

    def by_hand(session):
        session.episodes.remove([episode.id for episode in session.episodes.list()], None)
        new = segmenting.NewEpisode(
            title="Mine",
            summary="",
            start=Timestamp(0),
            end=Timestamp(1),
            events=ids[10:15],
            by_hand=True,
        )
        return session.episodes.put(new, None)

    mine = vault.write(by_hand)
    cut(vault, index, ids)
    assert episodes(vault) == [ids[:10], ids[10:15], ids[15:]]
    assert vault.read(lambda session: session.episodes.get([mine]))[0].title == "Mine"


def test_without_vectors_time_alone_cuts(vault, index, talk):
    ids = talk(("a word", 0, "t"), ("b word", 0.1, "t"), ("c word", 20, "t"), vectors=False)
    cut(vault, index, ids)
    assert episodes(vault) == [ids[:2], ids[2:]]
    assert len(index) == 0
    assert not cut(vault, index, ids).changes


def test_what_is_left_of_an_episode_gets_one_again(vault, index, talk, clock):
    ids = talk(*((f"boat wind sail harbour {word}", 0, "t") for word in ("secret", "old", "new")))
    cut(vault, index, ids)
    vault.write(lambda session: session.events.erase([ids[0]]))
    assert episodes(vault) == []
    cut(vault, index, ids)
    assert episodes(vault) == [ids[1:]]
    (left,) = vault.read(lambda session: session.episodes.list())
    assert "secret" not in f"{left.title} {left.summary}".casefold()


def test_a_stop_leaves_the_rest_for_later(vault, index, talk):
    ids = talk(("boat", 0, "t"))
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        cut(vault, index, ids, cancel=stop)
    cut(vault, index, ids)
    assert episodes(vault) == [ids]
