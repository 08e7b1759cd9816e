"""Losing the keyring is survivable: eight ways, with the real gnome-keyring."""

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import second_me

SESSION = Path(__file__).with_name("keyring_session.py")
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
PASSWORD = "login"

pytestmark = [
    pytest.mark.promise("keyring-loss"),
    pytest.mark.skipif(
        not all(map(shutil.which, NEEDED)), reason="gnome-keyring or dbus is not installed"
    ),
]


class Profile:
    """An account with a home of its own, and a D-Bus session for each thing it does."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("run", "data/keyrings"):
            (root / folder).mkdir(parents=True, mode=0o700)
        self.environ = {
            "HOME": str(root),
            "PATH": os.environ["PATH"],
            "XDG_DATA_HOME": str(root / "data"),
            "XDG_RUNTIME_DIR": str(root / "run"),
            "PYTHONPATH": os.pathsep.join(
                [str(Path(second_me.__file__).parents[1]), str(root / "modules")]
            ),
        }

    def run(self, case, vault, *, bus=True, password=PASSWORD, **environ):
        command = [sys.executable, str(SESSION), case, str(vault), password]
        if bus:
            command = ["dbus-run-session", "--", *command]
        done = subprocess.run(
            command,
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def profile(tmp_path):
    return Profile(tmp_path / "profile")


@pytest.fixture
def vault(tmp_path):
    return tmp_path / "vault home"


@pytest.fixture
def made(profile, vault):
    made = profile.run("create", vault)
    assert made["notice"] == ""
    assert "keyring" in made["kinds"]
    return made


def in_clear(root: Path, key: str) -> list[Path]:
    """Return files that hold the data key in a form anybody could read."""
    raw = bytes.fromhex(key)
    forms = (raw, key.encode(), base64.b64encode(raw))
    files = [path for path in root.rglob("*") if path.is_file()]
    return [path for path in files if any(form in path.read_bytes() for form in forms)]


def survived(told, made, *words):
    """The keyring failed with a clear message, and the passphrase opened the same vault."""
    assert "by_keyring" not in told
    assert told["key"] == made["key"]
    assert told["title"] in told["notice"]
    assert told["action"] == "Unlock with your passphrase or your recovery code."
    for word in words:
        assert word in f"{told['title']} {told['message']}"


def test_with_nothing_lost_the_keyring_opens_the_vault(profile, vault, made, tmp_path):
    assert profile.run("open", vault)["by_keyring"] == made["key"]
    assert in_clear(tmp_path, made["key"]) == []


def test_no_d_bus(profile, vault, made):
    survived(profile.run("open", vault, bus=False), made, "no safe keyring")


def test_a_locked_keyring(profile, vault, made):
    survived(profile.run("locked", vault), made, "keyring")


def test_a_dismissed_prompt(profile, vault, made):
    told = profile.run("dismissed", vault)
    survived(told, made, "keyring is locked")
    assert told["dismissed"] == 1


def test_an_entry_that_is_gone(profile, vault, made):
    survived(profile.run("gone", vault), made, "not in the keyring")


def test_another_backend_that_keeps_secrets_in_clear(profile, vault, made):
    modules = profile.root / "modules"
    modules.mkdir()
    (modules / "clear.py").write_text(
        "import keyring.backend, pathlib\n"
        "class Keyring(keyring.backend.KeyringBackend):\n"
        "    priority = 99\n"
        "    def get_password(self, service, username):\n"
        "        pathlib.Path(__file__).with_name('asked').touch()\n"
        "    set_password = get_password\n"
    )
    told = profile.run("open", vault, PYTHON_KEYRING_BACKEND="clear.Keyring")
    survived(told, made, "no safe keyring", "in clear", "put into SecretService.Keyring")
    assert not (modules / "asked").exists()


def test_a_wrong_value(profile, vault, made):
    survived(profile.run("wrong", vault), made, "holds another key")


def test_a_read_only_keyring(profile, vault, tmp_path):
    keyrings = profile.root / "data" / "keyrings"
    keyrings.rmdir()
    keyrings.write_bytes(b"")  # nothing can be written below it, not even by root
    made = profile.run("read-only", vault)
    assert made["kinds"] == ["passphrase", "recovery"]
    assert "You will need your passphrase each time" in made["notice"]
    told = profile.run("open", vault)
    assert told["key"] == made["key"]
    assert told["action"] == "Unlock with your passphrase or your recovery code."
    assert in_clear(tmp_path, made["key"]) == []


def test_a_second_profile(vault, made, tmp_path):
    other = Profile(tmp_path / "other")
    survived(other.run("open", vault, password="another"), made, "not in the keyring")
