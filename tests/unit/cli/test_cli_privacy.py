"""`keys`, `retention`, `places`, `wipe`, and confirming on the command line."""

import pytest

from second_me.core.clock import Timestamp
from second_me.core.errors import NotConfirmed
from second_me.core.ids import RuleId
from second_me.core.protocol import Done
from second_me.core.protocol.audit import AuditLines, ListAudit
from second_me.core.protocol.erase import Outlived, Plan, PlanErase, Reason
from second_me.core.protocol.export import CheckExport, ExportCheck, ExportPlan, PlanExport
from second_me.core.protocol.privacy import (
    Confirm,
    Confirmed,
    Effect,
    ListPlaces,
    ListRules,
    Place,
    Places,
    PlanWipe,
    PreviewRule,
    RemoveRule,
    Rule,
    Rules,
    RuleView,
    SetRule,
    Wiped,
    WipeEverything,
    WipePlan,
)
from second_me.core.protocol.vault import (
    AddSlot,
    BackupCheck,
    BackupFolder,
    ChangeKey,
    ChangePassphrase,
    CheckBackup,
    CheckRecovery,
    CodeCheck,
    GetBackupFolder,
    KeyChanged,
    ListSlots,
    MoveBackups,
    RecoveryRenewed,
    RemoveSlot,
    RenewRecovery,
    Salvage,
    Salvaged,
    Slot,
    SlotAdded,
    SlotKind,
    Slots,
)
from second_me.core.records import EventKind

PLAN = Plan(
    id="1", scope="outlived", events=1, first_at=None, last_at=None, goes=(), derived=(), stays=(),
    backups=(), unreachable=(),
)  # fmt: skip
CODE = "JFSJN-RX4ZH-X25SN-F2GDY-FEDN0-J262Y-95PMS-NMG1H"
SLOT = Slot(id="ab", kind=SlotKind.KEYRING, created_at=Timestamp(0), detail="gone", works=False)
PLACE = Place(name="vault", what="all", path="/v", files=2, bytes=2_000, sealed=True)


class Suspicious:
    """Asks who it is once, then answers."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.asked = False

    def __call__(self, request):
        if not self.asked:
            self.asked = True
            return NotConfirmed("Is it you?", "Only for the person.", "Give your passphrase.")
        return self.answer


@pytest.fixture
def renewing():
    return {
        RenewRecovery: Suspicious(RecoveryRenewed(recovery_code=CODE)),
        Confirm: Confirmed(until=Timestamp(0)),
    }


def test_the_passphrase_is_asked_for_once_and_the_call_repeated(run, renewing, tmp_path):
    file = tmp_path / "pw"
    file.write_text("my passphrase\n")
    ran = run("--confirm-file", str(file), "keys", "recovery", script=renewing)
    assert ran.code == 0
    assert ran.agent.asked(Confirm) == [Confirm(passphrase="my passphrase")]
    assert len(ran.agent.asked(RenewRecovery)) == 2
    assert CODE in ran.out


def test_a_recovery_code_confirms_too(run, renewing, tmp_path):
    file = tmp_path / "code"
    file.write_text(f"{CODE}\n")
    ran = run("--confirm-file", str(file), "keys", "recovery", script=renewing)
    assert ran.agent.asked(Confirm) == [Confirm(recovery_code=CODE)]


def test_where_nobody_can_be_asked_it_says_what_to_do(run, renewing):
    ran = run("keys", "recovery", script=renewing)
    assert ran.code == 2
    assert "--confirm-file" in ran.err
    assert ran.agent.asked(Confirm) == []


def test_slots_are_listed_added_and_removed(run):
    script = {
        ListSlots: Slots(slots=(SLOT,)),
        AddSlot: SlotAdded(slot=SLOT),
        RemoveSlot: Done(),
    }
    assert "DOES NOT WORK  gone" in run("keys", script=script).out
    assert run("keys", "list", "--json").json["slots"][0]["id"] == "ab"
    ran = run("keys", "add", "passphrase", source="a new passphrase\n")
    assert ran.agent.asked(AddSlot) == [
        AddSlot(kind=SlotKind.PASSPHRASE, passphrase="a new passphrase")
    ]
    assert run("keys", "remove", "ab").agent.asked(RemoveSlot) == [RemoveSlot(id="ab")]
    assert run("keys", "add", "stone").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("keys", "add", "keyring"),
        ("keys", "remove", "ab"),
        ("keys", "passphrase"),
        ("keys", "recovery"),
        ("keys", "change"),
        ("retention", "remove", "1"),
        ("backup", "--folder", "/x"),
    ],
)
def test_a_dry_run_asks_the_agent_for_nothing(run, words):
    ran = run(*words, "--dry-run", script={})
    assert ran.code == 0
    assert ran.agent.calls == []
    assert ran.out


def test_a_passphrase_is_changed_or_put_after_a_recovery(run, tmp_path):
    script = {ChangePassphrase: Done()}
    old = tmp_path / "old"
    old.write_text("the old one\n")
    new = tmp_path / "new"
    new.write_text("the new one\n")
    ran = run("--confirm-file", str(old), "keys", "passphrase", "--passphrase-file", str(new),
              script=script)  # fmt: skip
    assert ran.agent.asked(ChangePassphrase) == [
        ChangePassphrase(old="the old one", new="the new one")
    ]
    ran = run("keys", "passphrase", "--forgotten", "--passphrase-file", str(new))
    assert ran.agent.asked(ChangePassphrase) == [ChangePassphrase(new="the new one")]


def test_the_key_is_changed_and_a_code_checked(run):
    script = {
        ChangeKey: KeyChanged(recovery_code=CODE, notice="No keyring."),
        CheckRecovery: CodeCheck(opens=False),
    }
    ran = run("keys", "change", script=script, source="my passphrase\n")
    assert CODE in ran.out
    assert "No keyring." in ran.out
    assert run("keys", "recovery", "--check", source=f"{CODE}\n").code == 2


def test_rules_are_shown_before_they_are_set(run):
    rule = Rule(days=90, kind=EventKind.NOTE)
    view = RuleView(id=RuleId(1), rule=rule, set_at=Timestamp(0), acts_from=Timestamp(1), due=3)
    script = {
        PreviewRule: Effect(due=3, first_at=Timestamp(0), last_at=Timestamp(1)),
        SetRule: view,
        ListRules: Rules(rules=(view,)),
        RemoveRule: Done(),
    }
    ran = run("retention", "set", "90d", "--kind", "note", "--dry-run", script=script)
    assert "would erase 3 memories" in ran.out
    assert ran.agent.asked(SetRule) == []
    assert run("retention", "set", "90d", "--kind", "note").agent.asked(SetRule) == [
        SetRule(rule=rule)
    ]
    assert "kind note: kept 90 days; 3 due now" in run("retention").out
    assert run("retention", "list", "--json").json["rules"][0]["due"] == 3
    assert run("retention", "remove", "1").agent.asked(RemoveRule) == [RemoveRule(id=RuleId(1))]
    forever = run("retention", "set", "forever", "--source", "4").agent.asked(SetRule)[0].rule
    assert forever == Rule(days=0, source_id=4)
    for words in (("soon",), ("1y", "--kind", "wish")):
        assert run("retention", "set", *words).code == 2


def test_nothing_is_wiped_unless_it_is_meant(run):
    script = {
        PlanWipe: WipePlan(places=(PLACE,), keyring_entries=1, unreachable=(Reason(what="paper"),)),
        WipeEverything: Wiped(destroyed={"slots": 2}, left=(), unreachable=()),
        ListPlaces: Places(places=(PLACE,)),
    }
    for ran in (
        run("wipe", "--dry-run", script=script),
        run("wipe", source="no\n", typed=True),
        run("wipe"),
    ):
        assert ran.agent.asked(WipeEverything) == []
        assert "paper" in ran.out
    ran = run("wipe", "--models", source="wipe\n", typed=True)
    assert ran.agent.asked(WipeEverything) == [WipeEverything(sure="wipe", models=True)]
    assert "2 slots" in ran.out
    assert "encrypted" in run("places").out
    left = Wiped(destroyed={}, left=(Reason(what="/v/x"),), unreachable=())
    ran = run("wipe", "--yes", script={WipeEverything: left})
    assert ran.code == 1
    assert "/v/x" in ran.out


def test_backups_are_tried_out_moved_and_salvaged_from(run):
    script = {
        CheckBackup: BackupCheck(path="/b", rows={"events": 12}),
        MoveBackups: BackupFolder(path="/sync", reachable=True),
        GetBackupFolder: BackupFolder(path="/home/b", reachable=True),
        Salvage: Salvaged(
            rows={"events": 9}, filled={"events": 2}, lost=1, backup="/b", aside="/a"
        ),
    }
    assert "12 memories" in run("backup", "--check", "/b", script=script).out
    assert "12 memories" in run("restore", "/b", "--dry-run").out
    assert "/home/b" in run("backup", "--dry-run").out
    assert run("backup", "--folder", "home").agent.asked(MoveBackups) == [MoveBackups(path="")]
    ran = run("salvage", source="my passphrase\n")
    assert ran.agent.asked(Salvage) == [Salvage(passphrase="my passphrase")]
    assert "Lost: 1" in ran.out
    broken = {CheckBackup: BackupCheck(path="/b", fault="It is cut short.")}
    assert run("backup", "--check", "/b", script=broken).code == 1


def test_the_audit_is_narrowed_and_what_is_kept_no_longer_erased(run):
    script = {ListAudit: AuditLines(lines=(), total=0), PlanErase: PLAN}
    ran = run("audit", "list", "--program", "window", "--action", "recall", script=script)
    assert ran.agent.asked(ListAudit) == [ListAudit(limit=50, program="window", action="recall")]
    ran = run("erase", "--outlived", "--dry-run")
    assert ran.agent.asked(PlanErase)[0].scope == Outlived()


def test_an_export_is_planned_and_checked(run):
    script = {
        PlanExport: ExportPlan(rows={"events": 1200, "facts": 0}, bytes=2_000),
        CheckExport: ExportCheck(whole=True, rows={"events": 1200}),
    }
    ran = run("export", "/x", "--form", "vcard", "--dry-run", script=script)
    assert "1,200  events" in ran.out
    assert "facts" not in ran.out
    assert "1,200 memories" in run("export", "/x", "--check", "--plain").out
    torn = {CheckExport: ExportCheck(whole=False, rows={}, fault="Line 3.")}
    ran = run("export", "/x", "--check", "--plain", script=torn)
    assert ran.code == 2
    assert "Line 3." in ran.out
