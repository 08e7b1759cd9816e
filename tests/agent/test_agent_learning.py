"""Learning from what is opened, through a real agent: at once, kept, forgotten on demand."""

import pytest
from agent_process import PASSPHRASE, QUICK, RunningAgent, Watcher, until

from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.pushes import Changed
from second_me.core.protocol.recall import (
    GetLearning,
    GiveFeedback,
    ReasonKind,
    ResetLearning,
    Search,
)
from second_me.core.protocol.system import ChangeSetting
from second_me.core.protocol.vault import Lock, Unlock
from second_me.core.records import Act

QUERY = "where is the spare key of the allotment"
KEYS = (
    "The spare key of the allotment lies under the blue flowerpot.",
    "The spare key of the allotment hangs beside the kitchen door.",
    "The spare key of the allotment was given to our neighbour.",
)


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def keys(open_client: Client) -> Client:
    for text in KEYS:
        open_client.call(AddText(text=text))
    until(lambda: settled(open_client))
    return open_client


def settled(client: Client) -> bool:
    """Say whether all is embedded and loaded: until then the order may change by itself."""
    hits = client.call(Search(query=QUERY, limit=3)).hits
    by_meaning = [hit for hit in hits if any(one.channel == "meaning" for one in hit.channels)]
    return len(by_meaning) == len(KEYS)


def order(client: Client) -> list[int]:
    return [hit.event.id for hit in client.call(Search(query=QUERY, limit=3)).hits]


def refuse_first(client: Client) -> int:
    """Mark what stands first as wrong; return its number."""
    found = client.call(Search(query=QUERY, limit=3))
    wrong = found.hits[0].event.id
    feedback = GiveFeedback(trace=found.trace, event_id=wrong, act=Act.WRONG)
    assert client.call(feedback).learned
    return wrong


def test_what_is_marked_wrong_no_longer_stands_first_and_says_why(keys: Client) -> None:
    wrong = refuse_first(keys)
    found = keys.call(Search(query=QUERY, limit=3))
    assert found.hits[0].event.id != wrong
    (refused,) = [hit for hit in found.hits if hit.event.id == wrong]
    kinds = {reason.kind for reason in refused.reasons}
    assert {ReasonKind.WORDS, ReasonKind.REFUSED} <= kinds


def test_what_was_learned_outlasts_a_lock_and_goes_by_a_reset(keys: Client) -> None:
    before = order(keys)
    wrong = refuse_first(keys)
    keys.call(Lock())
    keys.call(Unlock(passphrase=PASSPHRASE))
    until(lambda: settled(keys))
    assert order(keys)[0] != wrong
    assert keys.call(GetLearning()).results == 1

    assert keys.call(ResetLearning()).acts == 1
    assert keys.call(GetLearning()).results == 0
    assert order(keys) == before


def test_while_it_is_switched_off_nothing_is_learned(keys: Client) -> None:
    keys.call(ChangeSetting(key="recall.learn", value=False))
    found = keys.call(Search(query=QUERY, limit=3))
    assert found.trace == ""
    assert all(hit.reasons for hit in found.hits)
    feedback = GiveFeedback(trace="", event_id=found.hits[0].event.id, act=Act.OPENED)
    assert not keys.call(feedback).learned


def test_all_who_watch_are_told(agent: RunningAgent, keys: Client) -> None:
    watcher = Watcher()
    with agent.connect("watching", watcher):
        refuse_first(keys)
        watcher.wait(
            lambda w: any(
                isinstance(push, Changed) and Topic.LEARNING in push.changes.topics
                for push in w.pushed
            )
        )
