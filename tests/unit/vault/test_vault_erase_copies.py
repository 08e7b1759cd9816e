"""What was erased stays erased: in backups, after a restore, and when it is given again."""

from pathlib import Path

import msgspec
import pytest

from second_me.core.paths import Home
from second_me.core.protocol.erase import About, Everything, Looked, Memories, Receipt
from second_me.core.records import Actor, NewFact, Quote
from second_me.vault import Argon2Cost, DataKey, KeySlots, NoKeyring, Vault, restore, wiping
from second_me.vault.erasing import copies, receipts, tombstones
from second_me.vault.erasing.aftermath import clean


@pytest.fixture
def key(slots: KeySlots) -> DataKey:
    return slots.create(passphrase="a passphrase for tests", recovery=False, keyring=False).key


@pytest.fixture
def erase(vault, clock):
    """Return a function that erases a scope in the vault, and gives the erasure's number."""

    def run(scope):
        chosen = vault.read(lambda session: session.erasures.choose(scope))
        begun = vault.write(lambda session: session.erasures.begin(chosen, "t", clock.now()))
        vault.aftermath.keep_beside()
        return begun.erasure_id

    return run


def texts(vault):
    return {event.text for event in vault.read(lambda session: session.events.list())}


def cleanse(vault, erasure_id, **options):
    return vault.aftermath.cleanse_copies(erasure_id, lambda: None, **options)


def restored(home, key, clock, backup):
    restore(home, Path(backup.path), key, clock)
    return Vault.open(home, key, clock)


def test_a_backup_is_written_anew_without_what_was_erased(vault, home, key, remember, clock, erase):
    ids = remember("the red umbrella is lost", "the blue umbrella is found")
    backup = vault.backup()
    number = erase(Memories(ids=ids[:1]))
    found = cleanse(vault, number)
    assert (found.rewritten, found.removed) == (1, 0)
    assert clean(found.looked)
    assert [one.place.split()[0] for one in found.looked] == ["backup", "backup"]
    (kept,) = vault.backups()
    assert (kept.path, kept.created_at, kept.events) == (backup.path, backup.created_at, 1)
    assert sorted(path.name for path in home.backups.iterdir()) == [Path(backup.path).name]
    vault.close()
    home.tombstones.unlink()
    again = restored(home, key, clock, kept)
    assert texts(again) == {"the blue umbrella is found"}
    assert again.check(deep=True) == []
    again.close()
    assert cleanse_again(home, key, clock, number)


def cleanse_again(home, key, clock, number):
    vault = Vault.open(home, key, clock)
    try:
        return cleanse(vault, number).removed == 0
    finally:
        vault.close()


def test_the_search_of_a_backup_would_find_what_is_left_in_it(vault, remember, erase, monkeypatch):
    (id_,) = remember("the red umbrella is lost")
    vault.backup()
    number = erase(Memories(ids=(id_,)))
    monkeypatch.setattr(copies, "_erase_whole", lambda connection, order: False)
    monkeypatch.setattr(copies.examination, "_MEMORIES", ())
    monkeypatch.setattr(copies.examination, "_vocabulary", lambda _: [])
    found = cleanse(vault, number)
    assert not clean(found.looked)


def test_a_name_goes_from_copies_too(vault, home, key, remember, clock, erase):
    remember("Alice is here")
    vault.backup()
    vault.write(
        lambda session: session.events.erase(
            session.erasures.choose(About(names=("Alice",))).events
        )
    )
    remember("Alice was here", thread="b")
    number = erase(About(names=("Alice",)))
    assert cleanse(vault, number).rewritten == 1
    (kept,) = vault.backups()
    assert kept.events == 0


def test_a_backup_that_the_key_does_not_open_is_removed(
    vault, home, remember, erase, tmp_path, clock
):
    (id_,) = remember("the red umbrella is lost")
    vault.backup()
    whole = Path(vault.backups()[0].path)
    (home.backups / "second-me-cut.smbackup").write_bytes(whole.read_bytes()[:-900])
    number = erase(Memories(ids=(id_,)))
    found = cleanse(vault, number)
    assert (found.rewritten, found.removed) == (1, 1)
    assert [path.name for path in home.backups.iterdir()] == [whole.name]


def test_everything_takes_all_copies(vault, home, remember, erase):
    (id_,) = remember("the red umbrella is lost")
    vault.backup()
    aside = home.root / "vault.before-restore-2024"
    aside.mkdir()
    (aside / "vault.db").write_bytes(b"x" * 5000)
    number = erase(Memories(ids=(id_,)))
    assert cleanse(vault, number, all_of_it=True).removed == 2
    assert list(home.backups.iterdir()) == []
    assert not aside.exists()


def test_a_vault_put_aside_is_cleaned_or_said_to_be_out_of_reach(
    vault, home, key, remember, clock, erase
):
    ids = remember("the red umbrella is lost", "the blue umbrella is found")
    vault.backup()
    vault.close()
    again = restored(home, key, clock, vault.backups()[0])
    (aside,) = home.root.glob("vault.before-restore-*")
    locked = home.root / "vault.before-restore-other"
    locked.mkdir()
    (locked / "vault.db").write_bytes(b"\1" * 8192)
    chosen = again.read(lambda session: session.erasures.choose(Memories(ids=ids[:1])))
    begun = again.write(lambda session: session.erasures.begin(chosen, "t", clock.now()))
    found = cleanse(again, begun.erasure_id)
    assert (found.rewritten, found.removed, len(found.unreachable)) == (2, 0, 1)
    assert clean(found.looked)
    again.close()
    moved = Home(root=home.root / "look", models=home.models)
    aside.rename(moved.vault if moved.root.mkdir() is None else aside)
    old = Vault.open(moved, key, clock)
    assert texts(old) == {"the blue umbrella is found"}
    old.close()


@pytest.mark.promise("erase-restore")
def test_a_restored_backup_brings_nothing_erased_back(vault, home, key, remember, clock, erase):
    ids = remember(*(f"umbrella number {n}" for n in range(10)))
    outside = vault.backup(home.root)
    erase(Memories(ids=ids[:4]))
    vault.close()
    again = restored(home, key, clock, outside)
    assert texts(again) == {f"umbrella number {n}" for n in range(4, 10)}
    assert again.check(deep=True) == []
    assert again.read(lambda session: len(session.erasures.tombstones.all())) == 4
    again.close()
    assert home.tombstones.exists()


@pytest.mark.promise("erase-restore")
def test_what_the_vault_there_knows_is_enough_for_a_restore(
    vault, home, key, remember, clock, erase
):
    ids = remember("one umbrella", "another umbrella")
    outside = vault.backup(home.root)
    erase(Memories(ids=ids[:1]))
    vault.close()
    home.tombstones.unlink()
    again = restored(home, key, clock, outside)
    assert texts(again) == {"another umbrella"}
    again.close()


def test_tombstones_of_another_vault_or_changed_ones_count_for_nothing(
    vault, home, key, remember, clock, erase
):
    ids = remember("one umbrella", "another umbrella")
    outside = vault.backup(home.root)
    erase(Memories(ids=ids[:1]))
    secret = vault._secret
    stones = tombstones.kept_beside(home.tombstones, secret)
    assert len(stones) == 1
    assert tombstones.kept_beside(home.tombstones, b"x" * 32) == []
    content = home.tombstones.read_bytes()
    home.tombstones.write_bytes(content.replace(b'"event"', b'"evenT"'))
    assert tombstones.kept_beside(home.tombstones, secret) == []
    home.tombstones.write_bytes(b"{")
    assert tombstones.kept_beside(home.tombstones, secret) == []
    assert outside


@pytest.mark.promise("erase-restore")
def test_an_erased_event_is_not_imported_again_until_it_is_let_in(
    vault, source, make_event, clock, erase, home
):
    events = [make_event(f"umbrella {n}", at=n) for n in range(3)]
    append = lambda session: session.events.append(source, None, events, clock.now())  # noqa: E731
    ids = vault.write(append).event_ids
    number = erase(Memories(ids=ids[:2]))
    source = vault.write(lambda s: s.sources.ensure("notes", "Mine", "/n", clock.now()))
    again = vault.write(append)
    assert (again.event_ids, again.duplicates, again.erased) == ((), 1, 2)
    assert vault.write(lambda session: session.erasures.tombstones.lift(number)) == 2
    vault.aftermath.keep_beside()
    assert not home.tombstones.exists()
    assert len(vault.write(append).event_ids) == 2


def test_what_the_person_types_anew_is_taken(vault, source, make_event, clock, erase):
    event = make_event("the umbrella")
    (id_,) = vault.write(lambda s: s.events.append(source, None, [event], clock.now())).event_ids
    erase(Memories(ids=(id_,)))
    source = vault.write(lambda s: s.sources.ensure("notes", "Mine", "/n", clock.now()))
    anew = vault.write(lambda s: s.events.append(source, None, [event], clock.now(), anew=True))
    assert len(anew.event_ids) == 1


def test_a_fact_is_known_again_by_its_words_and_by_what_showed_it(vault, remember, clock):
    (id_,) = remember("I was born in Pula")

    def look(session):
        stones = session.erasures.tombstones
        quote = Quote(id_, 0, 18, "I was born in Pula")
        fact = NewFact(subject="Me", kind="k", text="born in Pula", quotes=(quote,))
        assert not stones.keeps_out(fact)
        stones.add("quote", stones.quotes("me", [quote]), 1)
        other = msgspec.structs.replace(fact, text="comes from Pula")
        assert stones.keeps_out(other)
        assert session.facts.add(other, Actor.EXTRACT, clock.now()) is None
        stones.readmit(other)
        assert not stones.keeps_out(other)

    vault.write(look)


def a_receipt(**fields) -> Receipt:
    given = {"erasure_id": 1, "scope": "about", "program": "t", "asked_at": 1, "finished_at": 2}
    looked = (Looked(place="vault: pages", read=9, found=0),)
    return Receipt(**given, erased={"events": 3}, looked=looked, verified=True, **fields)


def test_a_receipt_is_signed_by_its_vault_alone():
    signed = receipts.sign(a_receipt(), b"a" * 32)
    again = msgspec.json.decode(msgspec.json.encode(signed), type=Receipt)
    assert receipts.check(again, b"a" * 32) == receipts.ReceiptCheck(genuine=True, ours=True)
    assert receipts.check(again, b"b" * 32) == receipts.ReceiptCheck(genuine=True, ours=False)
    assert receipts.check(again).genuine
    changed = msgspec.structs.replace(signed, erased={"events": 4})
    assert not receipts.check(changed, b"a" * 32).genuine
    assert not receipts.check(a_receipt(signature="?", public_key="?")).genuine


def test_a_file_is_overwritten_before_it_goes(tmp_path):
    file, link = tmp_path / "a", tmp_path / "b"
    file.write_bytes(b"secret" * 500_000)
    link.hardlink_to(file)
    copies.shred(file)
    copies.shred(file)
    assert not file.exists()
    assert link.stat().st_size == 3_000_000
    assert b"secret" not in link.read_bytes()


@pytest.fixture
def stranger(home, tmp_path, clock):
    """Return a backup of another vault that lies in the same folder."""
    other = Home(root=tmp_path / "other", models=tmp_path)
    slots = KeySlots(other.slots, NoKeyring(), clock, Argon2Cost(memory_kib=64, passes=1))
    made = slots.create(passphrase="another passphrase", recovery=False, keyring=False)
    vault = Vault.create(other, made.key, clock)
    home.backups.mkdir(exist_ok=True)
    path = vault.backup(home.backups / "second-me-2026-01-01-000000.smbackup").path
    vault.close()
    return Path(path)


def test_a_backup_of_another_vault_is_left_alone(vault, home, remember, erase, stranger):
    before = stranger.read_bytes()
    ids = remember("the red umbrella is lost")
    vault.backup()
    assert [Path(one.path) for one in vault.backups()] != []
    assert stranger not in [Path(one.path) for one in vault.backups()]
    found = cleanse(vault, erase(Memories(ids=ids)))
    assert (found.rewritten, found.removed) == (1, 0)
    found = cleanse(vault, erase(Everything()), all_of_it=True)
    assert found.removed == 1
    assert stranger.read_bytes() == before


def test_wiping_leaves_another_vaults_backup_in_a_shared_folder(
    vault, home, tmp_path, remember, stranger
):
    remember("the red umbrella is lost")
    vault.backup()
    vault.close()
    shared = tmp_path / "shared"
    home.backups.rename(shared)
    home.backups.symlink_to(shared, target_is_directory=True)
    before = (shared / stranger.name).read_bytes()
    wiping.destroy(home, NoKeyring())
    assert [path.name for path in shared.iterdir()] == [stranger.name]
    assert (shared / stranger.name).read_bytes() == before
