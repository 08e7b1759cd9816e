"""The main job through a real agent: kept at once, found at once, told to all who watch."""

import shutil
import subprocess
import threading
import time

import pytest
from agent_process import PASSPHRASE, QUICK, WAIT, RunningAgent, Watcher, until

from second_me.client import Client, ensure_agent
from second_me.core.changes import Topic
from second_me.core.errors import DiskFull, PersonFault
from second_me.core.outcomes import (
    Duplicate,
    Failed,
    ImportStarted,
    Rejected,
    StillLocked,
    Stored,
    Unlocked,
)
from second_me.core.protocol.memory import (
    AddText,
    EventsAround,
    GetEvents,
    ListBatches,
    ListEvents,
    ListFormats,
    StartImport,
    StopImport,
    UndoImport,
)
from second_me.core.protocol.pushes import Changed, Progress
from second_me.core.protocol.recall import Search
from second_me.core.protocol.system import (
    Activity,
    ChangeSetting,
    GetHealth,
    GetStatus,
    Level,
    ListJobs,
    ListSettings,
    Pause,
    Resume,
    VaultState,
)
from second_me.core.protocol.vault import (
    AddSlot,
    ChangePassphrase,
    CreateVault,
    ListBackups,
    ListSlots,
    Lock,
    MakeBackup,
    RemoveSlot,
    Restore,
    SlotKind,
    Unlock,
)
from second_me.core.records import BatchState


def chat(messages: int) -> str:
    return "".join(
        f"25/03/2021, {10 + number // 3600:02}:{number // 60 % 60:02} - "
        f"{('Anna', 'Ben')[number % 2]}: message number {number} about the allotment\n"
        for number in range(messages)
    )


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


def told(topic: Topic):
    return lambda w: any(isinstance(p, Changed) and topic in p.changes.topics for p in w.pushed)


def finished(key: str):
    return lambda w: any(isinstance(p, Progress) and p.key == key and p.finished for p in w.pushed)


def test_what_is_typed_is_found_by_its_words_at_once(open_client: Client) -> None:
    stored = open_client.call(AddText(text="The spare key lies under the blue flowerpot."))
    assert isinstance(stored, Stored)

    found = open_client.call(Search(query="where is the flowerpot"))
    assert [hit.event.id for hit in found.hits] == list(stored.event_ids)
    (event,) = open_client.call(GetEvents(ids=stored.event_ids)).events
    assert event.text == "The spare key lies under the blue flowerpot."
    assert open_client.call(EventsAround(id=event.id)).events == (event,)
    again = open_client.call(AddText(text="The spare key lies under the blue flowerpot."))
    assert again == Duplicate(stored.event_ids)
    assert isinstance(open_client.call(AddText(text=" \n ")), Rejected)


@pytest.mark.embedder
def test_a_time_that_is_no_date_is_said_in_words(open_client: Client) -> None:
    for at in (10**15, -(10**15)):
        outcome = open_client.call(AddText(text="Long ago.", at=at))
        assert isinstance(outcome, Rejected)
        assert "date" in outcome.reason


def test_and_by_its_meaning_within_seconds(open_client: Client, watching, watcher) -> None:
    open_client.call(AddText(text="My sister's wedding was in a small chapel by the sea."))
    watcher.wait(told(Topic.VECTORS))
    found = open_client.call(Search(query="marriage ceremony", without=("words",)))

    assert found.missing == ()
    assert "chapel" in found.hits[0].event.text


def test_all_who_watch_are_told_and_others_are_not(
    agent, open_client: Client, watching, watcher
) -> None:
    quiet = Watcher()
    with Client.connect(agent.home, name="quiet", on_push=quiet.push):
        open_client.call(AddText(text="Something new."))
        watcher.wait(told(Topic.EVENTS))
        watcher.wait(told(Topic.SOURCES))
    assert quiet.pushed == []
    assert watcher.lost == []


def test_an_import_is_told_as_it_goes_and_can_be_undone(
    open_client: Client, watching, watcher, tmp_path
) -> None:
    export = tmp_path / "WhatsApp Chat with Ben.txt"
    export.write_text(chat(1_200), encoding="utf-8")
    assert "whatsapp" in {known.name for known in open_client.call(ListFormats()).formats}

    started = open_client.call(StartImport(path=str(export), owner="Anna"))
    assert isinstance(started, ImportStarted)
    key = f"import:{started.batch_id}"
    watcher.wait(finished(key))
    until(lambda: batch_of(open_client, started).state is BatchState.DONE)
    assert batch_of(open_client, started).added == 1_200
    assert open_client.call(GetStatus()).counts.events == 1_200
    assert len(open_client.call(Search(query="allotment", limit=7)).hits) == 7
    assert open_client.call(ListEvents(limit=3)).events[0].author in {"Anna", "Ben"}

    assert open_client.call(UndoImport(batch_id=started.batch_id)).events == 1_200
    assert open_client.call(GetStatus()).counts.events == 0
    assert open_client.call(Search(query="allotment")).hits == ()


def batch_of(client: Client, started: ImportStarted):
    views = client.call(ListBatches()).batches
    return next(view.batch for view in views if view.batch.id == started.batch_id)


def test_typing_goes_on_while_much_is_imported(open_client: Client, tmp_path) -> None:
    export = tmp_path / "WhatsApp Chat with Ben.txt"
    export.write_text(chat(20_000), encoding="utf-8")
    started = open_client.call(StartImport(path=str(export)))
    assert isinstance(started, ImportStarted)
    for number in range(10):
        assert isinstance(open_client.call(AddText(text=f"typed {number}")), Stored)
    assert batch_of(open_client, started).state is BatchState.RUNNING
    open_client.call(StopImport(batch_id=started.batch_id))


@pytest.mark.parametrize(
    ("name", "content"), [("empty.txt", b""), ("photo.txt", b"\x00\x01\x02" * 5000), ("gone", None)]
)
def test_what_cannot_be_imported_is_said_in_words(open_client, tmp_path, name, content) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    outcome = open_client.call(StartImport(path=str(tmp_path / name)))

    assert isinstance(outcome, Rejected)
    assert outcome.reason.endswith(".")
    assert outcome.action


def test_an_import_that_a_kill_cut_off_is_finished_by_itself(
    agent, open_client: Client, tmp_path
) -> None:
    export = tmp_path / "WhatsApp Chat with Ben.txt"
    export.write_text(chat(6_000), encoding="utf-8")
    watcher = Watcher()
    with agent.connect("watching", watcher):
        started = open_client.call(StartImport(path=str(export)))
        assert isinstance(started, ImportStarted)
        key = f"import:{started.batch_id}"
        watcher.wait(lambda w: any(isinstance(p, Progress) and p.key == key for p in w.pushed))
        agent.kill()
    agent.restart()

    after = Watcher()
    with agent.connect("after", after) as client:
        assert isinstance(client.call(Unlock(passphrase=PASSPHRASE), timeout=60), Unlocked)
        after.wait(
            lambda w: any(
                isinstance(p, Progress) and p.key == key and p.finished for p in w.pushed
            ),
            60,
        )
        until(lambda: batch_of(client, started).state is BatchState.DONE)
        assert client.call(GetStatus()).counts.events == 6_000
        (vault_check, *_) = client.call(GetHealth(deep=True), timeout=60).checks
        assert (vault_check.name, vault_check.level) == ("vault", Level.GOOD)


def test_a_backup_comes_back_and_what_stood_there_is_kept(agent, open_client: Client) -> None:
    # Else the first one is made by itself, half a minute after the vault was opened.
    open_client.call(ChangeSetting(key="backup.every_hours", value=0))
    open_client.call(AddText(text="before the backup"))
    backup = open_client.call(MakeBackup())
    assert open_client.call(ListBackups()).backups == (backup,)
    assert backup.events == 1
    open_client.call(AddText(text="after the backup"))

    assert isinstance(open_client.call(Restore(path=backup.path)), Unlocked)
    assert [e.text for e in open_client.call(ListEvents()).events] == ["before the backup"]
    assert list(agent.home.root.glob("vault.before-restore-*"))
    open_client.call(Lock())
    wrong = open_client.call(Restore(path=backup.path, passphrase="not it at all"))
    assert isinstance(wrong, StillLocked)
    assert isinstance(open_client.call(Restore(path=backup.path, passphrase=PASSPHRASE)), Unlocked)
    with pytest.raises(PersonFault):
        open_client.call(Restore(path="/nowhere/at.all"))


def test_a_damaged_backup_leaves_the_vault_as_it_was(open_client: Client, tmp_path) -> None:
    open_client.call(AddText(text="still here"))
    backup = open_client.call(MakeBackup())
    broken = tmp_path / "broken.smbackup"
    shutil.copy(backup.path, broken)
    whole = broken.read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(Exception, match="backup"):
        open_client.call(Restore(path=str(broken)))
    assert open_client.call(GetStatus()).vault is VaultState.OPEN
    assert len(open_client.call(ListEvents()).events) == 1


def test_slots_are_changed_while_it_is_open(agent, open_client: Client) -> None:
    added = open_client.call(AddSlot(kind=SlotKind.RECOVERY))
    assert added.recovery_code
    open_client.call(ChangePassphrase(old=PASSPHRASE, new="another horse entirely"))
    assert {slot.kind for slot in open_client.call(ListSlots()).slots} == {
        SlotKind.PASSPHRASE,
        SlotKind.RECOVERY,
    }
    open_client.call(Lock())
    assert isinstance(open_client.call(Unlock(passphrase=PASSPHRASE)), StillLocked)
    assert isinstance(open_client.call(Unlock(recovery_code=added.recovery_code)), Unlocked)
    passphrase = next(
        s for s in open_client.call(ListSlots()).slots if s.kind is SlotKind.PASSPHRASE
    )
    open_client.call(RemoveSlot(id=added.slot.id))
    with pytest.raises(PersonFault):
        open_client.call(RemoveSlot(id=passphrase.id))


def test_a_second_vault_is_not_made_over_the_first(open_client: Client) -> None:
    with pytest.raises(PersonFault, match="already"):
        open_client.call(CreateVault(passphrase="something else"))


def test_settings_are_checked_kept_and_told(open_client: Client, watching, watcher) -> None:
    open_client.call(ChangeSetting(key="backup.daily", value=7))
    watcher.wait(told(Topic.SETTINGS))
    with pytest.raises(PersonFault):
        open_client.call(ChangeSetting(key="backup.daily", value=0))
    with pytest.raises(PersonFault):
        open_client.call(ChangeSetting(key="no.such", value=1))
    open_client.call(Lock())
    open_client.call(Unlock(passphrase=PASSPHRASE))

    kept = {view.key: view.value for view in open_client.call(ListSettings()).settings}
    assert kept["backup.daily"] == 7


def test_background_work_can_be_held_and_let_go(open_client: Client, watching, watcher) -> None:
    open_client.call(Pause())
    open_client.call(AddText(text="read me later"))
    assert open_client.call(GetStatus()).activity is Activity.PAUSED
    assert {job.kind for job in open_client.call(ListJobs()).jobs} == {
        "embed",
        "segment",
        "people",
        "extract",
    }

    open_client.call(Resume())
    watcher.wait(told(Topic.VECTORS))
    open_client.call(Pause(minutes=5))
    assert open_client.call(GetStatus()).paused_until is not None


def test_health_says_what_was_looked_at(open_client: Client) -> None:
    checks = {check.name: check for check in open_client.call(GetHealth(deep=True)).checks}

    assert {"vault", "disk", "backup", "keyring", "model", "embedder", "jobs", "work"} <= set(
        checks
    )
    assert checks["vault"].level is Level.GOOD
    assert checks["backup"].level is Level.NOTICE
    assert all(check.title for check in checks.values())
    silent = [c for c in checks.values() if c.level is not Level.GOOD and not c.action]
    assert silent == []


def test_a_lock_in_the_middle_of_everything_waits_for_nothing(
    agent, open_client: Client, tmp_path
) -> None:
    export = tmp_path / "WhatsApp Chat with Ben.txt"
    export.write_text(chat(20_000), encoding="utf-8")
    open_client.call(StartImport(path=str(export)))
    stop = threading.Event()

    def search() -> None:
        with agent.connect("busy") as busy:
            while not stop.is_set():
                try:
                    busy.call(Search(query="message about the allotment"))
                except Exception:  # noqa: BLE001  (it is being locked)
                    return

    thread = threading.Thread(target=search)
    thread.start()
    began = time.monotonic()
    open_client.call(Lock())
    took = time.monotonic() - began
    stop.set()
    thread.join(WAIT)

    assert open_client.call(GetStatus()).vault is VaultState.LOCKED
    assert took < WAIT / 2  # a second on a quiet machine; `bench promises` holds it to that


def test_a_full_disk_is_said_and_loses_nothing(start_agent, home, small_disk) -> None:
    """A disk of a few megabytes is filled to the brim, then freed."""
    small = type(home)(root=small_disk / "home", models=home.models)
    agent = start_agent(small, QUICK)
    with agent.connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=60)
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(1_000_000))
        kept: list[int] = []

        def fill() -> None:
            for number in range(100_000):
                stored = client.call(AddText(text=f"{number} " + "filling the disk " * 2_000))
                assert isinstance(stored, Stored)
                kept.extend(stored.event_ids)

        with pytest.raises(DiskFull) as full:
            fill()
        assert full.value.action
        ballast.unlink()
        assert isinstance(client.call(AddText(text="there is room again")), Stored)
        found = client.call(GetEvents(ids=tuple(kept[-50:]))).events
        assert [event.id for event in found] == kept[-50:]
    assert agent.stop() == 0


def test_a_disk_that_turns_read_only_is_said(start_agent, home, small_disk) -> None:
    small = type(home)(root=small_disk / "home", models=home.models)
    agent = start_agent(small, QUICK)
    with agent.connect() as client:
        client.call(CreateVault(passphrase=PASSPHRASE, recovery=False, keyring=False), timeout=60)
        kept = client.call(AddText(text="written while it could be"))
        assert isinstance(kept, Stored)
    agent.kill()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    outcome = ensure_agent(small)
    assert isinstance(outcome, Failed)
    assert "cannot be written" in outcome.title
    assert outcome.action

    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    agent.restart()
    with agent.connect() as client:
        client.call(Unlock(passphrase=PASSPHRASE))
        assert [e.id for e in client.call(ListEvents()).events] == list(kept.event_ids)
