import pytest
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.clock import Timestamp
from second_me.core.records import Actor, EventKind, NewReview, ReviewKind, Verdict
from second_me.vault import schema
from second_me.vault.streams import FIRST, place_of


def ids(events):
    return [event.id for event in events]


def test_messages_follow_each_other_by_thread_and_notes_by_source(vault, remember):
    first = remember("one", "two", kind=EventKind.MESSAGE, thread="a")
    other = remember("three", kind=EventKind.MESSAGE, thread="b", natural_key="3")
    notes = (
        remember("four", natural_key="4", thread="x"),
        remember("five", natural_key="5", thread="y"),
    )
    wanted = (first[0], notes[1][0])
    found = vault.read(lambda session: session.streams.unplaced(*wanted))
    assert sorted(found) == [-1, *sorted(stream for stream in found if stream > 0)]
    assert len(found) == 3
    read = lambda stream: vault.read(  # noqa: E731
        lambda session: ids(session.streams.after(stream, FIRST, 10))
    )
    assert sorted(read(stream) for stream in found) == sorted(
        [list(first), list(other), [notes[0][0], notes[1][0]]]
    )


def test_a_stream_is_read_from_a_place_both_ways(vault, remember):
    events = remember("a", "b", "c", "d", kind=EventKind.MESSAGE)
    (stream,) = vault.read(lambda session: session.streams.unplaced(events[0], events[-1]))
    third = vault.read(lambda session: session.events.get([events[2]]))[0]
    look = lambda way, limit: vault.read(  # noqa: E731
        lambda session: ids(getattr(session.streams, way)(stream, place_of(third), limit))
    )
    assert look("before", 9) == list(events[:2])
    assert look("before", 1) == [events[1]]
    assert look("after", 9) == list(events[2:])
    assert look("after", 1) == [events[2]]


def test_what_has_no_words_or_an_episode_is_not_waiting(vault, remember, clock):
    events = remember("a", "", "c", kind=EventKind.MESSAGE)
    vault.write(
        lambda session: session.episodes.add(
            title="t",
            summary="s",
            start=Timestamp(0),
            end=Timestamp(1),
            events=events[:1],
            actor=Actor.SYSTEM,
            now=clock.now(),
        )
    )
    ((low, high),) = vault.read(
        lambda session: session.streams.unplaced(events[0], events[-1])
    ).values()
    assert (low.id, high.id) == (events[2], events[2])
    assert vault.read(lambda session: session.episodes.of_events(events)) == {events[0]: 1}
    assert vault.read(lambda session: list(session.episodes.pairs(1))) == [[(events[0], 1)]]


def test_the_same_review_is_asked_once(vault, clock):
    new = NewReview(
        kind=ReviewKind.MERGE, proposal="merge", confidence=0.6, entity_id=1, other_id=2
    )
    add = lambda: vault.write(lambda session: session.reviews.add(new, clock.now()))  # noqa: E731
    first = add()
    assert add() is None
    vault.write(lambda session: session.reviews.decide(first, Verdict.REJECTED, clock.now()))
    assert add() is None
    (kept,) = vault.read(lambda session: session.reviews.list(decided=True))
    assert (kept.verdict, kept.entity_id, kept.other_id) == (Verdict.REJECTED, 1, 2)


@pytest.fixture
def released():
    """A database in the form of the first release, with a revision and an episode in it."""
    connection = sqlite.connect(":memory:", isolation_level=None)
    schema.upgrade(connection, schema.migrations()[:1])
    connection.execute(
        "INSERT INTO episodes (title, summary, start_at, end_at) VALUES ('t', 's', 1, 2)"
    )
    connection.execute(
        "INSERT INTO revisions (tbl, row_id, actor, at, before, after)"
        " VALUES ('episodes', 1, 'system', 5, '', '{}')"
    )
    yield connection
    connection.close()


def test_an_older_vault_keeps_its_episodes_and_changes(released):
    schema.upgrade(released)
    assert released.execute("SELECT title, state, by_hand, people FROM episodes").fetchall() == [
        ("t", "closed", 0, "[]")
    ]
    assert released.execute("SELECT id, change FROM revisions").fetchall() == [(1, 1)]
