"""Permission, schedule, backlog, callers, windows, the lock and the run folder."""

import os
import stat
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest

from second_me.agent import run_folder
from second_me.agent.absent_embedder import AbsentEmbedder
from second_me.agent.asks import Asks
from second_me.agent.backlog import Backlog
from second_me.agent.caller import Caller
from second_me.agent.handlers import all_handlers, recall
from second_me.agent.home_lock import HomeLock
from second_me.agent.permission import Permission
from second_me.agent.preferences import Preferences
from second_me.agent.schedule import Schedule
from second_me.agent.stop_signal import StopSignal
from second_me.agent.windows import (
    EMBED_EVENTS,
    EXTRACT_EVENTS,
    embed_spans,
    extract_spans,
    fill_gaps,
)
from second_me.core.clock import ManualClock, Moment, Timestamp
from second_me.core.errors import EnvironmentFault, NotWritable, PersonFault
from second_me.core.paths import Home
from second_me.core.protocol import METHODS
from second_me.core.protocol.recall import Answer, Ask, SearchResult
from second_me.core.protocol.system import Activity
from second_me.core.records import Event, EventKind, Job, JobState, NewEvent, Origin
from second_me.inference.embedder import EmbedderUnavailable
from second_me.recall.adaptive import Served
from second_me.recall.indexes import Indexes
from second_me.recall.searching import Searched
from second_me.recall.understanding import Asked


class Anything:
    """Stands for the parts that are not used when handlers are only listed."""

    def __getattr__(self, name: str) -> "Anything":
        return Anything()


def test_a_question_is_asked_at_the_persons_own_time(monkeypatch) -> None:
    given: dict = {}
    searched = Searched(result=SearchResult(hits=(), strength=0.0), asked=Asked(text="When?"))
    searches: list = []
    monkeypatch.setattr(recall, "searched", lambda *parts: searches.append(parts) or searched)
    nothing = Answer(text="", declined=True, evidence=(), citations=())
    monkeypatch.setattr(recall, "answer", lambda *_, **named: given.update(named) or nothing)
    core = Anything()
    core.clock = ManualClock(Timestamp(1_709_476_200_000), utc_offset_minutes=330)
    services = SimpleNamespace(
        asks=Asks(),
        vault=SimpleNamespace(read=lambda _: frozenset()),
        meaning=SimpleNamespace(indexes=Indexes(), embedder=None),
        learning=SimpleNamespace(serve=lambda *_: Served(hits=())),
        life=SimpleNamespace(used=lambda _: None),
    )
    core.session = SimpleNamespace(services=services)
    core.models = SimpleNamespace(host=None, adapter=lambda _: "")
    recall.handlers(core)[Ask](Ask(question="When?"), Caller(lambda _: None))
    assert (given["now"], given["utc_offset_minutes"]) == (1_709_476_200_000, 330)
    recall.handlers(core)[Ask](Ask(question="When?"), Caller(lambda _: None))
    assert len(searches) == 1
    core.clock.advance(timedelta(hours=1))
    recall.handlers(core)[Ask](Ask(question="When?"), Caller(lambda _: None))
    assert len(searches) == 2


def test_every_method_has_a_handler() -> None:
    assert set(all_handlers(Anything())) == set(METHODS.values())


class TestPermission:
    def test_work_goes_on_unless_somebody_objects(self, clock) -> None:
        permission = Permission(clock, lambda: False)

        assert (permission.light(), permission.heavy()) == (None, None)

    def test_a_pause_ends_by_itself(self, clock) -> None:
        permission = Permission(clock, lambda: False)
        permission.pause(10)
        assert permission.paused_until == clock.now() + 600_000
        assert permission.light() is Activity.PAUSED

        clock.advance(timedelta(minutes=10))
        assert permission.heavy() is None
        assert permission.paused_until is None

    def test_a_pause_without_end_ends_when_told(self, clock) -> None:
        permission = Permission(clock, lambda: False)
        permission.pause(None)
        clock.advance(timedelta(days=400))
        assert permission.paused

        permission.resume()
        assert not permission.paused

    def test_a_battery_holds_heavy_work_only(self, clock) -> None:
        permission = Permission(clock, lambda: True)
        assert permission.heavy() is Activity.ON_BATTERY
        assert permission.light() is None

        permission.works_on_battery = True
        assert permission.heavy() is None

    def test_who_listens_is_told_until_it_leaves(self, clock) -> None:
        told: list[int] = []
        permission = Permission(clock, lambda: False)
        leave = permission.listen(lambda: told.append(1))
        permission.pause(None)
        leave()
        permission.resume()

        assert told == [1]


class TestSchedule:
    @pytest.fixture
    def locked(self) -> list[str]:
        return []

    @pytest.fixture
    def schedule(self, vault, clock, locked) -> Schedule:
        begun = clock.now()
        self.preferences = Preferences(vault, lambda: None)
        return Schedule(
            vault,
            self.preferences,
            clock,
            idle_since=lambda: begun,
            lock=lambda: locked.append("locked"),
            wake=lambda: None,
        )

    def due(self, vault) -> list[str]:
        """Take what was enqueued, as lanes would."""

        def take(session):
            kinds = []
            for job in session.jobs.list():
                kinds.append(job.kind)
                session.jobs.finish(job.id)
            return kinds

        return vault.write(take)

    @pytest.mark.promise("long-run")
    def test_a_day_on_a_simulated_clock(self, vault, clock, schedule, locked) -> None:
        remember_something(vault, clock)
        counts = {"backup": 0, "checkpoint": 0, "consolidate": 0}
        for _ in range(24 * 60 * 2 + 2):
            schedule.tick()
            for kind in self.due(vault):
                counts[kind] += 1
            clock.advance(timedelta(seconds=30))

        # The first at once, one a day later; a night sooner where nobody uses memory.
        assert counts == {"backup": 2, "checkpoint": 48, "consolidate": 2}
        assert locked == []

    def test_an_empty_vault_is_not_backed_up(self, vault, clock, schedule) -> None:
        clock.advance(timedelta(days=2))
        schedule.tick()

        assert "backup" not in self.due(vault)

    def test_backups_can_be_left_to_the_person(self, vault, clock, schedule) -> None:
        remember_something(vault, clock)
        self.preferences.change("backup.every_hours", 0)
        clock.advance(timedelta(days=2))
        schedule.tick()

        assert "backup" not in self.due(vault)

    def test_what_is_due_waits_once(self, vault, clock, schedule) -> None:
        remember_something(vault, clock)
        for _ in range(5):
            clock.advance(timedelta(days=2))
            schedule.tick()

        assert sorted(self.due(vault)) == ["backup", "checkpoint", "consolidate"]

    def test_a_clock_that_is_set_back_puts_nothing_off(
        self, vault, clock, schedule, locked
    ) -> None:
        remember_something(vault, clock)
        schedule.tick()
        self.due(vault)
        clock.advance(timedelta(days=-400))
        schedule.tick()

        assert sorted(self.due(vault)) == ["backup", "checkpoint", "consolidate"]
        self.preferences.change("lock.after_minutes", 10)
        schedule.tick()
        assert locked == ["locked"]

    def test_a_clock_that_is_put_right_by_a_little_changes_nothing(
        self, vault, clock, schedule, locked
    ) -> None:
        remember_something(vault, clock)
        self.preferences.change("lock.after_minutes", 10)
        schedule.tick()
        self.due(vault)
        clock.advance(timedelta(seconds=-30))
        schedule.tick()

        assert (self.due(vault), locked) == ([], [])

    def test_a_night_waits_for_quiet_but_not_for_ever(self, vault, clock) -> None:
        remember_something(vault, clock)
        schedule = Schedule(
            vault,
            Preferences(vault, lambda: None),
            clock,
            idle_since=clock.now,
            lock=lambda: None,
            wake=lambda: None,
        )
        schedule.tick()
        assert "consolidate" in self.due(vault)
        for hours, due in ((21, False), (8, False), (2, True), (2, False)):
            clock.advance(timedelta(hours=hours))
            schedule.tick()
            assert ("consolidate" in self.due(vault)) is due

    def test_an_idle_vault_is_locked(self, clock, schedule, locked) -> None:
        self.preferences.change("lock.after_minutes", 5)
        clock.advance(timedelta(minutes=4))
        schedule.tick()
        assert locked == []

        clock.advance(timedelta(minutes=1))
        schedule.tick()
        assert locked == ["locked"]


def remember_something(vault, clock) -> None:
    event = NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.TYPED,
        text="something",
        moment=Moment(clock.now()),
        natural_key="1",
    )

    def write(session) -> None:
        source = session.sources.ensure("typed", "Typed", "", clock.now())
        session.events.append(source, None, [event], clock.now())

    vault.write(write)


class TestPreferences:
    def test_values_are_checked_kept_and_applied(self, vault) -> None:
        applied: list[int] = []
        preferences = Preferences(vault, lambda: applied.append(1))
        preferences.change("owner.name", "Anna")
        with pytest.raises(PersonFault):
            preferences.change("owner.name", 3)

        assert Preferences(vault, lambda: None).text("owner.name") == "Anna"
        assert applied == [1]
        assert {view.key for view in preferences.views()} >= {"owner.name", "work.extract"}

    def test_a_value_of_an_older_type_falls_back_to_the_default(self, vault) -> None:
        vault.write(lambda s: s.settings.set("backup.daily", "many"))

        assert Preferences(vault, lambda: None).number("backup.daily") == 7


def job(first: int, last: int, kind: str = "embed") -> Job:
    return Job(
        id=first,
        kind=kind,
        key="",
        payload={"first": first, "last": last},
        priority=0,
        state=JobState.WAITING,
        attempts=0,
        created_at=0,
        not_before=0,
    )


def test_the_backlog_counts_events_and_says_when_it_is_done() -> None:
    told = []
    backlog = Backlog(told.append)
    backlog.seed([job(1, 10), job(11, 12), job(1, 10, "extract"), job(0, 0, "import")])
    assert (backlog.left("embed"), backlog.left("extract")) == (12, 10)

    backlog.settle(job(1, 10))
    backlog.settle(job(11, 12))
    assert [(p.done, p.total, p.finished) for p in told] == [(10, 12, False), (12, 12, True)]
    assert backlog.left("embed") == 0


class TestCaller:
    def test_a_lost_client_stops_its_answers_only(self) -> None:
        asks = Asks()
        lost, other = Caller(lambda _: None), Caller(lambda _: None)
        with asks.running("a", lost) as mine, asks.running("a", other) as theirs:
            lost.leave()
            assert (mine.is_set(), theirs.is_set()) == (True, False)

    def test_an_answer_is_stopped_by_its_name(self) -> None:
        asks = Asks()
        caller = Caller(lambda _: None)
        with asks.running("a", caller) as first, asks.running("b", caller) as second:
            asks.stop("a")
            asks.stop("no such")
            assert (first.is_set(), second.is_set()) == (True, False)

    def test_after_the_end_none_begins(self) -> None:
        asks = Asks()
        asks.close()
        gone = Caller(lambda _: None)
        gone.leave()
        with asks.running("late", Caller(lambda _: None)) as late:
            assert late.is_set()
        with Asks().running("late", gone) as of_the_gone:
            assert of_the_gone.is_set()


def event(number: int, thread: str = "t") -> Event:
    return Event(
        id=number,
        source_id=1,
        batch_id=None,
        kind=EventKind.MESSAGE,
        origin=Origin.OWN,
        text="",
        moment=Moment(0),
        received_at=0,
        thread=thread,
    )


def test_spans_cover_everything_once_and_keep_threads_apart() -> None:
    ids = list(range(5, 205))
    spans = list(embed_spans(ids))
    assert [i for first, last in spans for i in range(first, last + 1)] == ids
    assert max(last - first + 1 for first, last in spans) == EMBED_EVENTS

    assert list(embed_spans([1, 2, 500, 5_000, 5_001])) == [(1, 500), (5_000, 5_001)]
    assert list(embed_spans([])) == []

    events = [event(number, thread="ab"[number // 25 % 2]) for number in range(100)]
    windows = list(extract_spans(events))
    assert [i for first, last in windows for i in range(first, last + 1)] == list(range(100))
    assert max(last - first + 1 for first, last in windows) == EXTRACT_EVENTS
    for first, last in windows:
        assert len({found.thread for found in events[first : last + 1]}) == 1
    assert list(extract_spans([])) == []


def test_what_another_embedder_has_not_seen_is_queued_once(vault, clock) -> None:
    def fill(session):
        source = session.sources.ensure("note", "Notes", "", clock.now())
        events = [
            NewEvent(
                kind=EventKind.NOTE, origin=Origin.TYPED, text=f"Text {number}.",
                moment=Moment(clock.now()), natural_key=str(number),
            )
            for number in range(3)
        ]  # fmt: skip
        ids = session.events.append(source, None, events, clock.now()).event_ids
        session.vectors.put("old", "event", [(id_, bytes(384)) for id_ in ids])
        session.vectors.put("new", "event", [(ids[0], bytes(384))])
        return ids

    ids = vault.write(fill)
    assert fill_gaps(vault, "old", clock.now()) == 0
    assert fill_gaps(vault, "new", clock.now()) == 2
    assert fill_gaps(vault, "new", clock.now()) == 0
    (job,) = vault.read(lambda session: session.jobs.list())
    assert (job.kind, job.payload) == ("embed", {"first": ids[1], "last": ids[2]})


def test_an_absent_embedder_says_why() -> None:
    embedder = AbsentEmbedder(EmbedderUnavailable("Search by meaning is off", "Gone."))
    for use in (embedder.load, lambda: embedder.embed([]), lambda: embedder.embed_query("")):
        with pytest.raises(EmbedderUnavailable, match="Gone"):
            use()


class TestHomeLock:
    def test_it_is_taken_once_and_again_when_released(self, tmp_path) -> None:
        first = HomeLock.take(tmp_path / "lock")
        assert first is not None
        assert HomeLock.take(tmp_path / "lock") is None

        first.release()
        again = HomeLock.take(tmp_path / "lock")
        assert again is not None
        again.release()

    def test_a_dead_process_holds_it_no_longer(self, tmp_path) -> None:
        code = (
            "import sys, os, pathlib; from second_me.agent.home_lock import HomeLock;"
            "lock = HomeLock.take(pathlib.Path(sys.argv[1])); print(lock is not None, flush=True);"
            "os.abort()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "lock")],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip() == "True"
        lock = HomeLock.take(tmp_path / "lock")
        assert lock is not None
        lock.release()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
class TestRunFolder:
    def test_it_is_made_private_whatever_it_was(self, home: Home) -> None:
        home.run.mkdir(parents=True, mode=0o777)
        home.run.chmod(0o777)
        run_folder.prepare(home)

        assert stat.S_IMODE(home.run.stat().st_mode) == 0o700

    def test_a_link_in_its_place_is_refused(self, home: Home, tmp_path) -> None:
        home.root.mkdir()
        (tmp_path / "elsewhere").mkdir()
        home.run.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(EnvironmentFault, match="not yours"):
            run_folder.prepare(home)

    def test_a_file_in_its_place_is_said(self, home: Home) -> None:
        home.root.mkdir()
        home.run.write_text("in the way")
        with pytest.raises(NotWritable):
            run_folder.prepare(home)

    def test_a_token_is_new_each_time_and_private(self, home: Home) -> None:
        run_folder.prepare(home)
        first = run_folder.write_token(home)
        second = run_folder.write_token(home)

        assert first != second
        assert len(second) == 64
        assert stat.S_IMODE((home.run / "token").stat().st_mode) == 0o600

    def test_a_stale_socket_is_removed(self, home: Home) -> None:
        run_folder.prepare(home)
        (home.run / "socket").write_text("left by a killed agent")

        assert run_folder.choose_address(home) == str(home.run / "socket")
        assert not (home.run / "socket").exists()

    def test_a_long_path_falls_back_to_a_private_folder(self, tmp_path, monkeypatch) -> None:
        monkeypatch.setenv("XDG_RUNTIME_DIR", "/tmp")
        deep = Home(root=tmp_path / ("x" * 90), models=tmp_path)
        address = run_folder.choose_address(deep)

        assert address.startswith("/tmp/second-me/")
        assert stat.S_IMODE(os.stat("/tmp/second-me").st_mode) == 0o700  # noqa: PTH116


def test_a_stop_is_heard_from_any_thread() -> None:
    stop = StopSignal()
    assert not stop.wait(0)
    stop.set()
    stop.set()
    assert stop.wait(60)
    stop.close()
