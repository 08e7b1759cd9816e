"""Confirming, the audit of reads, keys, backups, salvage and wiping through a real agent."""

from pathlib import Path

import pytest
from agent_process import PASSPHRASE, QUICK, until

from second_me.bridges.browser import starter
from second_me.core.errors import NotConfirmed, PersonFault, WrongSecret
from second_me.core.outcomes import Stored, Unlocked
from second_me.core.paths import Home
from second_me.core.protocol.audit import ListAudit, VerifyAudit
from second_me.core.protocol.conversations import ListConversations
from second_me.core.protocol.export import (
    CheckExport,
    ExportForm,
    PlanExport,
    TakeInExport,
    WriteExport,
)
from second_me.core.protocol.memory import AddText, GetEvents, ListEvents, ListFacts
from second_me.core.protocol.privacy import (
    Confirm,
    GetKnownPage,
    ListPlaces,
    ListRules,
    PlanWipe,
    PreviewRule,
    RemoveRule,
    Rule,
    SetRule,
    WipeEverything,
)
from second_me.core.protocol.recall import Search
from second_me.core.protocol.system import ChangeSetting, GetStatus, VaultState
from second_me.core.protocol.vault import (
    AddSlot,
    ChangeKey,
    ChangePassphrase,
    CheckBackup,
    CheckRecovery,
    CreateVault,
    ListBackups,
    ListSlots,
    Lock,
    MakeBackup,
    MoveBackups,
    RenewRecovery,
    Restore,
    Salvage,
    SlotKind,
    Unlock,
)
from second_me.core.records import EventKind

ANOTHER = "another long passphrase"
NO_BACKUPS_BY_THEMSELVES = ChangeSetting(key="backup.every_hours", value=0)
"""The first one is due half a minute after the vault was opened; a busy machine gets there."""


@pytest.fixture
def agent(start_agent, home):
    return start_agent(home, QUICK)


def add(client, text):
    stored = client.call(AddText(text=text))
    assert isinstance(stored, Stored)
    return stored.event_ids[0]


def state(client):
    return client.call(GetStatus()).vault


def test_what_shows_or_destroys_everything_asks_who_it_is(agent, open_client, tmp_path):
    add(open_client, "the red umbrella is lost")
    wanted = WriteExport(path=str(tmp_path / "out"), plain=True)
    with agent.connect() as other:
        many = (ListFacts(limit=5_000), ListConversations(limit=5_000))
        for request in (wanted, GetKnownPage(), *many, AddSlot(kind="recovery")):
            with pytest.raises(NotConfirmed):
                other.call(request)
        assert other.call(ListEvents(limit=1_000)).events
        with pytest.raises(WrongSecret):
            other.call(Confirm(passphrase="not the right one"))
        with pytest.raises(NotConfirmed):
            other.call(wanted)
        other.call(Confirm(passphrase=PASSPHRASE))
        assert other.call(wanted).rows["events"] == 1
        assert "umbrella" not in other.call(GetKnownPage()).text
        other.call(ChangeSetting(key="privacy.confirm", value=False))
    with agent.connect() as third:
        assert third.call(GetKnownPage()).events == 1
        third.call(ChangeSetting(key="privacy.confirm", value=True))
        with pytest.raises(NotConfirmed):
            third.call(ChangeSetting(key="privacy.confirm", value=False))
    assert open_client.call(GetKnownPage()).events == 1  # it made the vault


def test_each_look_is_in_the_audit_by_program_and_id(agent, open_client):
    red = add(open_client, "the red umbrella is lost")
    with agent.connect(name="Some Tool") as tool:
        tool.call(Search(query="umbrella"))
        tool.call(Search(query="umbrella"))
        tool.call(GetEvents(ids=(red,)))
        tool.call(GetStatus())

    def told():
        lines = open_client.call(ListAudit(program="some-tool")).lines
        return {(line.action, line.ids, line.counts.get("times")) for line in lines}

    until(lambda: len(told()) == 2)
    assert told() == {("recall.search", (red,), 2), ("events.get", (red,), 1)}
    assert open_client.call(ListAudit(action="recall.")).lines[0].program == "some-tool"
    open_client.call(GetEvents(ids=(red,)))
    open_client.call(Lock())  # a lock writes what was only gathered
    open_client.call(Unlock(passphrase=PASSPHRASE))
    actions = [line.action for line in open_client.call(ListAudit()).lines]
    assert {"events.get", "vault.lock"} <= set(actions)
    assert open_client.call(VerifyAudit()).sound


def test_keys_are_renewed_and_changed(agent, client):
    made = client.call(CreateVault(passphrase=PASSPHRASE, recovery=True, keyring=False), 60)
    red = add(client, "the red umbrella is lost")
    assert client.call(CheckRecovery(recovery_code=made.recovery_code)).opens
    renewed = client.call(RenewRecovery()).recovery_code
    assert not client.call(CheckRecovery(recovery_code=made.recovery_code)).opens
    client.call(ChangePassphrase(new=ANOTHER))  # by who is confirmed, as after a recovery
    client.call(Lock())
    assert isinstance(client.call(Unlock(recovery_code=renewed), 60), Unlocked)
    changed = client.call(ChangeKey(passphrase=ANOTHER), 60)
    assert client.call(CheckRecovery(recovery_code=changed.recovery_code)).opens
    assert not client.call(CheckRecovery(recovery_code=renewed)).opens
    with pytest.raises(WrongSecret):
        client.call(ChangeKey(passphrase=PASSPHRASE), 60)
    assert state(client) is VaultState.OPEN
    assert client.call(GetEvents(ids=(red,))).events
    assert {slot.kind for slot in client.call(ListSlots()).slots} == {
        SlotKind.PASSPHRASE,
        SlotKind.RECOVERY,
    }
    actions = {line.action for line in client.call(ListAudit()).lines}
    assert {"vault.change_key", "slot.renew_recovery", "slot.change_passphrase"} <= actions


def test_backups_are_tried_out_and_moved_and_a_new_machine_moves_in(
    agent, open_client, start_agent, tmp_path
):
    open_client.call(NO_BACKUPS_BY_THEMSELVES)
    red = add(open_client, "the red umbrella is lost")
    made = open_client.call(MakeBackup())
    found = open_client.call(CheckBackup(path=made.path), 60)
    assert (found.fault, found.rows["events"]) == ("", 1)
    (told,) = open_client.call(ListBackups()).backups
    assert told.verified_at
    carried = tmp_path / "carried"
    carried.mkdir()
    open_client.call(MoveBackups(path=str(carried)))
    (file,) = carried.iterdir()
    elsewhere = Home(root=tmp_path / "new machine", models=tmp_path)
    with start_agent(elsewhere, QUICK).connect() as client:
        assert state(client) is VaultState.ABSENT
        wrong = Restore(path=str(file), passphrase="not the right one")
        assert not isinstance(client.call(wrong, 60), Unlocked)
        moved = client.call(Restore(path=str(file), passphrase=PASSPHRASE), 60)
        assert isinstance(moved, Unlocked)
        assert client.call(GetEvents(ids=(red,))).events
        assert client.call(VerifyAudit()).sound


def test_a_damaged_vault_is_salvaged(agent, open_client, home):
    add(open_client, "the red umbrella is lost")
    open_client.call(MakeBackup())
    open_client.call(Lock())
    content = bytearray(home.database.read_bytes())
    content[:4096] = bytes(4096)
    home.database.write_bytes(content)
    with pytest.raises(Exception, match="damaged"):
        open_client.call(Unlock(passphrase=PASSPHRASE), 60)
    saved = open_client.call(Salvage(passphrase=PASSPHRASE), 60)
    assert saved.filled["events"] == 1
    assert Path(saved.aside).is_dir()
    assert state(open_client) is VaultState.OPEN
    assert open_client.call(ListEvents()).events


def test_rules_of_retention_are_shown_before_they_act(open_client):
    add(open_client, "the red umbrella is lost")
    rule = Rule(days=90, kind=EventKind.NOTE)
    assert open_client.call(PreviewRule(rule=rule)).due == 0
    view = open_client.call(SetRule(rule=rule))
    assert view.acts_from > view.set_at
    assert open_client.call(ListRules()).rules == (view,)
    open_client.call(RemoveRule(id=view.id))
    assert open_client.call(ListRules()).rules == ()
    with pytest.raises(PersonFault):
        open_client.call(PreviewRule(rule=Rule(days=1)))


def test_all_forms_go_into_one_file_that_is_taken_in_again(
    open_client, start_agent, tmp_path, agent
):
    add(open_client, "the red umbrella is lost")
    plan = open_client.call(PlanExport(form=ExportForm.ALL))
    assert plan.rows["events"] == 1
    file = str(tmp_path / "all")
    made = WriteExport(path=file, form=ExportForm.ALL, passphrase="of the export")
    assert open_client.call(made, 60).sealed
    assert open_client.call(CheckExport(path=file, passphrase="of the export"), 60).whole
    with pytest.raises(WrongSecret):
        open_client.call(CheckExport(path=file, passphrase="another one"), 60)
    other = Home(root=tmp_path / "other", models=tmp_path)
    with start_agent(other, QUICK).connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), 60)
        client.call(TakeInExport(path=file, passphrase="of the export"), 60)
        assert [event.text for event in client.call(ListEvents()).events] == [
            "the red umbrella is lost"
        ]


def test_wiping_leaves_nothing_and_ends_the_agent(agent, open_client, home, tmp_path):
    add(open_client, "the red umbrella is lost")
    carried = tmp_path / "carried"
    carried.mkdir()
    (carried / "mine.txt").write_text("left alone")
    (home.root / "mine.txt").write_text("left alone")
    starter(home).write_text("starts the browser's host")
    open_client.call(MoveBackups(path=str(carried)))
    open_client.call(MakeBackup())
    named = {place.name for place in open_client.call(ListPlaces()).places}
    assert {"vault", "key slots", "backups", "logs", "run files"} <= named
    assert open_client.call(PlanWipe()).unreachable
    with agent.connect() as other:
        with pytest.raises(NotConfirmed):
            other.call(WipeEverything(sure="wipe"))
        other.call(Confirm(passphrase=PASSPHRASE))
        with pytest.raises(PersonFault):
            other.call(WipeEverything(sure="yes"))
        with pytest.raises(PersonFault):
            other.call(WipeEverything(sure="wipe", forgotten=True))
        assert state(other) is VaultState.OPEN
        wiped = other.call(WipeEverything(sure="wipe"), 60)
    assert (wiped.destroyed["slots"], wiped.destroyed["backup keys"], wiped.left) == (1, 1, ())
    assert agent.process.wait(60) == 0
    assert [path.name for path in home.root.iterdir()] == ["mine.txt"]
    assert [path.name for path in carried.iterdir()] == ["mine.txt"]


def test_a_locked_vault_that_nobody_can_open_can_be_wiped(agent, open_client, home):
    open_client.call(Lock())
    with agent.connect() as other:
        with pytest.raises(NotConfirmed):
            other.call(WipeEverything(sure="wipe"))
        other.call(WipeEverything(sure="wipe", forgotten=True), 60)
    assert agent.process.wait(60) == 0
    assert not home.root.exists()
