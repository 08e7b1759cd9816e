"""The native messaging host as a browser starts it, before a real agent."""

import json
import os
import struct
import subprocess

import pytest
from agent_process import QUICK, RunningAgent

from second_me.bridges.browser import install, starter
from second_me.core.protocol.fill import ApprovePlan, ListPlans
from second_me.core.protocol.persona import StateSlot

OURS = "chrome-extension://mmageggbkobkbfffjhceaanhnjdjhelo/"
SITE = "https://shop.example"
FIELDS = [{"id": 1, "label": "First name"}, {"id": 2, "label": "Email", "type": "email"}]
ASK = {
    "id": 1,
    "method": "fill.plan",
    "params": {"page": {"origin": SITE, "fields": FIELDS}, "tab_origin": SITE},
}


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def host(open_client, home):
    install(home, [])
    child = subprocess.Popen(
        [str(starter(home)), OURS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    yield child
    child.stdin.close()
    child.wait(60)
    child.stdout.close()


def send(child, message):
    body = json.dumps(message).encode()
    child.stdin.write(struct.pack("=I", len(body)) + body)
    child.stdin.flush()


def heard(child):
    (length,) = struct.unpack("=I", child.stdout.read(4))
    return json.loads(child.stdout.read(length))


@pytest.mark.promise("host")
def test_a_plan_is_asked_for_and_its_values_come_once(open_client, host):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    send(host, ASK)
    planned = heard(host)
    assert planned["id"] == 1
    assert planned["result"]["type"] == "planned"
    (plan,) = open_client.call(ListPlans()).plans
    open_client.call(ApprovePlan(id=plan.id, choices={1: 0}))
    decided = heard(host)["push"]
    assert (decided["id"], decided["origin"]) == (plan.id, SITE)
    assert decided["values"] == [{"field": 1, "value": "Ana"}]
    send(host, {"id": 2, "method": "fill.filled", "params": {"id": plan.id, "filled": [1]}})
    assert heard(host) == {"id": 2, "result": {}}


def test_what_cannot_be_planned_is_answered_in_words(open_client, host):
    send(host, {**ASK, "params": {**ASK["params"], "tab_origin": "https://evil.example"}})
    answer = heard(host)
    assert "error" not in answer, answer
    assert answer["result"]["type"] == "refused"
    send(host, {"id": 5, "method": "fill.plan", "params": {"page": 3}})
    assert set(heard(host)) == {"id", "error"}


def test_it_is_there_in_an_instant(host, home):
    def processor_seconds():
        spent = os.times()
        return spent.children_user + spent.children_system

    started = processor_seconds()
    done = subprocess.run([str(starter(home)), "x"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 2
    assert processor_seconds() - started < 1
