"""What is saved of a damaged vault, and what comes from the last good backup."""

from contextlib import closing
from pathlib import Path

import pytest

from second_me.core.conversations import Ending, NewTurn
from second_me.core.errors import VaultDamaged
from second_me.core.protocol.erase import Memories
from second_me.vault import DataKey, KeySlots, Vault, connection
from second_me.vault.erasing.pages import plain_pages
from second_me.vault.salvaging import _drop_orphans, salvage

PASS = "correct horse"
PAGE = 4096


@pytest.fixture
def key(slots: KeySlots) -> DataKey:
    return slots.create(passphrase=PASS, recovery=False, keyring=False).key


def texts(vault: Vault) -> set[str]:
    return {event.text for event in vault.read(lambda s: s.events.list(limit=10_000))}


def damage(home, *pages: int) -> None:
    content = bytearray(home.database.read_bytes())
    for page in pages:
        content[page * PAGE : page * PAGE + 64] = b"\0" * 64
    home.database.write_bytes(content)


def long_texts(first: int, count: int) -> list[str]:
    return [f"memory {number} {'of a long day ' * 40}" for number in range(first, first + count)]


def pages_of_events(home, key) -> list[int]:
    """Return pages that hold events and nothing else: they can be damaged alone."""
    return [
        number
        for number, page in enumerate(plain_pages(home.database, key))
        if page[0] == 13 and page.count(b"of a long day of a long day") > 20 and number > 3
    ]


def test_bad_pages_are_filled_from_the_backup_and_the_rest_is_newer(
    vault, home, key, clock, remember, slots
):
    remember(*long_texts(0, 300))
    vault.backup()
    remember(*long_texts(300, 200))
    erased = vault.read(lambda s: s.events.list(limit=1)).pop()
    chosen = vault.read(lambda s: s.erasures.choose(Memories(ids=(erased.id,))))
    vault.write(lambda s: s.erasures.begin(chosen, "t", clock.now()))
    vault.aftermath.keep_beside()
    every = texts(vault)
    vault.checkpoint()
    vault.close()
    targets = pages_of_events(home, key)
    damage(home, targets[2], targets[len(targets) // 3], targets[-2])
    saved = salvage(home, key, clock)
    assert saved.filled["events"] > 0
    assert saved.lost > 0
    assert Path(saved.aside, "vault.db").exists()
    again = Vault.open(home, key, clock)
    try:
        assert again.check(deep=True) == []
        kept = texts(again)
        assert kept < every
        assert len(every) - len(kept) <= saved.lost
        assert erased.text not in kept
        assert set(long_texts(0, 200)) <= kept
    finally:
        again.close()


def test_of_what_leans_on_others_only_what_lost_them_goes(vault, home, key, clock, remember):
    """Answers must still go with the memories that they tell, should those be erased one day."""
    lost, kept = remember("the red umbrella", "the blue tent")
    turn = NewTurn(question="What?", answer="", ending=Ending.ANSWERED, evidence=(lost, kept))
    vault.write(lambda s: s.conversations.add(turn, clock.now()))
    vault.close()
    with closing(connection.open_writer(home.database, key)) as saved:
        saved.execute("PRAGMA foreign_keys = OFF")
        saved.execute("DELETE FROM events WHERE id = ?", (lost,))
        _drop_orphans(saved)
        rows = saved.execute("SELECT event_id FROM turn_evidence").fetchall()
        assert [tuple(row) for row in rows] == [(kept,)]
        assert saved.execute("PRAGMA foreign_key_check").fetchone() is None


def test_a_vault_whose_beginning_is_gone_comes_from_the_backup(vault, home, key, clock, remember):
    remember(*long_texts(0, 20))
    vault.backup()
    remember(*long_texts(20, 5))
    vault.checkpoint()
    vault.close()
    damage(home, 0)
    saved = salvage(home, key, clock)
    assert saved.filled["events"] == 20
    again = Vault.open(home, key, clock)
    assert len(texts(again)) == 20
    again.close()


def test_nothing_is_changed_where_nothing_can_be_saved(vault, home, key, clock, remember):
    remember("one")
    vault.checkpoint()
    vault.close()
    damage(home, 0)
    before = home.database.read_bytes()
    with pytest.raises(VaultDamaged, match="Nothing could be saved"):
        salvage(home, key, clock)
    assert home.database.read_bytes() == before
    assert sorted(one.name for one in home.root.iterdir()) == ["vault"]


def test_a_broken_audit_is_chained_anew_and_says_so(vault, home, key, clock):
    for _ in range(5):
        vault.write(lambda s: s.audit.append("memory.add", "t", clock.now()))
    vault.write(lambda s: s._connection.execute("DELETE FROM audit WHERE id IN (2, 4)"))
    vault.checkpoint()
    vault.close()
    salvage(home, key, clock)
    again = Vault.open(home, key, clock)
    last = again.read(lambda s: s.audit.list(1))[0]
    assert (last.action, last.counts) == ("audit.salvaged", {"lost": 2})
    assert again.read(lambda s: s.audit.verify())
    again.close()
