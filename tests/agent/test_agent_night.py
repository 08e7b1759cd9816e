"""The night's work, the look at memory and the graph, through the protocol."""

import pytest
from agent_process import QUICK, RunningAgent

from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.errors import PersonFault
from second_me.core.protocol.graph import GetChanges, GetGraph, GetNode, ListCommunities
from second_me.core.protocol.life import (
    ArchiveFacts,
    Consolidate,
    GetKeeping,
    GetUpkeep,
    ListInState,
    PinFacts,
)
from second_me.core.protocol.memory import AddText, ListFacts
from second_me.core.protocol.persona import ListPeople
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.routines import DismissRoutines, ListRoutines
from second_me.core.protocol.self_audit import Examine, GetFigures
from second_me.core.records import LifeState


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


def told(topic: Topic):
    return lambda w: any(isinstance(p, Changed) and topic in p.changes.topics for p in w.pushed)


@pytest.mark.embedder
def test_a_fact_is_linked_pinned_and_put_away_and_a_night_passes(
    open_client: Client, watching, watcher
) -> None:
    open_client.call(AddText(text="My phone number is +44 20 7946 0958. I live in Lisbon."))
    watcher.wait(told(Topic.RELATIONS))
    facts = open_client.call(ListFacts()).facts
    assert facts
    fact = next(view.fact for view in facts if "Lisbon" in view.fact.text)
    graph = open_client.call(GetGraph())
    assert {node.entity.name for node in graph.nodes} >= {"Lisbon"}
    lisbon = next(node.entity for node in graph.nodes if node.entity.name == "Lisbon")
    detail = open_client.call(GetNode(id=lisbon.id))
    assert fact.id in {view.fact.id for view in detail.facts}
    changes = open_client.call(GetChanges(about=lisbon.id, start=0, end=2**53))
    assert fact.id in {line.fact.fact.id for line in changes.lines}

    open_client.call(PinFacts(ids=(fact.id,)))
    (life,) = open_client.call(GetKeeping(ids=(fact.id,))).lives
    assert (life.state, life.kept.pinned_at is not None) == (LifeState.WORKING, True)
    open_client.call(ArchiveFacts(ids=(fact.id,)))
    assert fact.id not in {view.fact.id for view in open_client.call(ListFacts()).facts}
    away = open_client.call(ListInState(state=LifeState.ARCHIVED))
    assert [view.fact.id for view in away.facts] == [fact.id]

    assert open_client.call(GetUpkeep()).last is None
    open_client.call(Consolidate())
    watcher.wait(lambda _: open_client.call(GetUpkeep()).last is not None)
    found = open_client.call(Examine(), timeout=60)
    assert (found.facts, found.ungrounded) == (len(facts), 0)
    assert found in open_client.call(GetFigures()).found


def test_of_an_empty_vault_there_is_nothing_to_draw(open_client: Client) -> None:
    assert open_client.call(GetGraph()).total == 0
    assert open_client.call(ListCommunities()).communities == ()
    assert open_client.call(ListPeople()).people == ()
    assert open_client.call(ListRoutines()).routines == ()
    open_client.call(DismissRoutines(ids=(1,)))
    for gone in (GetNode(id=1), GetChanges(about=1, start=0, end=1), GetGraph(around=1)):
        with pytest.raises(PersonFault):
            open_client.call(gone)
