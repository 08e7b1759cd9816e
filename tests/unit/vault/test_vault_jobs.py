from datetime import timedelta

import pytest

from second_me.core.clock import Timestamp
from second_me.core.records import JobState


@pytest.fixture
def jobs(vault):
    """Return a caller: `jobs("claim", …)` runs one method of the queue in a write."""
    return lambda name, *args, **given: vault.write(
        lambda session: getattr(session.jobs, name)(*args, **given)
    )


@pytest.fixture
def enqueue(jobs, clock):
    def add(key, kind="embed", **given):
        payload = {"first": 1, "name": "x", "ids": [1, 2]}
        return jobs("enqueue", kind, key, payload, now=clock.now(), **given)

    return add


def test_the_highest_priority_comes_first_then_the_oldest(jobs, enqueue, clock):
    low, first, second, high = (
        enqueue("a"),
        enqueue("b", priority=1),
        enqueue("c", priority=1),
        enqueue("d", priority=9),
    )
    taken = [jobs("claim", clock.now()) for _ in range(5)]
    assert [job.id if job else None for job in taken] == [high, first, second, low, None]
    assert taken[0].payload == {"first": 1, "name": "x", "ids": [1, 2]}
    assert (taken[0].state, taken[0].attempts) == (JobState.RUNNING, 1)


def test_a_job_waits_until_it_is_due_and_only_for_its_kind(jobs, enqueue, clock):
    enqueue("later", not_before=Timestamp(clock.now() + 1000))
    enqueue("other", kind="extract")
    assert jobs("claim", clock.now(), {"embed"}) is None
    clock.advance(timedelta(seconds=1))
    assert jobs("claim", clock.now(), {"embed"}).key == "later"
    assert jobs("claim", clock.now(), []) is None
    assert jobs("claim", clock.now(), ["embed", "extract"]).key == "other"


def test_a_key_waits_once_but_may_wait_while_its_twin_runs(jobs, enqueue, clock):
    assert enqueue("a") is not None
    assert enqueue("a") is None
    assert enqueue("a", kind="extract") is not None
    jobs("claim", clock.now(), ["embed"])
    assert enqueue("a") is not None
    assert enqueue("a") is None


def test_a_job_that_is_done_is_gone(jobs, enqueue, clock):
    id_ = enqueue("a")
    jobs("claim", clock.now())
    jobs("finish", id_)
    assert jobs("list") == []
    assert enqueue("a") > id_


def test_a_failed_job_is_tried_again_or_dies(jobs, enqueue, clock):
    id_ = enqueue("a")
    jobs("claim", clock.now())
    jobs("fail", id_, "worker died", clock.now(), retry_at=Timestamp(clock.now() + 10))
    assert jobs("claim", clock.now()) is None
    clock.advance(timedelta(seconds=1))
    assert jobs("claim", clock.now()).attempts == 2
    jobs("fail", id_, "worker died again", clock.now(), retry_at=None)
    assert jobs("claim", clock.now()) is None
    (dead,) = jobs("list", dead_only=True)
    assert (dead.state, dead.error) == (JobState.DEAD, "worker died again")
    assert jobs("counts") == (0, 1)
    jobs("retry", id_, clock.now())
    again = jobs("claim", clock.now())
    assert (again.id, again.attempts, again.error) == (id_, 1, "")


def test_a_dead_job_can_be_dismissed_and_others_cannot(jobs, enqueue, clock):
    dead, alive = enqueue("a", priority=1), enqueue("b")
    jobs("claim", clock.now())
    jobs("fail", dead, "x", clock.now(), retry_at=None)
    jobs("dismiss", dead)
    jobs("dismiss", alive)
    assert [job.id for job in jobs("list")] == [alive]


def test_a_waiting_twin_takes_the_place_of_a_failed_one(jobs, enqueue, clock):
    first = enqueue("a")
    jobs("claim", clock.now())
    second = enqueue("a")
    jobs("fail", first, "x", clock.now(), retry_at=clock.now())
    assert [job.id for job in jobs("list")] == [second]
    jobs("claim", clock.now())
    jobs("fail", second, "x", clock.now(), retry_at=None)
    third = enqueue("a")
    jobs("retry", second, clock.now())
    assert [job.id for job in jobs("list")] == [third]


def test_what_a_dead_agent_left_running_waits_again(jobs, enqueue, clock):
    for key in "abc":
        enqueue(key)
        jobs("claim", clock.now())
    enqueue("c")
    assert jobs("recover") == 2
    assert [job.state for job in jobs("list")] == [JobState.WAITING] * 3
    assert jobs("counts") == (3, 0)
    assert jobs("recover") == 0


def test_jobs_are_listed_as_they_will_be_done_the_dead_last(jobs, enqueue, clock):
    enqueue("dead", priority=9)
    jobs("claim", clock.now())
    jobs("fail", 1, "x", clock.now(), retry_at=None)
    enqueue("low")
    enqueue("high", priority=5)
    assert [job.key for job in jobs("list")] == ["high", "low", "dead"]
    assert [job.key for job in jobs("list", limit=1)] == ["high"]
