"""What is asked is kept, read in the light of what came before, found again, deleted, erased."""

import pytest
from agent_process import QUICK, RunningAgent, Watcher, until

from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.conversations import Said
from second_me.core.protocol.conversations import (
    DeleteConversations,
    GetConversation,
    ListConversations,
)
from second_me.core.protocol.erase import Found, ListErasures, PlanErase, Stage, StartErase
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.pushes import Changed, EvidenceFound
from second_me.core.protocol.recall import Answer, Ask
from second_me.core.protocol.system import ChangeSetting, Pause

SECONDS = 120.0
WHO = "Who lent me the blue tent?"
TENT = "Ruth lent me her blue tent for the trip to the lake."


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def filled(watching: Client) -> Client:
    watching.call(Pause())
    watching.call(AddText(text=TENT))
    return watching


def ask(client: Client, question: str, **fields) -> Answer:
    return client.call(Ask(question=question, stream="one", keep=True, **fields), SECONDS)


def _told(watcher: Watcher) -> int:
    changes = [push for push in watcher.pushed if isinstance(push, Changed)]
    return sum(Topic.CONVERSATIONS in change.changes.topics for change in changes)


def listed(client: Client, query: str = ""):
    return client.call(ListConversations(query=query)).conversations


@pytest.mark.model
def test_a_follow_up_is_read_in_the_light_of_the_last_and_kept_beside_it(
    filled: Client, watcher: Watcher
) -> None:
    first = ask(filled, WHO)
    assert first.read_as == ""
    said = Said(question=WHO, answer="Ruth [1]")
    later = ask(
        filled, "What else did she lend me?", earlier=(said,), conversation=first.conversation
    )
    assert later.read_as == "What else did Ruth lend me?"
    pushed = [push for push in watcher.pushed if isinstance(push, EvidenceFound)]
    assert [push.read_as for push in pushed] == ["", later.read_as]

    (kept,) = listed(filled)
    assert (kept.id, kept.title, kept.turns) == (first.conversation, WHO, 2)
    one, two = filled.call(GetConversation(id=kept.id)).turns
    assert one.turn.answer == first.text
    assert [event.text for event in one.evidence] == [hit.event.text for hit in first.evidence]
    assert two.turn.read_as == later.read_as
    assert listed(filled, "blue TENT")
    assert not listed(filled, "chess")

    filled.call(DeleteConversations(ids=(kept.id,)))
    assert not listed(filled)
    watcher.wait(lambda w: _told(w) >= len(["kept,", "kept,", "deleted"]))


@pytest.mark.model
def test_an_erased_memory_takes_along_what_was_answered_of_it(
    filled: Client, open_client: Client
) -> None:
    assert ask(filled, WHO).conversation is not None
    plan = open_client.call(PlanErase(scope=Found(query="blue tent", limit=1)))
    assert plan.events == 1
    open_client.call(StartErase(plan=plan.id))
    until(lambda: open_client.call(ListErasures()).erasures[0].stage is Stage.DONE)
    (done,) = open_client.call(ListErasures()).erasures
    assert done.receipt is not None
    assert done.receipt.verified
    assert not listed(filled)


@pytest.mark.model
def test_nothing_is_kept_where_nothing_is_to_be(filled: Client) -> None:
    assert filled.call(Ask(question=WHO), SECONDS).conversation is None
    filled.call(ChangeSetting(key="ask.keep", value=False))
    assert ask(filled, WHO).conversation is None
    assert not listed(filled)
