import pytest

from second_me.core.errors import VaultDamaged
from second_me.vault import Vault


def run(vault, *statements):
    def work(session):
        for statement in statements:
            session._connection.execute(statement).fetchall()

    vault.write(work)


def test_a_sound_vault_has_no_findings(vault, remember):
    remember("one", "two")
    assert vault.check(deep=False) == []
    assert vault.check(deep=True) == []


def test_it_goes_on_being_used_after_a_check(vault, remember):
    vault.check(deep=True)
    (id_,) = remember("one")
    assert vault.read(lambda session: session.events.get([id_]))


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("UPDATE events SET text = 'other' WHERE id = 1", "index of words"),
        ("DELETE FROM events_fts_docsize WHERE id = 1", "index of words"),
        ("UPDATE sources SET events = 7", "miscounted"),
    ],
)
def test_rows_that_disagree_are_found(vault, remember, damage, finding):
    remember("one", "two")
    run(vault, damage)
    assert [line for line in vault.check(deep=True) if finding in line]


def test_a_link_to_nothing_is_found(vault, remember):
    remember("one")
    vault._writer.submit_plain(lambda used: used.execute("PRAGMA foreign_keys = OFF").fetchall())
    run(vault, "UPDATE events SET batch_id = 99")
    assert any("batches" in line for line in vault.check(deep=True))


def test_a_changed_byte_is_found_even_where_nothing_reads(vault, remember, home, key, clock):
    ids = remember(*(f"text {n} " * 100 for n in range(200)))
    vault.write(lambda session: session.events.erase(ids[50:]))
    vault.close()
    content = bytearray(home.database.read_bytes())
    content[-100] ^= 1
    home.database.write_bytes(content)
    again = Vault.open(home, key, clock)
    assert any("HMAC verification failed" in line for line in again.check(deep=True))
    again.close()


def test_a_bad_page_is_never_read_as_rows(vault, remember, home, key, clock):
    remember(*(f"text {n} " * 100 for n in range(200)))
    vault.close()
    content = bytearray(home.database.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 + 7] ^= 0x10
    home.database.write_bytes(content)
    with pytest.raises(VaultDamaged, match="restore a backup"):
        Vault.open(home, key, clock)


def test_a_vault_goes_on_with_its_sound_pages(vault, remember, home, key, clock):
    ids = remember(*(f"text {n} " * 100 for n in range(200)))
    vault.close()
    content = bytearray(home.database.read_bytes())
    for place in range(len(content) * 2 // 3, len(content), 4096):
        content[place] ^= 0x10
    home.database.write_bytes(content)
    again = Vault.open(home, key, clock)
    try:
        with pytest.raises(VaultDamaged, match="restore a backup"):
            again.read(lambda session: [session.events.get(ids), session.events.list(limit=999)])
        again.write(lambda session: session.settings.set("a", 1))
        assert again.read(lambda session: session.settings.get("a")) == 1
    finally:
        again.close()
