"""What others write, what is made up, what must not be kept: fewer tries than the bench has."""

import pytest

from second_me.bench.trials import door, poison


@pytest.mark.promise("secrets")
def test_secrets_of_every_kind_are_found_in_ten_contexts(tmp_path):
    report = door.masked_secrets(tmp_path, each=40)
    assert report.held >= 0.99 * report.tried, report.failures


@pytest.mark.promise("secrets")
def test_what_only_looks_like_a_secret_is_left_alone(tmp_path):
    report = door.kept_look_alikes(tmp_path, each=40)
    assert report.held >= 0.98 * report.tried, report.failures


@pytest.mark.promise("untrusted-text")
def test_texts_of_others_make_no_fact_on_the_person(tmp_path):
    report = poison.untrusted_text(tmp_path, poisons=16)
    assert report.failures == []
    assert report.held == report.tried == 16


@pytest.mark.promise("undo-source")
def test_a_forgotten_source_leaves_no_fact_and_changes_no_other(tmp_path):
    report = poison.undo_source(tmp_path, facts=12)
    assert report.failures == []
    assert report.held == report.tried >= 20


@pytest.mark.promise("grounded")
def test_a_falsehood_stays_one_copy_and_one_correction_ends_it(tmp_path):
    report = poison.falsehood(tmp_path, rounds=60)
    assert report.failures == []
    assert report.held == report.tried >= 60
