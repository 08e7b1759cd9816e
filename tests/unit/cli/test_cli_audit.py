"""`audit` on the command line."""

from second_me.core.clock import Timestamp
from second_me.core.protocol.audit import (
    AuditCheck,
    AuditLine,
    AuditLines,
    ListAudit,
    VerifyAudit,
)
from second_me.core.protocol.self_audit import Examine, GetFigures, SelfAudit, SelfAudits

LINE = AuditLine(
    id=7,
    at=Timestamp(0),
    action="erase.done",
    program="window",
    ids=(3, "00ff00ff00ff00ff"),
    counts={"events": 1200},
)


def test_entries_are_listed(run):
    figures = {GetFigures: SelfAudits(found=())}
    script = {ListAudit: AuditLines(lines=(LINE,), total=7), **figures}
    ran = run("audit", script=script)
    assert ran.code == 0
    assert "window" in ran.out
    assert "1,200 events" in ran.out
    ran = run("audit", "list", "--limit", "5", "--before", "9", "--json")
    assert ran.agent.asked(ListAudit) == [ListAudit(limit=5, before=9)]
    assert ran.json["lines"][0]["ids"] == [3, "00ff00ff00ff00ff"]
    assert (
        "Nothing" in run("audit", script={ListAudit: AuditLines(lines=(), total=0), **figures}).out
    )


def test_the_chain_is_verified(run):
    sound = run("audit", "verify", script={VerifyAudit: AuditCheck(sound=True, entries=1234)})
    assert (sound.code, sound.out) == (0, "The audit is whole: 1,234 entries.\n")
    broken = run("audit", "verify", script={VerifyAudit: AuditCheck(sound=False, entries=2)})
    assert broken.code == 1


def test_how_well_memory_is_stands_beside_what_was_before(run):
    now = SelfAudit(
        at=Timestamp(0), facts=12, examined=12, duplicates=7, searched=100, findable=0.93
    )
    before = SelfAudit(at=Timestamp(0), facts=900, examined=900, duplicates=4)
    ran = run("audit", "memory", script={GetFigures: SelfAudits(found=(now, before))})
    assert ran.code == 0
    assert "7  say what another one says   (before: 4)" in ran.out
    assert "93%  of 100 memories" in ran.out
    looked = run("audit", "memory", "--now", "--json", script={Examine: now})
    assert looked.json["found"][0]["duplicates"] == 7
    nothing = run("audit", "memory", script={GetFigures: SelfAudits(found=())})
    assert "--now" in nothing.out
