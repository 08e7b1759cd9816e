"""Promise `durable-crash`: kill -9 of the agent at any point loses nothing acknowledged."""

import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from second_me.bench.trials import sample_vault
from second_me.bench.trials.crash_load import Acknowledged, Goal, Load
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CLOCK, Sample
from second_me.client.launcher import agent_environment
from second_me.core.errors import SecondMeError
from second_me.core.ids import BatchId, EventId
from second_me.core.paths import Home
from second_me.core.records import BatchState, JobState
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.vault import Session, Vault

KILLS_A_VAULT = 25
"""After so many a new vault is begun: an old one only takes longer to read."""

BUSY_SECONDS = 0.4
"""How long a victim works at most once it has reached its goal."""

READY_SECONDS = 120.0
EVERY_JOB = 1_000_000


def killed_agents(folder: Path, trials: int, seed: int = 8) -> Report:
    """Kill the agent `trials` times while clients add, import, undo, erase and change a setting.

    Each time the vault must be sound and hold what was acknowledged, all of it and nothing
    that nobody asked for. One victim after another is let come further before it is killed: from
    its start, before any call is answered, to facts that it has told of.
    """
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="durable-crash", what="kill -9 of the agent under a mixed load")
    acknowledged: Counter[str] = Counter()
    goals = itertools.cycle(Goal)
    while report.tried < trials:
        root = folder / "trial"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        sample = sample_vault.make(root / "home", 50, seed)
        load = Load(sample.home, root)
        with victims(sample.home) as (orders, pids):
            for _ in range(min(KILLS_A_VAULT, trials - report.tried)):
                ended_early = _kill_one(orders, pids, load, next(goals), chance)
                report.note(ended_early or fault(sample, load.told))
        acknowledged.update(load.told.counts())
    numbers = ", ".join(f"{count} {kind}" for kind, count in acknowledged.items())
    report.what = f"kill -9 of the agent under a mixed load; acknowledged: {numbers}"
    return report


@contextmanager
def victims(home: Home) -> Iterator[tuple[IO[str], IO[str]]]:
    """Yield where to ask for an agent and where its process id comes from."""
    nursery = subprocess.Popen(
        [sys.executable, "-m", "second_me.bench.trials.crash_agent", str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**agent_environment(home), "OPENBLAS_NUM_THREADS": "1"},
    )
    watchdog = threading.Timer(READY_SECONDS, nursery.kill)
    watchdog.start()
    try:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdout.readline()
        watchdog.cancel()
        yield nursery.stdin, nursery.stdout
    finally:
        watchdog.cancel()
        nursery.kill()
        nursery.communicate()


def _kill_one(orders: IO[str], pids: IO[str], load: Load, goal: Goal, chance: random.Random) -> str:
    """Start an agent, let it come as far as `goal` and go on for a moment, and kill it.

    Return what is to be said of an agent that had ended by itself, else nothing.
    """
    orders.write("go\n")
    orders.flush()
    pid = int(pids.readline())
    clients = load.run(goal)
    pause = threading.Event()
    try:
        if goal is not Goal.STARTED:
            load.reached.wait(READY_SECONDS)
        pause.wait(chance.uniform(0, BUSY_SECONDS))
    finally:
        was_there = _is_there(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        load.stop()
        for client in clients:
            client.join(READY_SECONDS)
    wait_gone(pid)
    return "" if was_there else "the agent had ended by itself"


def wait_gone(pid: int) -> None:
    """Wait until the system has let go of a killed process and its files."""
    pause = threading.Event()
    while _is_there(pid):
        pause.wait(0.002)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def fault(sample: Sample, told: Acknowledged) -> str:
    """Return what of the promise is broken in the vault that the kill left, if anything."""
    try:
        vault = Vault.open(sample.home, sample.key, CLOCK)
    except SecondMeError as error:
        return f"it did not open: {error.title}"
    try:
        findings = vault.check(deep=True)
        if findings:
            return findings[0]
        return vault.read(lambda session: next(_faults(session, sample, told), ""))
    finally:
        vault.close()


def _faults(session: Session, sample: Sample, told: Acknowledged) -> Iterator[str]:
    events = {event.id: event for event in sample_vault.everything(session)}
    known = {*sample.texts, *told.asked.values()}
    for event_id in told.erased & events.keys():
        yield f"event {event_id} was erased and is there again"
    for event_id, text in told.texts.items():
        if event_id in told.erasing:
            continue
        if event_id not in events or events[EventId(event_id)].text != text:
            yield f"event {event_id} was acknowledged and is not there"
    for event in events.values():
        if event.batch_id is None and event.text not in known:
            yield f"event {event.id} was never asked for"
    for batch_id, lines in told.files.items():
        yield from _batch_faults(session, BatchId(batch_id), lines, told)
    yield from _fact_faults(session, told)
    yield from _job_faults(session)
    if session.settings.get("backup.daily") not in told.settings:
        yield "a setting fell back"


def _batch_faults(
    session: Session, batch_id: BatchId, lines: list[str], told: Acknowledged
) -> Iterator[str]:
    """An import is whole chunks from its beginning, and goes on by itself until it is done."""
    batch = session.batches.get(batch_id)
    ids = session.events.ids_of_batch(batch_id)
    if batch_id in told.undone:
        if ids or batch.state is not BatchState.UNDONE:
            yield f"import {batch_id} was undone and is still there"
        return
    texts = [event.text for event in session.events.get(ids)]
    if batch_id in told.undoing:
        if not set(texts) <= set(lines):
            yield f"import {batch_id} holds what was not in its file"
        return
    if texts != lines[: len(texts)] or len(texts) != batch.added:
        yield f"import {batch_id} is not the beginning of its file"
    if batch.state is BatchState.RUNNING:
        waits = {job.payload.get("batch") for job in session.jobs.list(limit=EVERY_JOB)}
        if batch_id not in waits:
            yield f"import {batch_id} runs and nobody will go on with it"
    elif texts != lines:
        yield f"import {batch_id} is said to be done and is not whole"


def _fact_faults(session: Session, told: Acknowledged) -> Iterator[str]:
    views = session.facts.list(limit=EVERY_JOB)
    for view in views:
        for quote in view.quotes:
            (event,) = session.events.get([quote.event_id]) or (None,)
            if event is None or event.text[quote.start : quote.end] != quote.text:
                yield f"fact {view.fact.id} has no words that show it"
    lost = told.facts - {view.fact.id for view in views}
    if lost:
        yield f"fact {min(lost)} was told of and is not there"


def _job_faults(session: Session) -> Iterator[str]:
    """What has no vector yet has a job that will make it one."""
    jobs = [job for job in session.jobs.list(limit=EVERY_JOB) if job.kind == "embed"]
    if any(job.state is JobState.DEAD for job in jobs):
        yield "a job was given up"
    spans = [(job.payload["first"], job.payload["last"]) for job in jobs]
    for event_id in session.events.without_vector(ScriptedEmbedder().model, EVERY_JOB):
        if not any(first <= event_id <= last for first, last in spans):  # type: ignore[operator]
            yield f"event {event_id} has neither a vector nor a job"
