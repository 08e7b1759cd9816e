"""Jobs are done in order, tried again, given up at last, and survive whatever ends the lane."""

import threading
from datetime import timedelta

import pytest

from second_me.agent.lanes import Lane, LaneRules
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import Bug, Cancelled, WorkerDied
from second_me.core.protocol.system import Activity
from second_me.core.records import JobState
from second_me.vault import DataKey, Vault

WAIT = 60.0


class Bench:
    """A lane over a real vault."""

    def __init__(self, vault, clock, log, signal) -> None:
        self.vault, self.clock, self.log, self.signal = vault, clock, log, signal
        self.lanes: list[Lane] = []
        self.settled: list[int] = []

    def lane(self, works, *, held=lambda: None, retry=(0.0, 0.0), went_idle=lambda: None) -> Lane:
        rules = LaneRules(
            name="test",
            works=works,
            held=held,
            settled=lambda job: self.settled.append(job.id),
            went_idle=went_idle,
            retry_seconds=retry,
        )
        lane = Lane(rules, self.vault, self.clock, self.log, self.signal)
        self.lanes.append(lane)
        lane.start()
        return lane

    def add(self, key: str, kind: str = "embed", priority: int = 0) -> int:
        now = self.clock.now()
        job = self.vault.write(
            lambda s: s.jobs.enqueue(kind, key, {"key": key}, priority=priority, now=now)
        )
        assert job is not None
        return job

    def jobs(self):
        return self.vault.read(lambda s: s.jobs.list())

    def stop(self) -> None:
        for lane in self.lanes:
            lane.stop()
            lane.join(WAIT)


@pytest.fixture
def bench(vault, clock, log, signal):
    bench = Bench(vault, clock, log, signal)
    yield bench
    bench.stop()


def changed_jobs(seen: list) -> set[int]:
    return {i for changes in seen for c in changes.changes if c.topic is Topic.JOBS for i in c.ids}


def test_jobs_are_done_by_priority_and_age_and_are_gone(bench, signal) -> None:
    done: list[str] = []

    def work(job, _):
        done.append(job.key)
        return ChangeSet()

    ids = {bench.add("old"), bench.add("new"), bench.add("typed", priority=9)}
    bench.lane({"embed": work})

    signal.wait(lambda seen: changed_jobs(seen) == ids)
    assert done == ["typed", "old", "new"]
    assert bench.jobs() == []
    assert set(bench.settled) == ids


def test_work_that_comes_later_wakes_the_lane(bench, signal) -> None:
    lane = bench.lane({"embed": lambda *_: ChangeSet()})
    for number in range(20):
        job = bench.add(str(number))
        lane.wake()
        signal.wait(lambda seen, job=job: job in changed_jobs(seen))


def test_other_kinds_are_left_alone(bench, signal) -> None:
    other = bench.add("theirs", kind="extract")
    mine = bench.add("mine")
    bench.lane({"embed": lambda *_: ChangeSet()})

    signal.wait(lambda seen: mine in changed_jobs(seen))
    assert [job.id for job in bench.jobs()] == [other]


@pytest.mark.parametrize(
    "error", [WorkerDied("Died", "The worker died."), ValueError("my diary"), Bug("b", "c")]
)
def test_a_failing_job_is_tried_again_and_then_set_aside(bench, signal, error) -> None:
    tries: list[int] = []

    def work(job, _):
        tries.append(job.attempts)
        raise error

    job = bench.add("bad")
    bench.lane({"embed": work})

    signal.wait(lambda seen: len(seen) == 3)
    (dead,) = bench.jobs()
    assert (dead.id, dead.state, tries) == (job, JobState.DEAD, [1, 2, 3])
    assert dead.error
    assert "diary" not in dead.error
    assert bench.settled == [job]


def test_a_job_that_recovers_is_done(bench, signal) -> None:
    def work(job, _):
        if job.attempts == 1:
            raise WorkerDied("Died", "The worker died.")
        return ChangeSet.of(Topic.FACTS, 1)

    bench.add("shaky")
    bench.lane({"embed": work})

    seen = signal.wait(lambda seen: any(Topic.FACTS in changes.topics for changes in seen))
    assert len(seen) == 2
    assert bench.jobs() == []


def test_a_retry_waits_its_time(bench, signal, clock) -> None:
    def work(job, _):
        if job.attempts == 1:
            raise WorkerDied("Died", "The worker died.")
        return ChangeSet()

    bench.add("later")
    lane = bench.lane({"embed": work}, retry=(3600.0,))
    signal.wait(lambda seen: len(seen) == 1)
    (waiting,) = bench.jobs()
    assert waiting.state is JobState.WAITING
    assert waiting.not_before - clock.now() == 3_600_000

    clock.advance(timedelta(hours=1))
    lane.wake()
    signal.wait(lambda seen: len(seen) == 2)
    assert bench.jobs() == []


def test_a_lane_that_is_held_takes_nothing_until_it_is_let_go(bench, signal) -> None:
    held: list[Activity] = [Activity.PAUSED]
    looked = threading.Semaphore(0)

    def look():
        looked.release()
        return held[0] if held else None

    job = bench.add("waits")
    lane = bench.lane({"embed": lambda *_: ChangeSet()}, held=look)
    assert looked.acquire(timeout=WAIT)
    lane.wake()
    assert looked.acquire(timeout=WAIT)
    assert [found.state for found in bench.jobs()] == [JobState.WAITING]

    held.clear()
    lane.wake()
    signal.wait(lambda seen: job in changed_jobs(seen))


def test_it_says_when_it_has_nothing_to_do(bench) -> None:
    idle = threading.Event()
    lane = bench.lane({"embed": lambda *_: ChangeSet()}, went_idle=idle.set)

    assert idle.wait(WAIT)
    assert not lane.working


def test_what_a_stop_interrupts_is_done_at_the_next_start(bench, signal) -> None:
    begun = threading.Event()

    def interrupted(_, closing):
        begun.set()
        assert closing.wait(WAIT)
        raise Cancelled("Stopped", "The vault was locked.")

    job = bench.add("long")
    lane = bench.lane({"embed": interrupted})
    assert begun.wait(WAIT)
    lane.stop()
    lane.join(WAIT)
    assert [found.state for found in bench.jobs()] == [JobState.RUNNING]

    assert bench.vault.write(lambda s: s.jobs.recover()) == 1
    bench.lane({"embed": lambda *_: ChangeSet()})
    signal.wait(lambda seen: job in changed_jobs(seen))
    assert bench.jobs() == []


def test_a_vault_that_closes_ends_the_lane_and_keeps_the_job(home, clock, log, signal) -> None:
    key = DataKey.generate()
    vault = Vault.create(home, key.copy(), clock)
    bench = Bench(vault, clock, log, signal)
    begun = threading.Event()
    closed = threading.Event()

    def work(*_):
        begun.set()
        assert closed.wait(WAIT)
        return ChangeSet()

    job = bench.add("cut")
    lane = bench.lane({"embed": work})
    assert begun.wait(WAIT)
    vault.close()
    closed.set()
    lane.join(WAIT)
    assert not lane._thread.is_alive()

    vault = Vault.open(home, key, clock)
    (left,) = vault.read(lambda s: s.jobs.list())
    vault.close()
    assert (left.id, left.state) == (job, JobState.RUNNING)
