"""View models of import, first run, unlocking, recall, settings and the whole session."""

import random

import msgspec
import pytest
from desktop_doubles import ScriptedCaller

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import ManualClock
from second_me.core.errors import DiskFull, PersonFault
from second_me.core.ids import BatchId, JobId
from second_me.core.outcomes import Failed
from second_me.core.protocol.memory import (
    ListBatches,
    ResumeImport,
    StopImport,
    UndoImport,
)
from second_me.core.protocol.models import Models, Presence
from second_me.core.protocol.pushes import Changed, Progress
from second_me.core.protocol.recall import Search
from second_me.core.protocol.system import Activity, ChangeSetting, GetStatus, RetryJob, VaultState
from second_me.core.protocol.vault import CreateVault, MakeBackup, Unlock
from second_me.core.records import BatchState, Job, JobState
from second_me.desktop import scenes
from second_me.desktop.first_run.setup import FirstRun, Step
from second_me.desktop.importing.imports import Imports, counts_line, problems_line, running_line
from second_me.desktop.link import LinkState
from second_me.desktop.quick_recall.recall import Recall
from second_me.desktop.scenes import Scene
from second_me.desktop.session import Session, Stage, TrayState
from second_me.desktop.settings.values import HealthView, SettingValues
from second_me.desktop.unlock.unlocking import By, Unlocking

CLOCK = ManualClock(scenes.NOW, 60)


def progress(done: int, total: int = 2210, **values) -> Progress:
    return Progress(key="import:3", title="Mail", done=done, total=total, unit="events", **values)


@pytest.fixture
def imports(caller: ScriptedCaller) -> Imports:
    made = Imports(caller, CLOCK)
    made.refresh()
    caller.answer_all()
    return made


class TestImports:
    def test_lists_batches_and_formats(self, imports: Imports):
        assert imports.batches == scenes.BATCHES
        assert [one.name for one in imports.formats] == ["whatsapp", "markdown", "mbox"]

    def test_progress_names_share_rate_and_time_left(self, imports: Imports):
        imports.on_push(progress(1105, per_second=100.0, seconds_left=11.2))
        running = imports.batches[0]
        assert imports.share_of(running) == pytest.approx(0.5)
        assert imports.state_of(running) == "50% · 100 a second · 11 seconds left"

    def test_progress_without_a_total_shows_no_share(self, imports: Imports):
        imports.on_push(progress(10, total=0))
        assert imports.share_of(imports.batches[0]) is None
        assert running_line(progress(10, total=0)) == "Reading"

    def test_a_finished_import_is_asked_for_anew(self, imports: Imports, caller: ScriptedCaller):
        before = len(caller.asked(ListBatches))
        imports.on_push(progress(2210, finished=True))
        assert len(caller.asked(ListBatches)) == before + 1

    def test_a_refused_file_keeps_its_reason(self, imports: Imports, caller: ScriptedCaller):
        imports.start(["/home/mara/holiday.jpg", "/home/mara/mail.mbox"])
        caller.answer_all()
        assert [one.name for one in imports.refusals] == ["holiday.jpg"]
        assert "picture" in imports.refusals[0].reason
        assert imports.starting == 0
        imports.dismiss_refusals()
        assert imports.refusals == []

    def test_a_full_disk_is_told(self, imports: Imports, caller: ScriptedCaller):
        caller.fail_with = DiskFull("The disk is full", "No room is left.", "Make room.")
        imports.start(["/home/mara/mail.mbox"])
        caller.answer_all()
        assert imports.refusals[0].reason == "No room is left. Make room."

    def test_stop_resume_and_undo_reach_the_agent(self, imports: Imports, caller: ScriptedCaller):
        imports.stop(BatchId(3))
        imports.resume(BatchId(6))
        imports.undo(BatchId(2))
        caller.answer_all()
        for kind, number in ((StopImport, 3), (ResumeImport, 6), (UndoImport, 2)):
            assert [request.batch_id for request in caller.asked(kind)] == [number]
        assert imports.notice == "371 memories were taken out again."

    def test_problems_come_by_line(self, imports: Imports, caller: ScriptedCaller):
        imports.ask_problems(BatchId(1))
        caller.answer_all()
        assert imports.problems[1] == scenes.PROBLEMS.problems

    def test_lines_count_in_words(self):
        done = scenes.BATCHES[2]
        assert counts_line(done) == "8\u202f412 new memories, 1\u202f204 known already"
        assert problems_line(done) == "3 lines could not be read"
        assert problems_line(scenes.BATCHES[1]) == ""

    def test_every_state_has_words(self, imports: Imports):
        for state in BatchState:
            assert imports.state_of(scenes.batch(7, state, added=2))

    def test_changes_of_batches_are_followed(self, imports: Imports, caller: ScriptedCaller):
        before = len(caller.asked(ListBatches))
        imports.on_push(Changed(ChangeSet.of(Topic.FACTS)))
        assert len(caller.asked(ListBatches)) == before
        imports.on_push(Changed(ChangeSet.of(Topic.BATCHES, 3)))
        assert len(caller.asked(ListBatches)) == before + 1


class TestFirstRun:
    def made(self, caller: ScriptedCaller) -> FirstRun:
        return FirstRun(caller, random.Random(7))

    def test_passphrase_must_be_typed_twice_alike(self, caller: ScriptedCaller):
        setup = self.made(caller)
        assert "Too short" in setup.problem_with("short", "short")
        assert setup.problem_with("four unrelated words", "")
        assert "not the same" in setup.problem_with("four unrelated words", "four unrelated")
        assert setup.problem_with("four unrelated words", "four unrelated words") == ""

    def test_leads_from_the_keys_to_the_code_and_forgets_it(self, caller: ScriptedCaller):
        setup = self.made(caller)
        setup.create("four unrelated words", keyring=False)
        setup.create("four unrelated words", keyring=False)
        assert setup.creating
        caller.answer_all()
        (request,) = caller.asked(CreateVault)
        assert (request.recovery, request.keyring) == (True, False)
        assert setup.step is Step.RECOVERY
        assert setup.parts == scenes.CODE.split("-")
        setup.go(Step.CONFIRM)
        assert len(setup.asked_parts) == 2
        typed = [f" {setup.parts[index].lower()} " for index in setup.asked_parts]
        assert not setup.confirms(["", ""])
        assert setup.confirms(typed)
        setup.confirmed()
        assert setup.recovery_code == ""
        assert setup.step is Step.MODEL

    def test_a_failure_stays_on_the_step(self, caller: ScriptedCaller):
        setup = self.made(caller)
        setup.step = Step.PASSPHRASE
        caller.fail_with = DiskFull("The disk is full", "No room is left.")
        setup.create("four unrelated words", keyring=True)
        caller.answer_all()
        assert setup.step is Step.PASSPHRASE
        assert setup.error is caller.fail_with
        assert not setup.creating

    def test_names_the_model_that_is_there(self, caller: ScriptedCaller):
        setup = self.made(caller)
        setup.go(Step.MODEL)
        caller.answer_all()
        assert setup.model == scenes.MODEL
        assert "SmolLM2 135M is ready (98 MB)" in setup.model_line()
        assert setup.offered is None

    def test_offers_the_smallest_where_none_is_there(self, caller: ScriptedCaller):
        setup = self.made(caller)
        small = msgspec.structs.replace(scenes.MODEL, presence=Presence.ABSENT)
        large = msgspec.structs.replace(small, name="large", size=10 * small.size)
        setup._on_models(Models(models=(large, small)))
        assert setup.model is None
        assert setup.offered == small
        setup.fetch(small)
        push = Progress(key="download:smollm2-135m", title="", done=5, total=10, unit="bytes")
        setup.on_push(push)
        assert setup.download == push


class TestUnlocking:
    def test_the_keyring_says_why_it_did_not(self, caller: ScriptedCaller):
        unlocking = Unlocking(caller)
        unlocking.begin()
        caller.answer_all()
        unlocking.begin()
        assert len(caller.asked(Unlock)) == 1
        assert "keyring is locked" in unlocking.keyring_trouble
        assert set(unlocking.slots) == {"passphrase", "recovery", "keyring"}
        assert unlocking.problem == ""

    def test_a_wrong_passphrase_is_told_and_a_right_one_opens(self, caller: ScriptedCaller):
        unlocking = Unlocking(caller)
        opened: list[bool] = []
        unlocking.on_open = lambda: opened.append(True)
        unlocking.try_secret("wrong")
        unlocking.try_secret("right")  # while the first is on its way
        caller.answer_all()
        assert "not the passphrase" in unlocking.problem
        unlocking.try_secret("right")
        caller.answer_all()
        assert opened == [True]
        assert unlocking.problem == ""

    def test_the_code_goes_as_a_code(self, caller: ScriptedCaller):
        unlocking = Unlocking(caller)
        unlocking.choose(By.RECOVERY)
        unlocking.try_secret(f" {scenes.CODE} ")
        assert caller.asked(Unlock) == [Unlock(recovery_code=scenes.CODE)]

    def test_after_locking_the_keyring_is_not_asked_by_itself(self, caller: ScriptedCaller):
        unlocking = Unlocking(caller)
        unlocking.was_locked()
        unlocking.begin()
        assert caller.asked(Unlock) == []

    def test_a_keyring_that_was_never_used_is_neither_offered_nor_trouble(
        self, caller: ScriptedCaller, scene: Scene
    ):
        scene.privacy.slots = scene.privacy.slots[:2]
        unlocking = Unlocking(caller)
        unlocking.begin()
        caller.answer_all()
        assert not unlocking.offers(By.KEYRING)
        assert unlocking.offers(By.RECOVERY)
        assert unlocking.keyring_trouble == ""


class TestRecall:
    def test_late_answers_are_dropped(self, caller: ScriptedCaller):
        recall = Recall(caller)
        recall.search("dentist")
        recall.search("lindenstrasse")
        first, second = (
            place for place, request in enumerate(caller.requests) if isinstance(request, Search)
        )
        caller.answer(second)
        assert [one.event.id for one in recall.hits] == [2]
        caller.answer(first)
        assert [one.event.id for one in recall.hits] == [2]

    def test_nothing_found_is_said(self, caller: ScriptedCaller):
        recall = Recall(caller)
        recall.search("zeppelin")
        caller.answer_all()
        assert recall.note == "Nothing found."
        recall.clear()
        assert recall.note == ""
        assert len(caller.asked(Search)) == 1

    def test_a_fault_is_said(self, caller: ScriptedCaller):
        recall = Recall(caller)
        caller.fail_with = DiskFull("The disk is full", "No room.", "Make room.")
        recall.search("dentist")
        caller.answer_all()
        assert recall.note == "The disk is full. Make room."


class TestSettings:
    def test_a_change_is_sent_once(self, caller: ScriptedCaller):
        values = SettingValues(caller)
        values.refresh()
        caller.answer_all()
        values.change("model.unload_after_seconds", 300)
        assert caller.asked(ChangeSetting) == []
        values.change("model.unload_after_seconds", 60)
        caller.answer_all()
        request = ChangeSetting(key="model.unload_after_seconds", value=60)
        assert caller.asked(ChangeSetting) == [request]

    def test_a_refusal_stands_at_its_setting(self, caller: ScriptedCaller):
        values = SettingValues(caller)
        caller.fail_with = PersonFault("Setting not changed", "It is at most 100.")
        values.change("model.threads", 500)
        caller.answer_all()
        assert values.errors == {"model.threads": "It is at most 100."}

    def test_health_mends_what_it_can(self, caller: ScriptedCaller, scene: Scene):
        health = HealthView(caller)
        job = Job(
            id=JobId(3),
            kind="embed",
            key="k",
            payload={},
            priority=0,
            state=JobState.DEAD,
            attempts=5,
            created_at=scenes.NOW,
            not_before=scenes.NOW,
        )
        scene.dead_jobs = (job,)
        health.repair("jobs")
        caller.answer_all()
        assert caller.asked(RetryJob) == [RetryJob(id=JobId(3))]
        health.repair("backup")
        caller.answer_all()
        assert len(caller.asked(MakeBackup)) == 1
        assert health.checks == scenes.HEALTH.checks

    def test_health_is_looked_at_once_at_a_time(self, caller: ScriptedCaller):
        health = HealthView(caller)
        health.refresh()
        health.refresh(deep=True)
        assert len(caller.requests) == 1
        caller.answer_all()
        assert health.checks == scenes.HEALTH.checks


class TestSession:
    @pytest.fixture
    def session(self, caller: ScriptedCaller) -> Session:
        made = Session(caller)
        made.link_moved(LinkState.READY, None)
        caller.answer_all()
        return made

    def test_stages_follow_the_vault(self, session: Session, caller: ScriptedCaller):
        assert session.stage is Stage.OPEN
        for state, stage in (
            (VaultState.LOCKED, Stage.LOCKED),
            (VaultState.ABSENT, Stage.FIRST_RUN),
            (VaultState.OPEN, Stage.OPEN),
        ):
            caller.scene.status = scenes.status(state)
            session.refresh()
            caller.answer_all()
            assert session.stage is stage

    def test_the_tray_follows_what_goes_on(self, session: Session, caller: ScriptedCaller):
        for activity, shown in (
            (Activity.WORKING, TrayState.WORKING),
            (Activity.PAUSED, TrayState.PAUSED),
            (Activity.ON_BATTERY, TrayState.PAUSED),
            (Activity.IDLE, TrayState.READY),
        ):
            caller.scene.status = scenes.status(activity=activity)
            session.refresh()
            caller.answer_all()
            assert session.tray is shown
        caller.scene.status = scenes.status(VaultState.LOCKED)
        session.refresh()
        caller.answer_all()
        assert session.tray is TrayState.LOCKED
        session.link_moved(LinkState.LOST, None)
        assert session.tray is TrayState.LOST

    def test_a_lost_agent_is_told_calmly_and_the_page_stays(self, session: Session):
        session.link_moved(LinkState.LOST, None)
        assert session.stage is Stage.OPEN
        assert session.banner is not None
        assert "Nothing is lost" in session.banner.text
        session.link_moved(LinkState.FAILED, Failed("It did not start", "No room.", "Make room."))
        assert session.banner.text == "It did not start. No room. Make room."
        session.link_moved(LinkState.READY, None)
        assert session.banner is None

    def test_changes_that_come_while_asking_lead_to_one_more_question(
        self, session: Session, caller: ScriptedCaller
    ):
        before = len(caller.asked(GetStatus))
        for _ in range(50):
            session.on_push(Changed(ChangeSet.of(Topic.EVENTS)))
        caller.answer_all()
        assert len(caller.asked(GetStatus)) == before + 2

    def test_sources_have_names(self, session: Session):
        assert session.source_name(2) == "Notes"
        assert session.source_name(99) == ""
        assert session.detail == "10\u202f993 memories"
