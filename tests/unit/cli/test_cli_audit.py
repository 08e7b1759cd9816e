"""`audit` on the command line."""

from second_me.core.clock import Timestamp
from second_me.core.protocol.audit import (
    AuditCheck,
    AuditLine,
    AuditLines,
    ListAudit,
    VerifyAudit,
)

LINE = AuditLine(
    id=7,
    at=Timestamp(0),
    action="erase.done",
    program="window",
    ids=(3, "00ff00ff00ff00ff"),
    counts={"events": 1200},
)


def test_entries_are_listed(run):
    script = {ListAudit: AuditLines(lines=(LINE,), total=7)}
    ran = run("audit", script=script)
    assert ran.code == 0
    assert "window" in ran.out
    assert "1,200 events" in ran.out
    ran = run("audit", "list", "--limit", "5", "--before", "9", "--json")
    assert ran.agent.asked(ListAudit) == [ListAudit(limit=5, before=9)]
    assert ran.json["lines"][0]["ids"] == [3, "00ff00ff00ff00ff"]
    assert "Nothing" in run("audit", script={ListAudit: AuditLines(lines=(), total=0)}).out


def test_the_chain_is_verified(run):
    sound = run("audit", "verify", script={VerifyAudit: AuditCheck(sound=True, entries=1234)})
    assert (sound.code, sound.out) == (0, "The audit is whole: 1,234 entries.\n")
    broken = run("audit", "verify", script={VerifyAudit: AuditCheck(sound=False, entries=2)})
    assert broken.code == 1
