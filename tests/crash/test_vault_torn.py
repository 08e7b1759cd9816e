import pytest

from second_me.bench.trials import torn
from second_me.bench.trials.report import MOST_FAILURES, Report

LOG_TRIALS = 300
MAIN_TRIALS = 60


@pytest.mark.promise("durable-torn")
def test_a_damaged_log_always_opens_on_a_clean_prefix(tmp_path):
    report = torn.torn_log(tmp_path, LOG_TRIALS)
    assert report.failures == []
    assert report.held == report.tried == LOG_TRIALS


@pytest.mark.promise("durable-torn")
def test_a_damaged_main_file_is_always_noticed_and_never_served(tmp_path):
    report = torn.rotten_main(tmp_path, MAIN_TRIALS)
    assert report.failures == []
    assert report.held == report.tried == MAIN_TRIALS


def test_a_trial_can_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(torn, "_damage", lambda content, _chance: ("nothing", content))
    assert torn.rotten_main(tmp_path, 1).failures == ["nothing: the damage was not noticed"]


def test_a_report_counts_what_held_and_keeps_the_first_failures():
    report = Report(promise="p", what="w")
    report.note()
    for number in range(MOST_FAILURES + 5):
        report.note(f"failure {number}")
    assert (report.held, report.broken) == (1, MOST_FAILURES + 5)
    assert len(report.failures) == MOST_FAILURES
