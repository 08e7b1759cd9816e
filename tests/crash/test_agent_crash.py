"""kill -9 of the agent at any point: nothing acknowledged is lost, and the trial would notice."""

import os
import re
import sys

import pytest

from second_me.bench.trials import sample_vault
from second_me.bench.trials.crash import fault, killed_agents
from second_me.bench.trials.crash_agent import FACT
from second_me.bench.trials.crash_load import Acknowledged
from second_me.bench.trials.sample_vault import CLOCK
from second_me.core.clock import Moment
from second_me.core.records import BatchState, EventKind, NewEvent, Origin
from second_me.vault import Vault

KILLS = int(os.environ.get("SECOND_ME_KILLS", "28"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked")


@pytest.mark.promise("durable-crash")
@pytest.mark.timeout(1200)
def test_killed_agents_lose_nothing_acknowledged(tmp_path) -> None:
    report = killed_agents(tmp_path, KILLS)

    assert report.failures == []
    assert (report.tried, report.held) == (KILLS, KILLS)
    assert not re.search(r"\b0 ", report.what)


@pytest.fixture
def sample(tmp_path):
    return sample_vault.make(tmp_path / "home", 20, 1)


def change(sample, work):
    vault = Vault.open(sample.home, sample.key, CLOCK)
    try:
        return vault.write(work)
    finally:
        vault.close()


def new_event(number: int) -> NewEvent:
    return NewEvent(
        kind=EventKind.NOTE,
        origin=Origin.TYPED,
        text=FACT.format(number),
        moment=Moment(CLOCK.now()),
        natural_key=f"typed {number}",
    )


def append(session, *events: NewEvent, batch=None, job: bool = True) -> list[int]:
    source = session.sources.ensure("typed", "Typed", "", CLOCK.now())
    ids = session.events.append(source, batch, events, CLOCK.now()).event_ids
    if job:
        span = {"first": ids[0], "last": ids[-1]}
        session.jobs.enqueue("embed", f"{ids[0]}", span, now=CLOCK.now())
    return list(ids)


def test_a_sound_vault_has_no_fault(sample) -> None:
    (event_id,) = change(sample, lambda s: append(s, new_event(1)))
    text = FACT.format(1)

    assert fault(sample, Acknowledged(texts={event_id: text}, asked={1: text})) == ""


def test_a_lost_event_is_noticed(sample) -> None:
    assert "not there" in fault(sample, Acknowledged(texts={999: "gone"}))


def test_a_changed_event_is_noticed(sample) -> None:
    (event_id,) = change(sample, lambda s: append(s, new_event(1)))
    told = Acknowledged(texts={event_id: "something else"}, asked={1: FACT.format(1)})

    assert "not there" in fault(sample, told)


def test_an_event_nobody_asked_for_is_noticed(sample) -> None:
    change(sample, lambda s: append(s, new_event(1)))

    assert "never asked for" in fault(sample, Acknowledged())


def test_a_lost_job_is_noticed(sample) -> None:
    change(sample, lambda s: append(s, new_event(1), job=False))

    assert "neither" in fault(sample, Acknowledged(asked={1: FACT.format(1)}))


def test_a_lost_fact_and_a_lost_setting_are_noticed(sample) -> None:
    assert "fact 3" in fault(sample, Acknowledged(facts={3}))
    assert "setting" in fault(sample, Acknowledged(settings={5}))


def test_what_is_wrong_with_an_import_is_noticed(sample) -> None:
    def half_done(session):
        source = session.sources.ensure("typed", "Typed", "", CLOCK.now())
        batch = session.batches.start(source, CLOCK.now())
        append(session, new_event(1), new_event(2), batch=batch)
        session.batches.advance(batch, added=2)
        return batch

    batch = change(sample, half_done)
    lines = [FACT.format(number) for number in (1, 2, 3)]
    told = Acknowledged(files={batch: lines})

    assert "nobody will go on" in fault(sample, told)
    change(sample, lambda s: s.batches.finish(batch, BatchState.DONE, CLOCK.now()))
    assert "not whole" in fault(sample, told)
    assert "not the beginning" in fault(sample, Acknowledged(files={batch: lines[1:]}))
    assert "still there" in fault(sample, Acknowledged(files={batch: lines}, undone={batch}))


def test_a_damaged_file_is_noticed(sample) -> None:
    content = bytearray(sample.home.database.read_bytes())
    content[len(content) // 2] ^= 1
    sample.home.database.write_bytes(bytes(content))

    assert fault(sample, Acknowledged())
