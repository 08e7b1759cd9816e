"""PDF forms from a plan to a filled copy, and open questions answered, before a real agent."""

import io

import pytest
from agent_process import QUICK, RunningAgent, until
from pypdf import PdfReader

from paper_forms import MULTILINE, form, text_field
from second_me.core.errors import NotWritable, PersonFault
from second_me.core.protocol.fill import (
    ListFillings,
    ListPlans,
    Planned,
    PlanPdf,
    Refusal,
    Stage,
    WritePdf,
)
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.persona import StateSlot

FORM = form(
    text_field("a", "First name"),
    text_field("b", "Last name"),
    text_field("c", "Dietary needs"),
    text_field("d", "Password"),
    title="Registration",
)


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(FORM)
    return path


def planned(client, file):
    assert isinstance(client.call(PlanPdf(path=str(file))), Planned)
    return client.call(ListPlans()).plans[0]


def settled(client, plan):
    def found():
        return next(one for one in client.call(ListPlans()).plans if one.id == plan.id)

    until(lambda: not any(entry.seeking for entry in found().entries), 60)
    return found()


def test_a_form_is_planned_answered_and_filled_into_a_copy(open_client, file):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    open_client.call(AddText(text="For the caterers. Dietary needs: vegetarian, no nuts"))
    plan = planned(open_client, file)
    assert (plan.site, plan.file) == ("form.pdf", str(file))
    asked = {entry.says: entry.question for entry in plan.entries}
    assert asked["Dietary needs"] == "What is my dietary needs?"
    assert asked["First name"] == asked["Password"] == ""
    given, family, needs, secret = settled(open_client, plan).entries
    assert (given.choices[0].value, family.choices[0].value) == ("Ana", "Sousa")
    assert secret.refusal is Refusal.SECRET
    (answer,) = needs.choices
    assert (answer.value, answer.draft, len(answer.events)) == ("vegetarian, no nuts", True, 1)
    assert given.ticked
    assert not needs.ticked
    done = open_client.call(
        WritePdf(id=plan.id, choices={given.field: 0, needs.field: 0}, written={2: "Souza"})
    )
    assert done.path == str(file.with_name("form (filled).pdf"))
    assert done.filled == (1, 3, 2)
    fields = PdfReader(io.BytesIO(file.with_name("form (filled).pdf").read_bytes())).get_fields()
    assert [fields[name].get("/V", "") for name in "abcd"] == [
        "Ana", "Souza", "vegetarian, no nuts", ""
    ]  # fmt: skip
    assert file.read_bytes() == FORM
    (decided,) = open_client.call(ListPlans(decided=True)).plans
    assert decided.stage is Stage.FILLED
    (filling,) = open_client.call(ListFillings()).fillings
    assert filling.origin == "file:form.pdf"


def test_nothing_is_written_over_and_what_cannot_be_filled_is_said(open_client, file):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    plan = planned(open_client, file)
    with pytest.raises(PersonFault, match="No file is written over"):
        open_client.call(WritePdf(id=plan.id, choices={1: 0}, path=str(file)))
    file.write_bytes(form(text_field("a"), xfa=True))
    with pytest.raises(PersonFault, match="XFA"):
        open_client.call(PlanPdf(path=str(file)))


def test_what_could_not_be_written_can_be_approved_again(open_client, file, tmp_path):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    plan = planned(open_client, file)
    nowhere = tmp_path / "no" / "such" / "folder.pdf"
    with pytest.raises(NotWritable):
        open_client.call(WritePdf(id=plan.id, choices={1: 0}, path=str(nowhere)))
    assert open_client.call(ListPlans()).plans[0].stage is Stage.WAITING
    done = open_client.call(WritePdf(id=plan.id, choices={1: 0}))
    assert done.filled == (1,)


def test_long_questions_have_no_answer_where_memory_has_none(open_client, file):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    file.write_bytes(
        form(text_field("a", "Name"), text_field("b", "Why do you want this flat?", bits=MULTILINE))
    )
    plan = planned(open_client, file)
    assert plan.entries[1].question == "Why do I want this flat?"
    entry = settled(open_client, plan).entries[1]
    assert (entry.choices, entry.refusal) == ((), Refusal.UNKNOWN)
