import pytest

from second_me.bench.trials import killed

KILLS = 8


@pytest.mark.promise("backup")
def test_backups_that_survive_a_kill_restore_whole(tmp_path):
    report = killed.killed_backups(tmp_path, KILLS)
    assert report.failures == []
    assert report.held == report.tried == KILLS


@pytest.mark.promise("key-change")
def test_a_killed_change_of_keys_leaves_exactly_one_that_opens(tmp_path):
    report = killed.killed_key_changes(tmp_path, KILLS)
    assert report.failures == []
    assert report.held == report.tried == KILLS
