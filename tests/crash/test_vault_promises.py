"""Wiped is gone, exports are complete, upgrades lose nothing, any scope takes all of its own."""

import os
import random
import shutil
import sys

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from second_me.bench.trials import carried, exported, guarded, scopes, upgraded, wiped
from second_me.core.paths import Home
from second_me.vault import schema, wiping
from second_me.vault.erasing import planning

SCOPES = int(os.environ.get("SECOND_ME_ERASE_SCOPES", "12"))

unforkable = pytest.mark.skipif(sys.platform == "win32", reason="the victims are forked")


def held(report) -> bool:
    assert report.failures == []
    return report.tried == report.held > 0


@pytest.mark.promise("wipe")
def test_nothing_opens_what_was_wiped(tmp_path) -> None:
    assert held(wiped.everything(tmp_path, 50, 2))


@pytest.mark.promise("wipe")
def test_the_trial_notices_a_wipe_that_spares_something(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(wiping, "_overwrite", lambda path, start, length: None)
    report = wiped.everything(tmp_path, 1, 1)
    assert {"a slot opens by passphrase", "a backup's slots open"} <= set(report.failures)
    assert "the vault opens by its old key" in report.failures


@pytest.mark.promise("export")
def test_an_export_is_complete_and_a_damaged_one_is_noticed(tmp_path) -> None:
    assert held(exported.round_trips(tmp_path, 2))


@unforkable
@pytest.mark.promise("upgrade")
def test_an_upgrade_that_is_killed_loses_nothing(tmp_path) -> None:
    assert held(upgraded.killed_upgrades(tmp_path, len(schema.migrations()) - 1))


@pytest.mark.promise("backup")
def test_copies_that_a_carrier_left_are_told_apart(tmp_path) -> None:
    assert held(carried.carried_folder(tmp_path, 6))


@unforkable
@pytest.mark.promise("memory-private")
def test_memory_is_closed_and_a_lock_ends_all_use(tmp_path) -> None:
    assert held(guarded.private(tmp_path, 4, 1))


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    root = tmp_path_factory.mktemp("life")
    return root, scopes.make_life(root, random.Random(5))


@pytest.mark.promise("erase")
@settings(
    max_examples=SCOPES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(chance=st.randoms(use_true_random=False))
def test_any_scope_takes_all_that_hangs_on_it_and_nothing_else(life, tmp_path_factory, chance):
    original, key = life
    root = tmp_path_factory.mktemp("trial") / "home"
    shutil.copytree(original, root)
    kind, fault = scopes.try_one(Home(root=root, models=root), key, chance)
    shutil.rmtree(root)
    assert (kind, fault) == (kind, "")


@pytest.mark.promise("erase")
def test_the_trial_of_scopes_notices_what_the_plan_did_not_name(life, tmp_path, monkeypatch):
    original, key = life
    shutil.copytree(original, tmp_path / "home")
    monkeypatch.setattr(scopes, "random_scope", lambda vault, chance: scopes.Everything())
    monkeypatch.setattr(planning, "concerned", lambda connection, chosen: set())
    home = Home(root=tmp_path / "home", models=tmp_path)
    kind, fault = scopes.try_one(home, key, random.Random(1))
    assert kind == "everything"
    assert "the plan did not name it" in fault
