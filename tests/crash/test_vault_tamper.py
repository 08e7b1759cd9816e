import pytest

from second_me.bench.trials import tamper

KEYS = 500
PAGES = 60


@pytest.mark.promise("tamper")
def test_a_wrong_key_never_opens_the_vault(tmp_path):
    report = tamper.wrong_keys(tmp_path, KEYS)
    assert report.failures == []
    assert report.held == report.tried == KEYS


@pytest.mark.promise("tamper")
def test_one_changed_byte_in_any_page_is_noticed(tmp_path):
    report = tamper.changed_pages(tmp_path, PAGES)
    assert report.failures == []
    assert report.held == report.tried == PAGES
