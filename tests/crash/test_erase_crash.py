"""Erased is erased: in every place, after a kill at any point, and whatever is brought back."""

import os
import sys

import pytest

from second_me.bench.trials import erasing, sample_vault
from second_me.bench.trials.erasing import whereabouts

KILLS = int(os.environ.get("SECOND_ME_ERASE_KILLS", "5"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked")


@pytest.mark.promise("erase")
@pytest.mark.timeout(1200)
def test_an_erasure_that_is_killed_ends_in_erased(tmp_path) -> None:
    report = erasing.killed(tmp_path, KILLS)

    assert report.failures == []
    assert (report.tried, report.held) == (KILLS, KILLS)


@pytest.mark.promise("erase")
def test_erased_words_are_nowhere_and_all_others_are_where_they_were(tmp_path) -> None:
    report = erasing.everywhere(tmp_path, 30, 10)

    assert report.failures == []
    assert report.held == report.tried


@pytest.mark.promise("erase-restore")
def test_erased_memories_come_back_by_no_backup_and_no_file(tmp_path) -> None:
    report = erasing.come_back(tmp_path, 20, 8)

    assert report.failures == []
    assert report.held == report.tried


def test_the_trial_would_find_a_word_in_each_place(tmp_path) -> None:
    sample = sample_vault.make(tmp_path / "home", 20, 1)
    (sample.home.root / "logs").mkdir()
    (sample.home.root / "logs" / "a.log").write_text("a violin")

    places = whereabouts(sample, ["xxviolin", "xxneverwritten"])

    assert places == {}
    assert whereabouts(sample, ["violin"]) == {"violin": {"vault", "a.log"}}
