"""Fingerprints: found wherever a piece of the words lies, and nowhere else."""

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.errors import VaultDamaged
from second_me.vault import DataKey
from second_me.vault.erasing import prints as prints_
from second_me.vault.erasing.pages import plain_frames, plain_pages
from second_me.vault.erasing.prints import Printer, count, together, without

SECRET = b"s" * 32
SAID = "Met Alice by the old harbour in Rovinj, at a quarter past nine."


def printer() -> Printer:
    return Printer(SECRET)


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(0, 40))
def test_a_piece_of_a_text_is_found_wherever_it_lies(before, after, start):
    prints = printer().take([SAID])
    piece = SAID.encode()[start : start + 16]
    assert count(printer().find(before + piece + after, prints))


@given(st.binary(max_size=200))
def test_what_was_never_taken_is_not_found(data):
    prints = printer().take([SAID])
    folded = SAID.lower().encode()
    pieces = [folded[at : at + 8] for at in range(len(folded) - 7)]
    if not any(piece in data.lower() for piece in pieces):
        assert not count(printer().find(data, prints))


def test_a_long_word_is_found_as_an_index_keeps_it():
    prints = printer().take(["something about Cinnamonbread"])
    assert count(printer().find(b"\x000cinnamonbread\x01", prints))


def test_a_short_text_and_a_name_are_found_as_a_whole():
    assert count(printer().find(b"..see you at 9..", printer().take(["See you at 9"])))
    by_name = printer().take([], ["Alice Novak"])
    assert list(by_name) == [len("Alice Novak")]
    assert count(printer().find(b"to ALICE NOVAK, with", by_name))
    assert not count(printer().find(b"to ALICE NEVAK, with", by_name))
    assert not count(printer().take([], ["Ann"]))


def test_bytes_that_are_no_text_are_found():
    code = bytes(range(60, 84))
    assert count(printer().find(b"\0" * 9 + code + b"\1", printer().take([], raw=[code])))


def test_another_secret_makes_other_fingerprints():
    prints = printer().take([SAID])
    assert not count(Printer(b"t" * 32).find(SAID.encode(), prints))


def test_very_many_texts_get_fewer_fingerprints_each_but_some(monkeypatch):
    monkeypatch.setattr(prints_, "MOST", 1_000)
    texts = [f"{n} {SAID} {n}" for n in range(400)]
    prints = printer().take(texts)
    assert len(prints[16]) < 400 * 12
    for text in texts[::37]:
        assert count(printer().find(text.encode(), prints))


def test_sets_of_fingerprints_are_joined_and_taken_apart():
    one, two = printer().take([SAID]), printer().take(["Quite another thing altogether."])
    both = together(one, two)
    assert count(both) == count(one) + count(two)
    left = without(both, two)
    assert all(np.array_equal(left[width], one[width]) for width in one)
    assert without(one, one) == {}


def test_every_page_and_frame_is_read_as_it_was_written(vault, home, key, remember):
    remember(*(f"first {n} " * 60 for n in range(300)))
    vault.checkpoint()
    remember("only in the log so far", thread="other")
    pages = list(plain_pages(home.database, key))
    frames = list(plain_frames(home.database.with_name("vault.db-wal"), home.database, key))
    assert len(pages) == home.database.stat().st_size // 4096
    assert any(b"first 299 first 299" in page for page in pages)
    assert not any(b"only in the log" in page for page in pages)
    assert any(b"only in the log" in frame for frame in frames)
    raw = home.database.read_bytes()[4096 * 2 : 4096 * 3]
    cipher = Cipher(algorithms.AES(key.secret), modes.CBC(raw[-80:-64])).decryptor()
    assert pages[2] == cipher.update(raw[:-80]) + cipher.finalize()


def test_a_page_that_is_not_authentic_is_refused(vault, home, key, remember):
    remember("alpha")
    vault.close()
    content = bytearray(home.database.read_bytes())
    content[4096 * 3 + 5] ^= 1
    home.database.write_bytes(bytes(content))
    with pytest.raises(VaultDamaged):
        list(plain_pages(home.database, key))
    with pytest.raises(VaultDamaged):
        list(plain_pages(home.database, DataKey.generate()))
