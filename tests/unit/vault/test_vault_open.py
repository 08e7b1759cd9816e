import os
import tempfile
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from second_me.core.errors import (
    Bug,
    DiskFull,
    EnvironmentFault,
    NotWritable,
    PersonFault,
    VaultDamaged,
    VaultTooNew,
    WrongSecret,
)
from second_me.core.paths import Home
from second_me.vault import DataKey, Vault, faults, schema
from second_me.vault import connection as connections
from second_me.vault.schema import Migration


def closed(vault: Vault) -> None:
    vault.close()


def ask(home: Home, key: DataKey, *statements: str):
    connection = connections.open_raw(home.database, key)
    try:
        return [connection.execute(statement).fetchall() for statement in statements][-1]
    finally:
        connection.close()


def test_a_vault_opens_again_with_what_was_stored(home, key, clock, vault):
    vault.write(lambda session: session.settings.set("owner.name", "Ana"))
    vault.close()
    with pytest.raises(ValueError, match="wiped"):
        _ = vault._key.secret
    again = Vault.open(home, key, clock)
    assert again.read(lambda session: session.settings.get("owner.name")) == "Ana"
    again.close()


def test_the_settings_that_make_it_sure(home, key, vault):
    def pragmas(connection):
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
        return [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert vault._writer.submit_plain(pragmas) == ["wal", 2, 1, 1, 2]
    assert ask(home, key, "PRAGMA application_id") == [(connections.APPLICATION_ID,)]
    assert vault.read(
        lambda session: session._connection.execute("PRAGMA query_only").fetchone()[0]
    )
    secure = "SELECT v FROM events_fts_config WHERE k = 'secure-delete'"
    assert ask(home, key, secure) == [(1,)]


def test_an_old_database_library_is_refused(monkeypatch, home, key):
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(Bug, match=r"3\.51\.3"):
        connections.open_raw(home.database, key)


def test_a_second_vault_does_not_replace_the_first(home, key, clock, vault):
    with pytest.raises(PersonFault):
        Vault.create(home, DataKey.generate(), clock)


def test_a_vault_half_made_is_made_again(home, key, clock):
    home.vault.mkdir(parents=True)
    (home.vault / "creating").write_bytes(b"")
    home.database.write_bytes(b"half")
    vault = Vault.create(home, key, clock)
    assert vault.check(deep=True) == []
    vault.close()
    assert not (home.vault / "creating").exists()


def test_a_wrong_key_is_told_from_damage(home, slots, clock):
    key = slots.create(passphrase="correct horse", recovery=False, keyring=False).key
    closed(Vault.create(home, key, clock))
    with pytest.raises(WrongSecret):
        Vault.open(home, DataKey.generate(), clock)
    content = bytearray(home.database.read_bytes())
    content[100] ^= 1
    home.database.write_bytes(content)
    with pytest.raises(VaultDamaged):
        Vault.open(home, key, clock)


def test_a_missing_empty_or_foreign_file_is_told(home, key, clock, vault):
    vault.close()
    content = home.database.read_bytes()
    home.database.unlink()
    with pytest.raises(VaultDamaged, match="missing"):
        Vault.open(home, key, clock)
    home.database.touch()
    with pytest.raises(VaultDamaged, match="empty"):
        Vault.open(home, key, clock)
    assert home.database.stat().st_size == 0
    home.database.write_bytes(content)
    ask(home, key, "PRAGMA application_id = 1")
    with pytest.raises(VaultDamaged, match="not a vault"):
        Vault.open(home, key, clock)


def test_a_newer_vault_is_refused_and_left_alone(home, key, clock, vault):
    vault.close()
    ask(home, key, "PRAGMA user_version = 999")
    before = home.database.read_bytes()
    with pytest.raises(VaultTooNew, match="newer than this program") as error:
        Vault.open(home, key, clock)
    assert "Update Second Me" in error.value.action
    assert home.database.read_bytes() == before


def test_migrations_are_numbered_without_a_gap():
    numbers = [step.number for step in schema.migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_upgrade_keeps_a_backup_from_before(home, slots, clock, monkeypatch):
    key = slots.create(passphrase="correct horse", recovery=False, keyring=False).key
    closed(Vault.create(home, key, clock))
    step = Migration(len(schema.migrations()) + 1, "next.sql", "CREATE TABLE more (a);")
    steps = (*schema.migrations(), step)
    monkeypatch.setattr(schema, "migrations", lambda: steps)
    vault = Vault.open(home, key, clock)
    assert vault.schema_version == step.number
    assert "before-form" in vault.backups()[0].path
    vault.close()


def test_a_failed_step_changes_nothing(home, key, vault):
    vault.close()
    connection = connections.open_writer(home.database, key)
    before = schema.version(connection)
    step = Migration(before + 1, "bad.sql", "CREATE TABLE more (a); CREATE TABLE more (b);")
    with pytest.raises(Bug):
        schema.upgrade(connection, (step,))
    assert schema.version(connection) == before
    tables = "SELECT count(*) FROM sqlite_master WHERE name = 'more'"
    assert connection.execute(tables).fetchone() == (0,)
    connection.close()


@pytest.fixture
def nobody():
    """Act as an account without rights: permissions mean nothing to root."""
    if os.name != "posix":
        pytest.skip("no accounts to change to")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        if os.geteuid() != 0:
            yield folder
            return
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


def test_a_read_only_folder_is_told(nobody, key, clock):
    if os.geteuid() != 65534:
        nobody.chmod(0o555)
    home = Home(root=nobody / "home", models=nobody)
    with pytest.raises(NotWritable) as error:
        Vault.create(home, key, clock)
    assert "write access" in error.value.action
    nobody.chmod(0o755) if os.geteuid() != 65534 else None


def test_a_full_disk_is_told_and_nothing_stored_before_is_lost(vault, source, remember):
    remember("kept before")

    def room(pages: int):
        return vault._writer.submit_plain(
            lambda used: used.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0]
        )

    room(1)
    with pytest.raises(DiskFull) as error:
        remember("x" * 200_000)
    assert "what was stored before is safe" in error.value.action
    room(2**30)
    remember("and after")
    words = lambda text: vault.read(lambda session: session.events.search_words(text, 5))  # noqa: E731
    assert len(words("before")) == len(words("after")) == 1
    assert vault.check(deep=True) == []


def test_another_program_holding_the_file_is_told(home, key, vault, monkeypatch):
    other = connections.open_raw(home.database, key)
    vault._writer.submit_plain(lambda used: used.execute("PRAGMA busy_timeout = 20").fetchall())
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(EnvironmentFault, match="in use"):
        vault.write(lambda session: session.settings.set("a", 1))
    other.execute("ROLLBACK")
    other.close()
    vault.write(lambda session: session.settings.set("a", 1))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("ENOSPC", DiskFull), ("EDQUOT", DiskFull), ("EROFS", NotWritable), ("EIO", EnvironmentFault)],
)
def test_what_the_system_says_is_put_into_our_words(code, kind):
    import errno  # noqa: PLC0415

    with pytest.raises(kind), faults.translated():
        raise OSError(getattr(errno, code), "text")
