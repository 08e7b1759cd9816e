"""What comes due by the clock: backups that are tried out, retention, and a lock after sleep."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from second_me.agent.preferences import Preferences
from second_me.agent.schedule import Schedule, asleep_seconds
from second_me.agent.upkeep import Upkeep, with_verified
from second_me.core.changes import ChangeSet
from second_me.core.clock import Moment
from second_me.core.errors import EnvironmentFault, VaultDamaged
from second_me.core.protocol.privacy import Rule
from second_me.core.protocol.vault import BackupCheck
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.vault import Argon2Cost, KeySlots, NoKeyring, Vault, backup_place


@pytest.fixture
def vault(home, clock):
    slots = KeySlots(home.slots, NoKeyring(), clock, Argon2Cost(memory_kib=64, passes=1))
    key = slots.create(passphrase="for a test alone", recovery=False, keyring=False).key
    opened = Vault.create(home, key, clock)
    yield opened
    opened.close()


@pytest.fixture
def preferences(vault):
    return Preferences(vault, lambda: None)


@pytest.fixture
def outlived():
    return []


@pytest.fixture
def upkeep(vault, preferences, clock, outlived):
    def outlive():
        outlived.append(1)
        return ChangeSet()

    return Upkeep(vault, preferences, clock, outlive=outlive)


@pytest.fixture
def asleep():
    return [0.0]


@pytest.fixture
def locked():
    return []


@pytest.fixture
def schedule(vault, preferences, clock, asleep, locked):
    return Schedule(
        vault,
        preferences,
        clock,
        idle_since=clock.now,
        lock=lambda: locked.append(1),
        wake=lambda: None,
        slept=lambda: asleep[0],
    )


def remember(vault, clock):
    event = NewEvent(
        kind=EventKind.NOTE, origin=Origin.TYPED, text="something", natural_key="1",
        moment=Moment(clock.now()),
    )  # fmt: skip

    def write(session):
        source = session.sources.ensure("typed", "Typed", "", clock.now())
        session.events.append(source, None, [event], clock.now())

    vault.write(write)


def due(vault):
    return {job.kind for job in vault.read(lambda s: s.jobs.list())}


def test_a_backup_is_tried_out_before_older_ones_go(vault, upkeep, preferences, clock):
    for key in ("backup.weekly", "backup.monthly"):
        preferences.change(key, 0)
    preferences.change("backup.daily", 1)
    for _ in range(3):
        upkeep.backup(None, threading.Event())
        clock.advance(timedelta(days=1))
    (kept,) = vault.read(lambda s: with_verified(s, vault.backups()))
    assert kept.verified_at == clock.now() - 86_400_000


def test_older_backups_stay_where_the_new_one_cannot_be_restored(
    vault, upkeep, preferences, clock, monkeypatch
):
    upkeep.backup(None, threading.Event())
    clock.advance(timedelta(days=40))
    preferences.change("backup.monthly", 0)
    monkeypatch.setattr(vault, "try_restore", lambda path: BackupCheck(path=str(path), fault="no"))
    with pytest.raises(VaultDamaged, match="cannot be restored"):
        upkeep.backup(None, threading.Event())
    assert len(vault.backups()) == 2
    preferences.change("backup.verify", False)
    upkeep.backup(None, threading.Event())


def test_a_folder_that_is_not_there_is_named(vault, upkeep, home, tmp_path):
    carried = tmp_path / "carried"
    carried.mkdir()
    backup_place.move(home, carried)
    carried.rmdir()
    with pytest.raises(EnvironmentFault, match=Path(carried).name):
        upkeep.backup(None, threading.Event())


def test_retention_comes_due_once_a_day_when_a_rule_acts(vault, schedule, clock, upkeep, outlived):
    remember(vault, clock)
    schedule.tick()
    vault.write(lambda s: s.retention.put(Rule(days=1, kind=EventKind.NOTE), clock.now()))
    clock.advance(timedelta(hours=23))
    schedule.tick()
    assert "retention" not in due(vault)
    clock.advance(timedelta(hours=26))
    schedule.tick()
    assert "retention" in due(vault)
    upkeep.retention(None, threading.Event())
    assert outlived == [1]


def test_a_machine_that_slept_unheard_is_locked(schedule, preferences, asleep, locked):
    schedule.tick()
    asleep[0] += 2.0
    schedule.tick()
    assert locked == []
    asleep[0] += 600.0
    schedule.tick()
    assert locked == [1]
    preferences.change("lock.on_sleep", False)
    asleep[0] += 600.0
    schedule.tick()
    assert locked == [1]
    assert asleep_seconds() >= 0.0
