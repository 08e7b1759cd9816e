"""kill -9 while memory is made: it ends as if nobody had interrupted it, or the trial notices."""

import os
import sys

import pytest

from second_me.bench.trials.pipeline import difference, held, killed_pipelines, made
from second_me.bench.trials.sample_vault import CLOCK
from second_me.core.records import Actor, NewFact, Quote
from second_me.vault import Vault

KILLS = int(os.environ.get("SECOND_ME_KILLS", "8"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked")


@pytest.mark.promise("pipeline")
@pytest.mark.timeout(1200)
def test_killed_pipelines_end_in_the_same_memory(tmp_path) -> None:
    report = killed_pipelines(tmp_path, KILLS)

    assert report.failures == []
    assert report.held == report.tried >= KILLS


def test_one_fact_too_much_is_noticed(tmp_path) -> None:
    sample = made(tmp_path / "begun", 3)
    before = held(sample.home, sample)
    vault = Vault.open(sample.home, sample.key, CLOCK)
    text = sample.texts[0]
    fact = NewFact(subject="Marta", kind="other", text="x", quotes=(Quote(1, 0, len(text), text),))
    vault.write(lambda session: session.facts.add(fact, Actor.EXTRACT, CLOCK.now()))
    vault.close()
    assert difference(before, held(sample.home, sample)).startswith("1 records are too much")
    assert difference(before, before) == ""
