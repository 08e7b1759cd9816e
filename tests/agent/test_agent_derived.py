"""What becomes of memories, through the protocol: episodes, people, and what is done by hand."""

import pytest
from agent_process import QUICK, RunningAgent

from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.errors import PersonFault
from second_me.core.protocol.episodes import FindEpisodes, GetEpisodes, MergeEpisodes, SplitEpisode
from second_me.core.protocol.memory import AddText, ListEpisodes
from second_me.core.protocol.persona import (
    DecideReview,
    GetFactHistory,
    ListChanges,
    ListPeople,
    ListReviews,
    ListSubjects,
    SlotHistory,
    UndoChange,
)
from second_me.core.protocol.pushes import Changed
from second_me.core.records import Actor


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


def told(topic: Topic):
    return lambda w: any(isinstance(p, Changed) and topic in p.changes.topics for p in w.pushed)


@pytest.mark.embedder
def test_what_is_typed_becomes_an_episode_that_a_person_can_cut(
    open_client: Client, watching, watcher
) -> None:
    first = open_client.call(AddText(text="My sister Lena painted the boat with me.", at=0))
    watcher.wait(told(Topic.EPISODES))
    watcher.pushed.clear()
    second = open_client.call(AddText(text="The boat got a second coat of blue paint.", at=60_000))
    watcher.wait(told(Topic.EPISODES))
    ids = (*first.event_ids, *second.event_ids)
    pairs = open_client.call(FindEpisodes(event_ids=ids)).pairs
    assert [pair.event_id for pair in pairs] == list(ids)
    listed = open_client.call(ListEpisodes()).episodes
    assert {pair.episode_id for pair in pairs} == {one.id for one in listed}
    if len(listed) > 1:
        (whole,) = open_client.call(MergeEpisodes(ids=tuple(one.id for one in listed))).episodes
    else:
        (whole,) = listed
    halves = open_client.call(SplitEpisode(id=whole.id, event_id=ids[1])).episodes
    views = open_client.call(GetEpisodes(ids=tuple(one.id for one in halves))).episodes
    assert [[event.id for event in view.events] for view in views] == [[ids[0]], [ids[1]]]
    change = open_client.call(ListChanges(actors=(Actor.PERSON,), limit=1)).changes[0]
    open_client.call(UndoChange(id=change.id))
    assert [one.id for one in open_client.call(ListEpisodes()).episodes] == [whole.id]

    people = open_client.call(ListPeople()).people
    assert "Lena" in {view.entity.name for view in people}
    assert [one.predicate for view in people for one in view.relations] == ["sister"] * 2


def test_of_nothing_there_is_nothing_to_read_or_decide(open_client: Client) -> None:
    assert open_client.call(ListSubjects()).subjects == ()
    assert open_client.call(SlotHistory(subject="Ana", slot="home")).facts == ()
    assert open_client.call(GetFactHistory(id=1)).facts == ()
    assert open_client.call(ListReviews()).waiting == 0
    for refused in (DecideReview(id=1, accept=True), UndoChange(id=1)):
        with pytest.raises(PersonFault):
            open_client.call(refused)
