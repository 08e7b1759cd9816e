"""Losing the keyring is survivable: eight ways, with the real gnome-keyring."""

import pytest

from second_me.bench.trials import keyring_loss
from second_me.bench.trials.keyring_loss import CASES, Profile, available, in_clear, survived

pytestmark = [
    pytest.mark.promise("keyring-loss"),
    pytest.mark.skipif(not available(), reason="gnome-keyring or dbus is not installed"),
]


def test_there_are_eight_ways():
    assert len(CASES) == 8


@pytest.mark.parametrize("name", CASES)
def test_the_vault_opens_by_another_slot_with_clear_words(name, tmp_path):
    fault = CASES[name](Profile(tmp_path / "profile"), tmp_path / "vault home")

    assert fault == ""


def test_the_trial_tells_what_is_wrong(tmp_path):
    made = {"key": "00" * 32}
    told = {"key": "00" * 32, "title": "T", "message": "m", "notice": "T.", "action": "Guess."}
    assert survived({**told, "by_keyring": "x"}, made) == "the keyring opened it"
    assert survived({**told, "key": "11"}, made) == "the passphrase gave another key"
    assert survived(told, made) == "the words do not say what to do"
    told["action"] = keyring_loss.OTHERS
    assert survived(told, made, "no safe keyring") == "the words do not tell of ['no safe keyring']"
    assert survived(told, made, "m") == ""
    assert in_clear(tmp_path, made["key"]) == ""
    (tmp_path / "key.txt").write_text(made["key"])
    assert "key.txt" in in_clear(tmp_path, made["key"])
