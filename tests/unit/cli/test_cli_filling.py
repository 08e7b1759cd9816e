"""`fill`: a plan is shown whole and sent only as the person says."""

from second_me.cli.exits import Exit
from second_me.core.forms import FieldKind, Purpose
from second_me.core.ids import FactId
from second_me.core.protocol import Done
from second_me.core.protocol.fill import (
    ApprovePlan,
    Choice,
    DeclinePlan,
    Entry,
    Filling,
    Fillings,
    ForgetFillings,
    ListFillings,
    ListPlans,
    ListRules,
    PdfWritten,
    Plan,
    Planned,
    PlanPdf,
    Plans,
    Refusal,
    Refused,
    Rule,
    SetRule,
    SiteRule,
    SiteRules,
    WritePdf,
)

PLAN = Plan(
    id="p1",
    origin="https://xn--mnchen-3ya.de",
    site="münchen.de",
    ascii="xn--mnchen-3ya.de",
    purpose=Purpose.ADDRESS,
    made_at=0,
    entries=(
        Entry(field=1, says="First name", kind=FieldKind.GIVEN_NAME, confidence=0.9, ticked=True,
              choices=(Choice(value="Ana", shown="Ana", facts=(FactId(1),)),)),
        Entry(field=2, says="City", kind=FieldKind.ADDRESS_LEVEL2, confidence=0.9,
              choices=(Choice(value="Lisboa", shown="Lisboa", draft=True),)),
        Entry(field=3, says="Password", kind=FieldKind.PASSWORD, confidence=1,
              refusal=Refusal.SECRET),
    ),
)  # fmt: skip
SCRIPT = {ListPlans: Plans(plans=(PLAN,)), ApprovePlan: Done(), DeclinePlan: Done()}


def told(ran):
    return [call for call in ran.agent.calls if isinstance(call, (ApprovePlan, DeclinePlan))]


def test_a_plan_shows_where_it_goes_what_it_holds_and_why_not(run):
    ran = run("fill", script=SCRIPT)
    assert ran.code == Exit.OK
    for words in ("münchen.de", "xn--mnchen-3ya.de", "* First name", "from 1 facts",
                  "not confirmed yet", "never filled"):  # fmt: skip
        assert words in ran.out
    assert told(ran) == []


def test_what_is_marked_is_filled_at_a_word(run):
    ran = run("fill", script=SCRIPT, source="y\n", typed=True)
    assert told(ran) == [ApprovePlan(id="p1", choices={1: 0})]


def test_fields_are_chosen_by_their_numbers(run):
    ran = run("fill", script=SCRIPT, source="2\n", typed=True)
    assert told(ran) == [ApprovePlan(id="p1", choices={2: 0})]


def test_anything_else_is_a_no(run):
    for said in ("n\n", "\n", "what?\n", ""):
        ran = run("fill", script=SCRIPT, source=said, typed=True)
        assert told(ran) == [DeclinePlan(id="p1")]


def test_without_a_plan_it_says_how_to_get_one(run):
    ran = run("fill", script={ListPlans: Plans(plans=())})
    assert ran.code == Exit.NOTHING_FOUND
    assert "Press the button" in ran.out


def test_rules_and_history_of_sites(run):
    site = "https://shop.example"
    ran = run("fill", "rule", site, "never", script={SetRule: Done()})
    assert SetRule(site=site, rule=Rule.NEVER) in ran.agent.calls
    rules = SiteRules(rules=(SiteRule(site=site, kind=FieldKind.TEL, rule=Rule.ASK),))
    assert "ask  https://shop.example (tel)" in run("fill", "rules", script={ListRules: rules}).out
    filled = Filling(id=1, origin=site, at=0, purpose=Purpose.CONTACT, facts=(), undone=True,
                     kinds=(FieldKind.TEL,))  # fmt: skip
    history = Fillings(fillings=(filled,))
    said = run("fill", "history", script={ListFillings: history}).out
    assert "tel  (taken back)" in said
    ran = run("fill", "forget", site, script={ForgetFillings: Done()})
    assert ForgetFillings(origin=site) in ran.agent.calls


def test_a_pdf_is_filled_into_a_copy_as_it_was_asked(run, tmp_path):
    script = {
        PlanPdf: Planned(id="p1", fields=3, ready=2),
        ListPlans: Plans(plans=(PLAN,)),
        WritePdf: PdfWritten(path="/home/ana/form (filled).pdf", filled=(1,)),
        DeclinePlan: Done(),
    }
    ran = run("fill", "form.pdf", "--yes", "--out", str(tmp_path / "out.pdf"), script=script)
    assert ran.code == Exit.OK
    assert "form (filled).pdf" in ran.out
    (written,) = [call for call in ran.agent.calls if isinstance(call, WritePdf)]
    assert (written.choices, written.path) == ({1: 0}, str(tmp_path / "out.pdf"))
    ran = run("fill", "form.pdf", script=script)
    assert "Nothing is filled" in ran.out


def test_a_pdf_whose_plan_was_decided_elsewhere_says_so(run):
    script = {PlanPdf: Planned(id="p1", fields=3, ready=2), ListPlans: Plans(plans=())}
    ran = run("fill", "form.pdf", "--yes", script=script)
    assert ran.code != Exit.OK
    assert "decided elsewhere" in ran.out + ran.err


def test_a_pdf_that_memory_cannot_fill_says_so(run):
    script = {PlanPdf: Refused(reason="Memory holds nothing for this form.")}
    ran = run("fill", "form.PDF", script=script)
    assert ran.code == Exit.NOTHING_FOUND
    assert "Memory holds nothing" in ran.out
