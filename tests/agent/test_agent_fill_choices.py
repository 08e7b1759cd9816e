"""What the window may do with a plan: another profile, an earlier value, a rule, undoing; values
that were typed kept by way of Review; fields of the profile found by name.
"""

import queue

import pytest
from agent_process import QUICK, RunningAgent

from second_me.client import Client
from second_me.core.errors import PersonFault
from second_me.core.forms import Field, FieldKind, Page
from second_me.core.protocol.deciding import AnswerReviews, Word
from second_me.core.protocol.fill import (
    ApprovePlan,
    FindFields,
    KeepTyped,
    Kept,
    Learnable,
    LearnForm,
    ListFillings,
    ListPlans,
    ListProfiles,
    PastChoices,
    PlanFill,
    PlanForOther,
    Refusal,
    Refused,
    ReportFilled,
    Rule,
    SetRule,
    Stage,
    UndoFill,
)
from second_me.core.protocol.persona import GetProfile, ListReviews, StateSlot
from second_me.core.protocol.pushes import FillDecided

SITE = "https://shop.example"
FIELDS = (
    Field(id=1, label="First name"),
    Field(id=2, label="Last name"),
    Field(id=3, label="Email", type="email"),
    Field(id=4, label="Password", type="password"),
    Field(id=5, label="Phone", type="tel"),
)
PAGE = Page(origin=SITE, fields=FIELDS)
ASK = PlanFill(page=PAGE, tab_origin=SITE)
TYPED_IN = Page(
    origin=SITE,
    fields=tuple(Field(id=one.id, label=one.label, type=one.type, empty=False) for one in FIELDS),
)


@pytest.fixture
def told():
    return queue.Queue()


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def window(open_client: Client) -> Client:
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    open_client.call(StateSlot(slot="email", value="ana@example.org"))
    return open_client


@pytest.fixture
def browser(agent: RunningAgent, window: Client, told):
    with Client.connect(agent.home, name="browser", on_push=told.put) as client:
        yield client


def waiting(window):
    (plan,) = window.call(ListPlans()).plans
    return plan


def test_what_became_of_a_plan_is_told_and_undone_from_the_window(window, browser, told):
    browser.call(ASK)
    plan = waiting(window)
    assert plan.stage is Stage.WAITING
    window.call(ApprovePlan(id=plan.id, choices={1: 0, 3: 0}))
    (approved,) = window.call(ListPlans(decided=True)).plans
    assert approved.stage is Stage.APPROVED
    with pytest.raises(PersonFault):
        window.call(UndoFill(id=plan.id))
    browser.call(ReportFilled(id=plan.id, filled=(3, 9)))
    (filled,) = window.call(ListPlans(decided=True)).plans
    assert (filled.stage, filled.filled) == (Stage.FILLED, (3,))
    told.get(timeout=60)
    window.call(UndoFill(id=plan.id))
    assert told.get(timeout=60) == FillDecided(id=plan.id, origin=SITE, undo=True)
    browser.call(ReportFilled(id=plan.id, filled=(), undone=True))
    (undone,) = window.call(ListPlans(decided=True)).plans
    assert undone.stage is Stage.UNDONE
    assert window.call(ListFillings()).fillings[0].undone


def test_undoing_one_filling_leaves_a_later_one_of_the_site_as_it_was(window, browser):
    ids = []
    for _ in range(2):
        ids.append(browser.call(ASK).id)
        window.call(ApprovePlan(id=ids[-1], choices={3: 0}))
        browser.call(ReportFilled(id=ids[-1], filled=(3,)))
    browser.call(ReportFilled(id=ids[0], filled=(), undone=True))
    assert [one.undone for one in window.call(ListFillings()).fillings] == [False, True]


def test_a_label_comes_first_and_what_has_another_one_is_not_ticked(window, browser):
    window.call(StateSlot(slot="phone", value="+351 21 345 6789", label="home"))
    window.call(StateSlot(slot="phone", value="+351 21 999 8888", label="work"))
    owner = window.call(ListProfiles()).profiles[0]
    assert (owner.owner, owner.labels) == (True, ("home", "work"))
    browser.call(ASK)
    plan = window.call(PlanForOther(id=waiting(window).id, label="work"))
    assert (plan.label, plan.entries[4].choices[0].label) == ("work", "work")
    assert plan.entries[4].ticked
    window.call(PlanForOther(id=plan.id, label="mobile"))
    assert not waiting(window).entries[4].ticked


def test_earlier_values_are_offered_on_request_alone(window, browser):
    window.call(StateSlot(slot="name", value="Ana Lima"))
    browser.call(ASK)
    plan = waiting(window)
    assert [one.value for one in plan.entries[1].choices] == ["Lima"]
    grown = window.call(PastChoices(id=plan.id, field=2))
    (now, before) = grown.entries[1].choices
    assert (now.value, now.until, before.value) == ("Lima", None, "Sousa")
    assert before.until is not None
    assert grown.entries[1].ticked == plan.entries[1].ticked


def test_a_rule_holds_for_the_plan_that_waits_too(window, browser):
    browser.call(ASK)
    assert waiting(window).entries[2].ticked
    window.call(SetRule(site=SITE, rule=Rule.ASK, kind=FieldKind.EMAIL))
    assert not waiting(window).entries[2].ticked
    window.call(SetRule(site=SITE, rule=Rule.NEVER, kind=FieldKind.EMAIL))
    assert waiting(window).entries[2].refusal is Refusal.NEVER
    window.call(SetRule(site=SITE, rule=Rule.NEVER))
    refused = browser.call(ASK)
    assert isinstance(refused, Refused)
    assert "You said" in refused.reason


def test_what_was_typed_is_put_to_the_person_and_is_no_fact_before(window, browser):
    may = browser.call(LearnForm(page=TYPED_IN, tab_origin=SITE))
    assert may == Learnable(fields=(1, 2, 3, 5))
    assert isinstance(browser.call(LearnForm(page=PAGE, tab_origin="https://x.example")), Refused)
    typed = {1: "Ana", 2: "Sousa", 3: "ana@example.org", 4: "hunter2", 5: "+351 213 456 789"}
    kept = browser.call(KeepTyped(page=TYPED_IN, tab_origin=SITE, typed=typed))
    assert kept == Kept(proposed=1, known=2)
    assert not [one for one in window.call(GetProfile()).values if one.slot == "phone"]
    (view,) = window.call(ListReviews()).reviews
    assert view.review.reason == "typed into a form"
    assert view.facts[0].fact.value == "+351213456789"
    again = browser.call(KeepTyped(page=TYPED_IN, tab_origin=SITE, typed=typed))
    assert again.proposed == 0
    window.call(AnswerReviews(ids=(view.review.id,), word=Word.ACCEPT))
    (phone,) = [one for one in window.call(GetProfile()).values if one.slot == "phone"]
    assert phone.confirmed
    assert browser.call(KeepTyped(page=TYPED_IN, tab_origin=SITE, typed=typed)) == Kept(
        proposed=0, known=3
    )


def test_fields_are_found_by_name(window):
    window.call(StateSlot(slot="phone", value="+351 21 999 8888", label="work"))
    window.call(StateSlot(slot="passport", value="CB123456"))

    def found(words):
        return [(one.slot, one.value) for one in window.call(FindFields(words=words)).fields]

    phone = [("phone", "+351219998888")]
    for words in ("phone", "my phone", "work phone", "telef", "Telefon", "téléphone", "电话"):
        assert found(words) == phone, words
    assert found("passport number") == [("passport", "CB123456")]
    assert found("passport number of Ana Sousa") == [("passport", "CB123456")]
    assert found("e-mail")[0] == ("email", "ana@example.org")
    for words in ("", "ph", "what is my dentist called", "Lena's phone"):
        assert found(words) == [], words


def test_what_the_person_writes_is_filled_but_never_into_a_secret_field(window, browser, told):
    browser.call(ASK)
    plan = waiting(window)
    with pytest.raises(PersonFault):
        window.call(ApprovePlan(id=plan.id, choices={}, written={4: "hunter2"}))
    window.call(ApprovePlan(id=plan.id, choices={1: 0}, written={1: "Anita", 5: "112"}))
    values = {one.field: one.value for one in told.get(timeout=60).values}
    assert values == {1: "Anita", 5: "112"}
