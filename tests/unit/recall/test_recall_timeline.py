"""A life by time, from the indexes in memory."""

import msgspec
import numpy as np
import pytest

from second_me.core.clock import ManualClock, Moment, Precision, Timestamp
from second_me.core.protocol.timeline import UNDATED, DayCount, Grain, Only, PlaceCount
from second_me.core.records import Actor, EventKind, NewEvent, Origin
from second_me.recall.indexes import Indexes
from second_me.recall.timeline import Timeline

DAY = 86_400_000
FIRST = 20_000  # days since 1970


def said(number: int, *, author: str, at: int, kind: EventKind = EventKind.MESSAGE) -> NewEvent:
    return NewEvent(
        kind=kind,
        origin=Origin.OTHER,
        text=f"word {number}",
        moment=Moment(Timestamp(at)),
        natural_key=str(number),
        author=author,
        thread="talk",
    )


@pytest.fixture
def timeline(vault) -> Timeline:
    def fill(session):
        chat = session.sources.ensure("whatsapp", "Chat", "a", Timestamp(0))
        notes = session.sources.ensure("markdown", "Notes", "b", Timestamp(0))
        talk = [
            said(n, author=("Lena", "Jonas")[n % 2], at=(FIRST + n // 2) * DAY + n)
            for n in range(6)
        ]
        ids = session.events.append(chat, None, talk, Timestamp(0)).event_ids
        note = said(9, author="Mara", at=(FIRST + 9) * DAY, kind=EventKind.NOTE)
        session.events.append(notes, None, [note], Timestamp(0))
        for part, place in ((ids[:2], "Lisbon"), (ids[2:], "")):
            session.episodes.add(
                title="Talk",
                place=place,
                summary="",
                start=Timestamp(0),
                end=Timestamp(0),
                events=part,
                actor=Actor.SYSTEM,
                now=Timestamp(0),
            )

    vault.write(fill)
    indexes = Indexes()
    indexes.load_events(vault)
    indexes.episode_links.load(vault)
    return Timeline(vault, indexes)


def days(timeline: Timeline, only: Only, grain: Grain = Grain.EVENTS, offset: int = 0):
    clock = ManualClock(Timestamp(0), offset)
    return timeline.order(grain, only).days(clock)


def test_days_hold_what_lies_on_them_the_latest_first(timeline: Timeline):
    assert days(timeline, Only()) == (
        DayCount(FIRST + 9, 1),
        DayCount(FIRST + 2, 2),
        DayCount(FIRST + 1, 2),
        DayCount(FIRST, 2),
    )


def test_a_day_is_one_of_this_machine(timeline: Timeline):
    assert days(timeline, Only(), offset=-60)[0] == DayCount(FIRST + 8, 1)


def test_order_is_that_of_time(timeline: Timeline):
    order = timeline.order(Grain.EVENTS, Only())
    assert order.ids.tolist() == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (Only(authors=("Lena",)), [5, 3, 1]),
        (Only(kinds=(EventKind.NOTE,)), [7]),
        (Only(sources=(2,)), [7]),
        (Only(sources=(1,), authors=("Jonas",)), [6, 4, 2]),
        (Only(authors=("Nobody",)), []),
    ],
)
def test_a_part_of_it(timeline: Timeline, only: Only, ids: list[int]):
    assert timeline.order(Grain.EVENTS, only).ids.tolist() == ids


def test_an_episode_stands_where_it_began(timeline: Timeline):
    assert timeline.order(Grain.EPISODES, Only()).ids.tolist() == [2, 1]
    found = days(timeline, Only(), Grain.EPISODES)
    assert found == (DayCount(FIRST + 1, 1), DayCount(FIRST, 1))
    assert not days(timeline, Only(kinds=(EventKind.NOTE,)), Grain.EPISODES)


def test_facets_name_who_wrote_most(timeline: Timeline):
    facets = timeline.facets(2)
    assert [(one.name, one.count) for one in facets.authors] == [("Jonas", 3), ("Lena", 3)]
    assert facets.kinds == (EventKind.MESSAGE, EventKind.NOTE)


def test_what_changed_is_counted_anew(timeline: Timeline):
    before = timeline.order(Grain.EVENTS, Only())
    assert timeline.order(Grain.EVENTS, Only()) is before
    timeline._indexes.events.remove([7])
    assert timeline.order(Grain.EVENTS, Only()).ids.tolist() == [6, 5, 4, 3, 2, 1]


def test_what_has_no_date_comes_last_and_is_of_no_time(vault):
    def fill(session):
        source = session.sources.ensure("mail", "Mail", "a", Timestamp(0))
        known, lost = (said(n, author="Lena", at=FIRST * DAY + n) for n in range(2))
        unknown = Moment(lost.moment.at, Precision.UNKNOWN)
        events = [known, msgspec.structs.replace(lost, moment=unknown)]
        ids = session.events.append(source, None, events, Timestamp(0)).event_ids
        times = {"start": Timestamp(0), "end": Timestamp(0), "now": Timestamp(0)}
        for id_ in ids:
            session.episodes.add(title="One", summary="", events=[id_], actor=Actor.SYSTEM, **times)
        return ids

    known, lost = vault.write(fill)
    indexes = Indexes()
    indexes.load_events(vault)
    indexes.episode_links.load(vault)
    whole = Timeline(vault, indexes)
    for grain in Grain:
        assert days(whole, Only(), grain) == (DayCount(FIRST, 1), DayCount(UNDATED, 1))
    assert whole.order(Grain.EVENTS, Only()).ids.tolist() == [known, lost]
    span = (Timestamp(FIRST * DAY), Timestamp((FIRST + 1) * DAY))
    inside = indexes.events.ids_of(np.flatnonzero(indexes.events.where(span=span)))
    assert inside.tolist() == [known]
    episodes = vault.read(lambda session: session.episodes.list())
    assert sorted(one.dated for one in episodes) == [False, True]


def test_a_place_narrows_to_its_episodes_and_their_events(timeline: Timeline):
    only = Only(places=("Lisbon",))
    assert days(timeline, only) == (DayCount(FIRST, 2),)
    assert days(timeline, only, Grain.EPISODES) == (DayCount(FIRST, 1),)
    assert days(timeline, Only(places=("Rome",))) == ()
    assert timeline.facets(10).places == (PlaceCount(name="Lisbon", count=1),)
