"""Erasing, exporting and the audit through a real agent."""

import pytest
from agent_process import PASSPHRASE, QUICK, until

from second_me.core.errors import PersonFault
from second_me.core.outcomes import Rejected, Stored, Unlocked
from second_me.core.protocol.audit import ListAudit, VerifyAudit
from second_me.core.protocol.erase import (
    CheckReceipt,
    EraseStarted,
    Found,
    LiftErasure,
    ListErasures,
    Memories,
    PlanErase,
    Stage,
    StartErase,
)
from second_me.core.protocol.export import TakeInExport, WriteExport
from second_me.core.protocol.memory import AddText, GetEvents
from second_me.core.protocol.recall import Search
from second_me.core.protocol.vault import CreateVault, Lock, Unlock


@pytest.fixture
def agent(start_agent, home):
    return start_agent(home, QUICK)


def add(client, text):
    stored = client.call(AddText(text=text))
    assert isinstance(stored, Stored)
    return stored.event_ids[0]


def erase(client, scope):
    plan = client.call(PlanErase(scope=scope, samples=3))
    started = client.call(StartErase(plan=plan.id))
    assert isinstance(started, EraseStarted)
    until(lambda: erasure(client, started.erasure_id).stage is Stage.DONE)
    return plan, erasure(client, started.erasure_id)


def erasure(client, number):
    (one,) = client.call(ListErasures(id=number)).erasures
    return one


def test_a_memory_is_erased_proved_and_let_in_again(agent, open_client, home):
    red = add(open_client, "Dr. Novak drills my tooth at nine")
    blue = add(open_client, "the blue umbrella is at home")
    plan, done = erase(open_client, Found(query="Novak tooth", limit=1))
    assert (plan.events, plan.samples) == (1, ())  # no words for programs that are not the person's
    assert done.receipt.verified
    assert open_client.call(CheckReceipt(receipt=done.receipt)).ours
    assert [event.id for event in open_client.call(GetEvents(ids=(red, blue))).events] == [blue]
    hits = open_client.call(Search(query="umbrella")).hits
    assert [hit.event.id for hit in hits] == [blue]
    assert isinstance(open_client.call(StartErase(plan=plan.id)), Rejected)
    assert open_client.call(LiftErasure(id=done.id)).count == 1
    assert open_client.call(VerifyAudit()).sound
    lines = open_client.call(ListAudit()).lines
    first = next(line for line in reversed(lines) if line.action == "memory.add")
    assert isinstance(first.ids[0], str)
    with agent.connect("window") as window:
        own = window.call(PlanErase(scope=Memories(ids=(blue,)), samples=3))
        assert [sample.text for sample in own.samples] == ["the blue umbrella is at home"]


def test_an_export_is_taken_into_a_new_vault(agent, open_client, start_agent, tmp_path, home):
    ids = [add(open_client, f"umbrella number {n}") for n in range(3)]
    _, done = erase(open_client, Memories(ids=(ids[0],)))
    path = str(tmp_path / "out.jsonl")
    with pytest.raises(PersonFault):
        open_client.call(WriteExport(path=path))
    made = open_client.call(WriteExport(path=path, plain=True))
    assert made.rows["events"] == 2
    with pytest.raises(PersonFault, match="not empty"):
        open_client.call(TakeInExport(path=path))
    other = start_agent(type(home)(root=tmp_path / "other", models=home.models), QUICK)
    with other.connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), 60)
        assert client.call(TakeInExport(path=path), 60).rows["events"] == 2
        texts = {event.text for event in client.call(GetEvents(ids=tuple(ids))).events}
        assert texts == {"umbrella number 1", "umbrella number 2"}
        assert len(client.call(Search(query="umbrella")).hits) == 2
        assert erasure(client, done.id).receipt == done.receipt
        assert client.call(CheckReceipt(receipt=done.receipt)).ours
        assert client.call(VerifyAudit()).sound
        client.call(Lock())
        assert isinstance(client.call(Unlock(passphrase=PASSPHRASE), 60), Unlocked)
        assert len(client.call(GetEvents(ids=tuple(ids))).events) == 2
