import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from second_me.core.errors import (
    DiskFull,
    PersonFault,
    VaultDamaged,
    VaultLocked,
    VaultTooNew,
    WrongSecret,
)
from second_me.core.paths import Home
from second_me.vault import (
    DataKey,
    KeySlots,
    MemoryKeyring,
    NoKeyring,
    Vault,
    durable,
    file_copy,
    restore,
)
from second_me.vault import backup as backups
from second_me.vault import connection as connections
from second_me.vault.backup_rule import KeepRule, prune

PASS = "correct horse"


@pytest.fixture
def key(slots) -> DataKey:
    """Return a key that stands in a slot file."""
    return slots.create(passphrase=PASS, recovery=False, keyring=True).key


def texts(vault):
    return [event.text for event in vault.read(lambda session: session.events.list())]


def opened(home, key, clock):
    vault = Vault.open(home, key, clock)
    try:
        assert vault.check(deep=True) == []
        return texts(vault)
    finally:
        vault.close()


def aside(home):
    return sorted(home.root.glob("vault.before-restore-*"))


def test_a_backup_is_one_private_file_with_its_slots(vault, remember, home, clock):
    remember("before")
    backup = vault.backup()
    path = Path(backup.path)
    assert (backup.events, backup.created_at) == (1, clock.now())
    assert backup.bytes == path.stat().st_size
    assert path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {"vault.db", "key.json", "slots.json", "about.json"}
        assert archive.read("slots.json") == home.slots.read_bytes()
        assert b"before" not in archive.read("vault.db")
    assert [one.name for one in home.backups.iterdir()] == [path.name]


def test_a_backup_goes_where_the_person_says(vault, remember, tmp_path):
    remember("before")
    path = tmp_path / "stick" / "mine.smbackup"
    path.parent.mkdir()
    assert vault.backup(path).path == str(path)
    assert [one.name for one in path.parent.iterdir()] == ["mine.smbackup"]
    assert vault.backups() == []


def test_a_folder_takes_a_backup_under_a_name_of_its_own(vault, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    assert Path(vault.backup(folder).path).parent == folder


def test_nothing_that_lies_there_is_written_over(vault, remember, home, tmp_path):
    remember("before")
    thesis = tmp_path / "thesis.doc"
    thesis.write_text("years of work")
    for path in (thesis, home.database, home.slots):
        with pytest.raises(PersonFault, match="a file already"):
            vault.backup(path)
    assert thesis.read_text() == "years of work"
    assert texts(vault) == ["before"]
    with pytest.raises(PersonFault, match="no such folder"):
        vault.backup(tmp_path / "none" / "mine.smbackup")


def test_a_backup_while_the_vault_is_closed_ends_and_leaves_nothing(
    vault, remember, home, monkeypatch
):
    remember("before")
    monkeypatch.setattr(file_copy, "_PAGES", 1)
    copy_under = file_copy.copy_under

    def closing(*given):
        vault.close()
        copy_under(*given)

    monkeypatch.setattr(backups, "copy_under", closing)
    for _ in range(2):
        with pytest.raises(VaultLocked):
            vault.backup()
    assert list(home.backups.iterdir()) == []


def test_what_is_written_during_a_backup_does_not_hold_it_up(vault, remember, monkeypatch):
    remember(*(f"text {number} " * 400 for number in range(20)))
    monkeypatch.setattr(file_copy, "_PAGES", 1)
    over = threading.Event()

    def write():
        number = 0
        while not over.is_set():
            remember(f"meanwhile {number}")
            number += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        assert vault.backup().events >= 20
    finally:
        over.set()
        writing.join()


def test_a_look_at_the_slots_during_a_restore_takes_nothing_away(
    vault, remember, home, key, slots, clock
):
    remember("before")
    backup = Path(vault.backup().path)
    vault.close()
    over = threading.Event()

    def look():
        while not over.is_set():
            slots.exists()

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(20):
            restore(home, backup, key, clock)
    finally:
        over.set()
        looking.join()
    assert opened(home, key, clock) == ["before"]


def test_restoring_brings_back_what_was_there_and_keeps_the_rest_aside(
    vault, remember, home, key, clock
):
    remember("before")
    backup = Path(vault.backup().path)
    remember("after")
    vault.close()
    restore(home, backup, key, clock)
    assert opened(home, key, clock) == ["before"]
    (kept,) = aside(home)
    kept_home = Home(root=home.root / "look", models=home.models)
    kept_home.root.mkdir()
    kept.rename(kept_home.vault)
    assert sorted(opened(kept_home, key, clock)) == ["after", "before"]


def test_what_is_not_yet_in_the_main_file_is_backed_up_and_kept_aside(
    vault, remember, home, key, clock
):
    remember("in the log")
    assert Path(f"{home.database}-wal").stat().st_size > 0
    backup = Path(vault.backup().path)
    vault.close()
    restore(home, backup, key, clock)
    assert opened(home, key, clock) == ["in the log"]


def test_the_present_passphrase_stays_for_the_same_key(vault, home, key, slots, clock):
    backup = Path(vault.backup().path)
    vault.close()
    slots.change_passphrase(PASS, "battery staple")
    restore(home, backup, key, clock)
    assert slots.unlock(passphrase="battery staple").key == key


def test_a_backup_of_another_vault_brings_its_own_slots(vault, remember, home, clock, cheap, key):
    remember("before")
    backup = Path(vault.backup().path)
    vault.close()
    elsewhere = Home(root=home.root / "new computer", models=home.models)
    slots = KeySlots(elsewhere.slots, NoKeyring(), clock, cheap)
    made = slots.create(passphrase="something else", recovery=False, keyring=False)
    Vault.create(elsewhere, made.key, clock).close()
    with pytest.raises(WrongSecret, match="made under another key"):
        restore(elsewhere, backup, made.key, clock)
    assert aside(elsewhere) == []
    assert backups.slot_file(backup).current.check
    key = backups.unlock(backup, NoKeyring(), passphrase=PASS).key
    restore(elsewhere, backup, key, clock)
    assert slots.unlock(passphrase=PASS).key == key
    assert opened(elsewhere, key, clock) == ["before"]
    with pytest.raises(WrongSecret):
        backups.unlock(backup, MemoryKeyring(), passphrase="something else")


def test_a_backup_restores_where_nothing_stands(vault, remember, home, clock, key):
    remember("before")
    backup = Path(vault.backup().path)
    vault.close()
    empty = Home(root=home.root / "empty", models=home.models)
    restore(empty, backup, key, clock)
    assert aside(empty) == []
    assert opened(empty, key, clock) == ["before"]


@pytest.mark.parametrize("how", ["cut", "flip", "other", "nothing", "empty"])
def test_a_backup_that_is_not_whole_is_refused_and_changes_nothing(
    how, vault, remember, home, key, clock
):
    remember("before")
    backup = Path(vault.backup().path)
    vault.close()
    content = bytearray(backup.read_bytes())
    if how == "cut":
        backup.write_bytes(content[: len(content) // 2])
    elif how == "flip":
        content[len(content) // 2] ^= 1
        backup.write_bytes(content)
    elif how == "other":
        backup.write_bytes(b"holiday photo" * 1000)
    elif how == "empty":
        backup.write_bytes(b"")
    else:
        backup.unlink()
    with pytest.raises(Exception, match=r"backup|could not be read"):
        restore(home, backup, key, clock)
    assert aside(home) == []
    assert {path.name for path in home.root.iterdir()} <= {"vault", "backups"}
    assert opened(home, key, clock) == ["before"]


def test_a_backup_from_a_newer_program_is_refused(vault, home, key, clock):
    vault.close()
    connection = connections.open_raw(home.database, key)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    backup = Path(backups.write(home, key, clock).path)
    with pytest.raises(VaultTooNew):
        restore(home, backup, key, clock)
    assert aside(home) == []


def test_a_damaged_vault_makes_no_backup(vault, remember, home, key, clock):
    remember(*(f"text {n}" * 50 for n in range(100)))
    vault.close()
    content = bytearray(home.database.read_bytes())
    content[len(content) - 3000] ^= 1
    home.database.write_bytes(content)
    again = Vault.open(home, key, clock)
    with pytest.raises(VaultDamaged):
        again.backup()
    again.close()
    assert list(home.backups.iterdir()) == []


def test_without_its_slots_no_backup_is_made(vault, home):
    home.slots.unlink()
    with pytest.raises(VaultDamaged, match=r"slots\.json"):
        vault.backup()
    assert not home.backups.exists()


def test_a_full_disk_leaves_no_half_of_a_backup(vault, monkeypatch, home):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "sync_file", full)
    with pytest.raises(DiskFull):
        vault.backup()
    assert list(home.backups.iterdir()) == []


def test_a_restore_cut_short_between_its_renames_is_finished(
    vault, remember, home, key, clock, slots, monkeypatch
):
    remember("before")
    backup = Path(vault.backup().path)
    remember("after")
    vault.close()
    real, moves = durable.move, []

    def move(source, target):
        moves.append(target)
        if len(moves) == 3:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(durable, "move", move)
    with pytest.raises(KeyboardInterrupt):
        restore(home, backup, key, clock)
    monkeypatch.undo()
    assert not home.vault.exists()
    assert KeySlots(home.slots, NoKeyring(), clock).exists()
    assert opened(home, key, clock) == ["before"]
    assert len(aside(home)) == 1


def test_backups_are_listed_newest_first_and_foreign_files_passed_over(vault, home, clock):
    first = vault.backup()
    twin = vault.backup()
    clock.advance(timedelta(hours=1))
    last = vault.backup()
    (home.backups / "other.smbackup").write_bytes(b"no backup")
    assert [one.path for one in vault.backups()] == [last.path, twin.path, first.path]
    assert len({first.path, twin.path}) == 2


def test_the_oldest_automatic_backups_make_room(vault, home, clock):
    named = vault.backup(home.root / "mine.smbackup")
    kept = home.backups
    for _ in range(4):
        clock.advance(timedelta(days=1))
        vault.backup()
    newest = [one.path for one in vault.backups()][:2]
    (kept / ".second-me-2020.smbackup.partial").write_bytes(b"left by a crash")
    assert prune(vault.backups(), KeepRule(daily=2, weekly=0, monthly=0)) == 2
    assert [one.path for one in vault.backups()] == newest
    assert Path(named.path).exists()
    vault.backup()
    assert not list(kept.glob(".*"))
