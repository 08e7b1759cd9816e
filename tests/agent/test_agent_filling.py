"""Filling from a vault over the socket: plan, the person's word, what was filled, rules."""

import queue

import pytest
from agent_process import QUICK, RunningAgent

from second_me.client import Client
from second_me.core.errors import PersonFault
from second_me.core.forms import Field, FieldKind, Page
from second_me.core.protocol.fill import (
    ApprovePlan,
    DeclinePlan,
    ForgetFillings,
    ListFillings,
    ListPlans,
    ListRules,
    PlanFill,
    Planned,
    Refusal,
    Refused,
    ReportFilled,
    Rule,
    SetRule,
)
from second_me.core.protocol.persona import StateSlot
from second_me.core.protocol.pushes import FillDecided

SITE = "https://shop.example"
PAGE = Page(
    origin=SITE,
    fields=(
        Field(id=1, label="First name"),
        Field(id=2, label="Last name"),
        Field(id=3, label="Email", type="email"),
        Field(id=4, label="Password", type="password"),
    ),
)
ASK = PlanFill(page=PAGE, tab_origin=SITE)


@pytest.fixture
def told():
    return queue.Queue()


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def window(open_client: Client) -> Client:
    """Return the person's side, with a name and an e-mail address that they wrote themselves."""
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    open_client.call(StateSlot(slot="email", value="ana@example.org"))
    return open_client


@pytest.fixture
def browser(agent: RunningAgent, window: Client, told):
    with Client.connect(agent.home, name="browser", on_push=told.put) as client:
        yield client


def test_a_form_is_filled_once_the_person_approves(window, browser, told):
    planned = browser.call(ASK)
    assert isinstance(planned, Planned)
    assert (planned.fields, planned.ready) == (4, 3)
    (plan,) = window.call(ListPlans()).plans
    assert (plan.site, plan.origin) == ("shop.example", SITE)
    assert [entry.refusal for entry in plan.entries] == [None, None, None, Refusal.SECRET]
    assert plan.entries[2].choices[0].facts
    assert told.empty()
    window.call(ApprovePlan(id=plan.id, choices={1: 0, 3: 0}))
    decided = told.get(timeout=60)
    assert isinstance(decided, FillDecided)
    assert {put.field: put.value for put in decided.values} == {1: "Ana", 3: "ana@example.org"}
    browser.call(ReportFilled(id=plan.id, filled=(1, 3)))
    (filling,) = window.call(ListFillings()).fillings
    assert (filling.origin, filling.kinds) == (SITE, (FieldKind.GIVEN_NAME, FieldKind.EMAIL))
    assert set(plan.entries[2].choices[0].facts) <= set(filling.facts)
    assert window.call(ListPlans()).plans == ()
    browser.call(ReportFilled(id=plan.id, filled=(), undone=True))
    assert window.call(ListFillings()).fillings[0].undone
    window.call(ForgetFillings())
    assert window.call(ListFillings()).fillings == ()


def test_a_plan_is_told_once_and_only_to_who_asked(agent, window, browser, told):
    planned = browser.call(ASK)
    window.call(DeclinePlan(id=planned.id))
    assert told.get(timeout=60).values == ()
    with pytest.raises(PersonFault):
        window.call(ApprovePlan(id=planned.id, choices={1: 0}))
    again = browser.call(ASK)
    with pytest.raises(PersonFault):
        window.call(ApprovePlan(id=again.id, choices={4: 0}))
    with pytest.raises(PersonFault):
        window.call(ReportFilled(id=again.id, filled=(1,)))
    window.call(ApprovePlan(id=again.id, choices={1: 0}))
    with pytest.raises(PersonFault):
        window.call(ApprovePlan(id=again.id, choices={2: 0}))
    assert len(told.get(timeout=60).values) == 1


@pytest.mark.promise("same-origin")
def test_another_sites_frame_gets_no_plan(browser, window):
    foreign = PlanFill(page=PAGE, tab_origin="https://evil.example")
    assert isinstance(browser.call(foreign), Refused)
    assert window.call(ListPlans()).plans == ()


def test_never_here_holds_from_then_on(window, browser):
    window.call(SetRule(site=SITE, rule=Rule.NEVER, kind=FieldKind.EMAIL))
    browser.call(ASK)
    plan = window.call(ListPlans()).plans[0]
    assert plan.entries[2].refusal is Refusal.NEVER
    assert [one.kind for one in window.call(ListRules()).rules] == [FieldKind.EMAIL]
    window.call(SetRule(site=SITE, rule=Rule.NEVER))
    assert isinstance(browser.call(ASK), Refused)
    for kind in (None, FieldKind.EMAIL):
        window.call(SetRule(site=SITE, rule=Rule.ALLOW, kind=kind))
    assert window.call(ListRules()).rules == ()
