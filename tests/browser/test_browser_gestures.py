"""What a page does by itself fills nothing, and the host tells nobody else anything."""

import shutil

import pytest

from second_me.bench.trials import gestures, host_frames
from second_me.bench.trials.gesture_pages import PAGES
from second_me.corpora.firefox import PROGRAMS


@pytest.mark.timeout(1200)
@pytest.mark.promise("gesture")
def test_hostile_pages_get_nothing_and_a_key_press_fills(tmp_path):
    found = gestures.in_chromium(tmp_path, hostile=len(PAGES))
    assert found.failures == []
    assert found.tried == len(PAGES) + 1


@pytest.mark.timeout(1200)
@pytest.mark.promise("gesture")
def test_a_key_press_fills_in_firefox_too(tmp_path):
    if not any(map(shutil.which, PROGRAMS)):
        pytest.skip("Firefox is not installed")
    found = gestures.in_firefox(tmp_path, hostile=6)
    assert found.failures == []


@pytest.mark.promise("host")
def test_mangled_frames_get_nothing(tmp_path):
    found = host_frames.fuzzed(tmp_path, frames=2_000)
    assert found.failures == []
    assert found.held == 2_000


@pytest.mark.promise("host")
def test_other_callers_get_nothing_and_ours_takes_little_room(tmp_path):
    assert host_frames.strangers(tmp_path, rounds=7).failures == []


def test_the_pages_are_as_many_as_are_promised():
    assert len(PAGES) >= 40
