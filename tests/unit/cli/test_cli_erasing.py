"""`erase` on the command line: shown first, asked for, then proved."""

import msgspec
import pytest

from second_me.core.clock import Timestamp
from second_me.core.ids import EventId
from second_me.core.outcomes import Rejected
from second_me.core.protocol.erase import (
    About,
    Between,
    CheckReceipt,
    Conversation,
    EpisodesAlone,
    EraseStarted,
    Erasure,
    Erasures,
    Everything,
    FactsAlone,
    Found,
    Lifted,
    LiftErasure,
    ListErasures,
    Looked,
    Memories,
    OfKind,
    OneImport,
    OneSource,
    Plan,
    PlanErase,
    Reason,
    Receipt,
    ReceiptCheck,
    Sample,
    Stage,
    StartErase,
    StoreCount,
)
from second_me.core.records import EventKind

PLAN = Plan(
    id="p1",
    scope="about",
    events=2,
    first_at=Timestamp(0),
    last_at=Timestamp(86_400_000),
    goes=(StoreCount(store="events", count=2, ids=(4, 5)),),
    derived=(StoreCount(store="facts", count=1, ids=(9,)),),
    stays=(StoreCount(store="facts", count=3, ids=(7,)),),
    backups=(Reason(what="backups are written without it", count=2),),
    unreachable=(Reason(what="files that were exported or copied by hand"),),
    samples=(Sample(event_id=EventId(4), at=Timestamp(0), author="Al\x1b[2J", text="hello"),),
)
RECEIPT = Receipt(
    erasure_id=3,
    scope="about",
    program="second-me",
    asked_at=Timestamp(0),
    finished_at=Timestamp(9),
    erased={"events": 2, "facts": 1},
    looked=(Looked(place="vault: pages", read=90, found=0),),
    verified=True,
    unreachable=(Reason(what="files that were exported or copied by hand"),),
    public_key="k",
    signature="sgnture-of-the-vault",
)


def erasures(receipt: Receipt | None = RECEIPT, stage: Stage = Stage.DONE) -> Erasures:
    one = Erasure(
        id=3,
        scope="about",
        program="second-me",
        asked_at=Timestamp(0),
        stage=stage,
        erased={"events": 2},
        kept_out=2,
        receipt=receipt,
    )
    return Erasures(erasures=(one,))


SCRIPT = {PlanErase: PLAN, StartErase: EraseStarted(erasure_id=3), ListErasures: erasures()}


def test_a_plan_is_shown_and_nothing_is_done(run):
    ran = run("erase", "--about", "Alice", "--dry-run", script=SCRIPT)
    assert ran.code == 0
    assert "2  events  (such as 4, 5)" in ran.out
    assert "[4] Al\N{REPLACEMENT CHARACTER}[2J: hello" in ran.out
    assert "Stays, since other memories show it too" in ran.out
    assert "exported or copied by hand" in ran.out
    assert ran.agent.asked(StartErase) == []
    assert run("erase", "--about", "Alice", "--plan", "--json").json["id"] == "p1"


def test_it_is_done_when_the_person_types_it(run):
    ran = run("erase", "4", "5", script=SCRIPT, source="erase\n", typed=True)
    assert ran.code == 0
    assert ran.agent.asked(PlanErase)[0].scope == Memories(ids=(EventId(4), EventId(5)))
    assert ran.agent.asked(StartErase) == [StartErase(plan="p1")]
    assert "vault: pages: 0 found, 90 read" in ran.out
    assert "2 events, 1 facts" in ran.out


@pytest.mark.parametrize(("source", "typed"), [("no\n", True), ("\n", True), ("erase\n", False)])
def test_it_is_not_done_without_their_word(run, source, typed):
    ran = run("erase", "4", script=SCRIPT, source=source, typed=typed)
    assert ran.code == 2
    assert "Nothing was erased" in ran.err
    assert ran.agent.asked(StartErase) == []


def test_yes_asks_nobody_and_traces_are_a_failure(run):
    assert run("erase", "4", "--yes", script=SCRIPT).code == 0
    found = msgspec.structs.replace(RECEIPT, verified=False)
    ran = run("erase", "4", "--yes", script={ListErasures: erasures(found)})
    assert ran.code == 1
    assert "traces were found" in ran.out


def test_a_plan_that_is_gone_is_told(run):
    script = {**SCRIPT, StartErase: Rejected("There is no such plan any more.", "Again.")}
    ran = run("erase", "4", "--yes", script=script)
    assert ran.code == 2
    assert "no such plan" in ran.err


def test_nothing_to_erase_is_told(run):
    nothing = msgspec.structs.replace(PLAN, events=0, goes=(), derived=())
    ran = run("erase", "99", "--yes", script={PlanErase: nothing})
    assert ran.code == 4
    assert "nothing of that" in ran.out


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        (["--search", "the dentist", "--limit", "7"], Found(query="the dentist", limit=7)),
        (["--fact", "3", "--fact", "4"], FactsAlone(ids=(3, 4))),
        (["--episode", "3", "--with-words"], EpisodesAlone(ids=(3,), words=True)),
        (["--conversation", "8"], Conversation(event_id=8)),
        (["--import", "2"], OneImport(batch_id=2)),
        (["--source", "2"], OneSource(source_id=2)),
        (["--about", "Al", "--about", "Alice"], About(names=("Al", "Alice"))),
        (["--about", "Al", "--keep-mentions"], About(names=("Al",), mentions=False)),
        (["--kind", "mail"], OfKind(kind=EventKind.MAIL)),
        (["--everything"], Everything()),
        (
            ["--since", "1970-01-01T00:00+00:00", "--until", "1970-01-02T00:00+00:00"],
            Between(first=Timestamp(0), until=Timestamp(86_400_000)),
        ),
        (
            ["--until", "1970-01-02T00:00+00:00", "--source", "2"],
            Between(first=Timestamp(-(2**53)), until=Timestamp(86_400_000), source_id=2),
        ),
    ],
)
def test_every_scope_can_be_named(run, words, scope):
    ran = run("erase", *words, "--plan", script=SCRIPT)
    assert ran.code == 0
    assert ran.agent.asked(PlanErase)[0].scope == scope


@pytest.mark.parametrize("words", [[], ["4", "--everything"], ["--kind", "wish"]])
def test_what_is_not_clear_is_refused(run, words):
    assert run("erase", *words, "--yes", script=SCRIPT).code == 2


def test_erasures_and_receipts_are_listed(run):
    ran = run("erase", "--list", script=SCRIPT)
    assert "verified, 2 kept out" in ran.out
    at_work = run("erase", "--list", script={ListErasures: erasures(None, Stage.BACKUPS)})
    assert "at work: backups" in at_work.out
    assert run("erase", "--receipt", "3").code == 2
    none = Erasures(erasures=())
    assert "Nothing was erased yet" in run("erase", "--list", script={ListErasures: none}).out
    assert run("erase", "--receipt", "3").code == 2


def test_a_receipt_is_checked_from_a_file(run, tmp_path):
    file = tmp_path / "receipt.json"
    printed = run("erase", "--receipt", "3", "--json", script=SCRIPT).out
    file.write_text(printed, encoding="utf-8")
    good = {CheckReceipt: ReceiptCheck(genuine=True, ours=True)}
    ran = run("erase", "--check", str(file), script=good)
    assert (ran.code, ran.agent.asked(CheckReceipt)) == (0, [CheckReceipt(receipt=RECEIPT)])
    assert "this vault" in ran.out
    bad = {CheckReceipt: ReceiptCheck(genuine=False, ours=False)}
    assert run("erase", "--check", str(file), script=bad).code == 2
    file.write_text("{}", encoding="utf-8")
    assert run("erase", "--check", str(file), script=good).code == 2


def test_an_erasure_is_lifted(run):
    ran = run("erase", "--lift", "3", script={LiftErasure: Lifted(count=12)})
    assert (ran.code, ran.agent.asked(LiftErasure)) == (0, [LiftErasure(id=3)])
    assert "12 things" in ran.out
