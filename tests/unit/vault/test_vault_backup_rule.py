"""Which backups are kept, and where they lie."""

from datetime import timedelta
from pathlib import Path

import pytest

from second_me.core.clock import Timestamp, to_datetime
from second_me.core.errors import PersonFault, WrongSecret
from second_me.core.protocol.vault import Backup, BackupState
from second_me.vault import DataKey, KeySlots, backup_place
from second_me.vault import backup as backups
from second_me.vault.backup_key import unwrap, wrap
from second_me.vault.backup_rule import KeepRule

PASS = "correct horse"
DAY = 86_400_000


@pytest.fixture
def key(slots) -> DataKey:
    return slots.create(passphrase=PASS, recovery=False, keyring=False).key


def dated(days: int, name: str = "", state: BackupState = BackupState.WHOLE) -> Backup:
    at = Timestamp(1_700_000_000_000 - days * DAY)
    stem = name or f"second-me-{to_datetime(at):%Y-%m-%d-%H%M%S}"
    return Backup(path=f"/b/{stem}.smbackup", created_at=at, bytes=1, state=state)


def test_days_weeks_and_months_keep_their_newest_backup():
    every = [dated(days) for days in range(800)]
    surplus = {one.path for one in KeepRule().surplus(every)}
    kept = [to_datetime(one.created_at).date() for one in every if one.path not in surplus]
    assert len(kept) == len(set(kept))
    assert kept[:7] == [to_datetime(dated(n).created_at).date() for n in range(7)]
    assert {day.isocalendar()[:2] for day in kept} >= {
        to_datetime(dated(7 * n).created_at).isocalendar()[:2] for n in range(4)
    }
    assert len({(day.year, day.month) for day in kept}) == 12
    assert len(kept) < 7 + 4 + 12
    assert KeepRule(daily=0, weekly=0, monthly=0).surplus(every) == every[1:]


def test_what_the_person_named_and_what_is_cut_short_is_left_alone():
    mine, before = dated(900, "mine"), dated(900, "second-me-before-form-4-2021-01-01-000000")
    torn = dated(900, state=BackupState.PARTIAL)
    other = dated(900, "second-me-2021-01-01-000000.sync-conflict-1", BackupState.CONFLICT)
    rule = KeepRule(daily=1, weekly=0, monthly=0)
    assert rule.surplus([dated(0), dated(1), mine, before, torn, other]) == [dated(1)]


def test_each_backup_has_a_key_of_its_own(vault, key):
    first, second = (Path(vault.backup().path) for _ in range(2))
    one, other = (backups.content_key(path, key) for path in (first, second))
    assert one is not None
    assert other is not None
    assert one != other
    assert key not in (one, other)
    assert backups.content_key(first, DataKey.generate()) is None
    assert unwrap(wrap(one, key), key) == one


def test_torn_and_conflicting_copies_are_told_apart(vault, home, remember, clock):
    remember("before")
    whole = Path(vault.backup().path)
    content = whole.read_bytes()
    conflict = whole.with_name(f"{whole.stem}.sync-conflict-20260101-101010-ABC.smbackup")
    conflict.write_bytes(content)
    torn = whole.with_name("second-me-2020-01-01-000000.smbackup")
    torn.write_bytes(content[: len(content) // 2])
    (home.backups / ".syncthing.second-me-2020-01-02-000000.smbackup.tmp").write_bytes(content)
    states = {Path(one.path).name: one.state for one in backups.found(home.backups)}
    assert states == {
        whole.name: BackupState.WHOLE,
        conflict.name: BackupState.CONFLICT,
        torn.name: BackupState.PARTIAL,
    }
    assert {Path(one.path).name for one in vault.backups()} == {whole.name, conflict.name}
    assert not vault.try_restore(conflict).fault
    assert vault.try_restore(torn).fault


def test_a_backup_is_tried_out_without_touching_the_vault(vault, home, remember):
    remember("one", "two")
    path = Path(vault.backup().path)
    before = sorted(one.name for one in home.root.iterdir())
    found = vault.try_restore(path)
    assert (found.fault, found.rows["events"]) == ("", 2)
    assert sorted(one.name for one in home.root.iterdir()) == before
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "whole" in vault.try_restore(path).fault


def test_backups_move_into_another_folder_and_back(vault, home, remember, tmp_path, clock):
    remember("before")
    first = Path(vault.backup().path).name
    carried, second = tmp_path / "carried", tmp_path / "second"
    carried.mkdir()
    second.mkdir()
    assert backup_place.move(home, carried).path == str(carried)
    assert [one.name for one in carried.iterdir()] == [first]
    clock.advance(timedelta(hours=1))
    vault.backup()
    assert len(list(carried.iterdir())) == 2
    assert backup_place.move(home, second).reachable
    assert list(carried.iterdir()) == []
    assert len(vault.backups()) == 2
    second.rename(tmp_path / "gone")
    assert not backup_place.place(home).reachable
    with pytest.raises(PersonFault, match="left behind"):
        backup_place.move(home, None)
    (tmp_path / "gone").rename(second)
    assert backup_place.move(home, None).path == str(home.backups)
    assert not home.backups.is_symlink()
    assert len(vault.backups()) == 2


@pytest.mark.parametrize("where", ["missing", "within", "relative"])
def test_a_folder_that_cannot_be_used_is_refused(vault, home, where, tmp_path):
    vault.backup()
    inside = home.root / "inside"
    inside.mkdir()
    target = {"missing": tmp_path / "no", "within": inside, "relative": Path("x")}[where]
    with pytest.raises(PersonFault):
        backup_place.move(home, target)
    assert len(vault.backups()) == 1


def test_a_recovery_code_is_renewed_and_a_passphrase_put(slots: KeySlots):
    made = slots.create(passphrase=PASS, recovery=True, keyring=False)
    code = slots.renew_recovery(made.key)
    assert slots.unlock(recovery_code=code).key == made.key
    with pytest.raises(WrongSecret):
        slots.unlock(recovery_code=made.recovery_code)
    slots.put_passphrase(made.key, "another passphrase")
    slots.proves(passphrase="another passphrase")
    for given in ({"passphrase": PASS}, {}):
        with pytest.raises(WrongSecret):
            slots.proves(**given)
    assert slots.kinds() == ("passphrase", "recovery")
