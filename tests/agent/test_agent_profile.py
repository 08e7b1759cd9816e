"""Who the person is, through the protocol: read from what they type, confirmed, corrected."""

import pytest
from agent_process import QUICK, RunningAgent, Watcher

from second_me.client import Client
from second_me.core.changes import Topic
from second_me.core.errors import PersonFault
from second_me.core.protocol.memory import AddText, GetEvents
from second_me.core.protocol.persona import (
    ConfirmFact,
    CorrectFact,
    GetProfile,
    StateSlot,
)
from second_me.core.protocol.pushes import Changed


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


def facts_changed(watcher: Watcher) -> bool:
    return any(isinstance(p, Changed) and Topic.FACTS in p.changes.topics for p in watcher.pushed)


@pytest.mark.embedder
def test_what_is_typed_makes_a_profile_that_the_person_can_correct(
    open_client: Client, watching, watcher
) -> None:
    open_client.call(AddText(text="My phone number is +49 170 1234567 these days."))
    watcher.wait(facts_changed)
    phone = open_client.call(GetProfile()).of("phone")
    assert (phone.value, phone.confirmed) == ("+491701234567", True)
    open_client.call(ConfirmFact(id=phone.fact_id))
    open_client.call(CorrectFact(id=phone.fact_id))
    assert open_client.call(GetProfile()).of("phone") is None
    with pytest.raises(PersonFault):
        open_client.call(ConfirmFact(id=phone.fact_id))


def test_a_slot_that_is_written_is_found_and_confirmed(open_client: Client) -> None:
    done = open_client.call(StateSlot(slot="home", value="12 Rose Lane, Leeds LS1 4AP, UK"))
    profile = open_client.call(GetProfile())
    assert profile.of("home").fact_id == done.fact_id
    assert profile.of("postal_code").value == "LS1 4AP"
    assert all(value.confirmed for value in profile.values)
    (quote,) = profile.of("home").quotes
    (event,) = open_client.call(GetEvents(ids=(quote.event_id,))).events
    assert quote.text in event.text


@pytest.mark.promise("secrets")
def test_a_secret_that_is_typed_is_kept_nowhere(open_client: Client) -> None:
    done = open_client.call(AddText(text="My card is 4111 1111 1111 1111, do not forget."))
    (event,) = open_client.call(GetEvents(ids=done.event_ids)).events
    assert event.text == "My card is [card number not kept], do not forget."
