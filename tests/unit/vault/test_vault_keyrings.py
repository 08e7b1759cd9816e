import threading

import keyring.backend
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from second_me.core.errors import KeyringUnavailable
from second_me.vault import MemoryKeyring, NoKeyring, OsKeyring


class Encrypted(keyring.backend.KeyringBackend):
    """Stands for a system's own keyring: the module name is what makes it count as one."""

    priority = 1

    def __init__(self):
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class Forgetful(Encrypted):
    def set_password(self, service, username, password):
        pass


class Locked(Encrypted):
    def get_password(self, service, username):
        raise keyring.errors.KeyringLocked("dismissed")


class ReadOnly(Encrypted):
    def set_password(self, service, username, password):
        raise keyring.errors.PasswordSetError("refused")


class Broken(Encrypted):
    def get_password(self, service, username):
        raise RuntimeError("what it was asked to keep")


for _kind in (Encrypted, Forgetful, Locked, ReadOnly, Broken):
    _kind.__module__ = "keyring.backends.SecretService"


class Clear(Encrypted):
    """Keeps secrets in clear, as keyrings.alt does."""


@pytest.fixture(params=["os", "memory"])
def ring(request):
    return OsKeyring(Encrypted()) if request.param == "os" else MemoryKeyring()


def test_what_is_kept_comes_back(ring):
    assert ring.get("v") is None
    ring.set("v", bytes(range(32)))
    ring.set("w", bytes(32))
    assert ring.get("v") == bytes(range(32))
    ring.delete("v")
    ring.delete("v")
    assert ring.get("v") is None
    assert ring.get("w") == bytes(32)
    assert ring.name


@pytest.mark.parametrize(
    "backend", [keyring.backends.null.Keyring(), keyring.backends.fail.Keyring(), Clear()]
)
def test_a_keyring_that_keeps_nothing_or_in_clear_is_refused(backend):
    ring = OsKeyring(backend)
    with pytest.raises(KeyringUnavailable, match="no safe keyring") as error:
        ring.set("v", bytes(32))
    assert error.value.action == "Use your passphrase or recovery code."
    assert ring.name == ""
    assert getattr(backend, "kept", {}) == {}


@pytest.mark.parametrize(("first", "safe"), [(Encrypted, True), (Clear, False)])
def test_of_a_chain_the_one_that_would_be_used_counts(monkeypatch, first, safe):
    chain = keyring.backends.chainer.ChainerBackend
    monkeypatch.setattr(chain, "backends", [first(), Encrypted()], raising=False)
    assert bool(OsKeyring(chain()).name) is safe


def test_a_chain_of_nothing_is_refused(monkeypatch):
    chain = keyring.backends.chainer.ChainerBackend
    monkeypatch.setattr(chain, "backends", [], raising=False)
    assert OsKeyring(chain()).name == ""


@pytest.mark.parametrize(
    ("backend", "title"),
    [
        (Locked, "The keyring is locked"),
        (Forgetful, "The keyring did not keep the key"),
        (ReadOnly, "The keyring cannot be written"),
        (Broken, "The keyring cannot be reached"),
    ],
)
def test_each_trouble_is_told(backend, title):
    with pytest.raises(KeyringUnavailable, match=title) as error:
        OsKeyring(backend()).set("v", bytes(32))
    assert "what it was asked to keep" not in str(error.value)


def test_a_prompt_that_nobody_answers_does_not_hold_us_for_ever():
    answered = threading.Event()

    class Prompting(Encrypted):
        def get_password(self, service, username):
            answered.wait(5)

    Prompting.__module__ = "keyring.backends.SecretService"
    with pytest.raises(KeyringUnavailable, match="did not answer"):
        OsKeyring(Prompting(), timeout=0.05).get("v")
    answered.set()


def test_a_foreign_value_is_no_error_but_opens_nothing():
    backend = Encrypted()
    backend.kept["Second Me", "v"] = "not base64 at all"
    assert OsKeyring(backend).get("v") == b""


def test_no_keyring_says_so():
    ring = NoKeyring()
    with pytest.raises(KeyringUnavailable):
        ring.get("v")
    with pytest.raises(KeyringUnavailable):
        ring.set("v", bytes(32))
    ring.delete("v")
