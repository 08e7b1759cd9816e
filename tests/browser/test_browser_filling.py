"""Filling in a real Chromium by the extension's own scripts: what is unseen stays empty."""

import pytest

from second_me.bench.trials import filling
from second_me.bench.trials.honest_forms import pages
from second_me.bench.trials.hostile_forms import COVERED, HIDDEN


@pytest.mark.promise("same-origin")
def test_what_nobody_sees_stays_empty_and_honest_forms_are_filled(tmp_path):
    found = filling.same_origin(tmp_path, hostile=len(HIDDEN), honest=100)
    assert found.failures == []
    assert found.tried == len(HIDDEN) + 1


@pytest.mark.promise("clickjack")
def test_what_is_covered_stays_empty(tmp_path):
    found = filling.clickjack(tmp_path, hostile=len(COVERED))
    assert found.failures == []
    assert found.tried == len(COVERED)


def test_the_pages_are_as_many_as_are_promised():
    assert len(HIDDEN) >= 60
    assert len(COVERED) >= 25
    assert len(list(pages())) == 100
