"""Promise `keyring-loss`: eight ways of losing the keyring, each with the real gnome-keyring.

Each case has an account with a home of its own and a D-Bus session for each thing it does
(`keyring_session.py`). The vault has to open by its passphrase, with words that say what is wrong
with the keyring, and no key may lie in clear anywhere.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import second_me
from second_me.bench.trials.report import Report

NEEDED: Final = ("dbus-run-session", "gnome-keyring-daemon")
PASSWORD: Final = "login"  # noqa: S105  (of a keyring in a trial)
SECONDS: Final = 120
OTHERS: Final = "Unlock with your passphrase or your recovery code."

_CLEAR: Final = """
import keyring.backend, pathlib
class Keyring(keyring.backend.KeyringBackend):
    priority = 99
    def get_password(self, service, username):
        pathlib.Path(__file__).with_name('asked').touch()
    set_password = get_password
"""

Told = dict[str, Any]


class Profile:
    """An account with a home of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("run", "data/keyrings", "modules"):
            (root / folder).mkdir(parents=True, mode=0o700)
        code = Path(second_me.__file__).parents[1]
        self._environ = {
            "HOME": str(root),
            "PATH": os.environ["PATH"],
            "XDG_DATA_HOME": str(root / "data"),
            "XDG_RUNTIME_DIR": str(root / "run"),
            "PYTHONPATH": os.pathsep.join([str(code), str(root / "modules")]),
        }

    def run(
        self,
        case: str,
        vault: Path,
        *,
        bus: bool = True,
        password: str = PASSWORD,
        **environ: str,
    ) -> Told:
        """Do one thing in a session of its own, and return what came of it."""
        module = "second_me.bench.trials.keyring_session"
        command = [sys.executable, "-m", module, case, str(vault), password]
        if bus:
            command = ["dbus-run-session", "--", *command]
        done = subprocess.run(
            command,
            env={**self._environ, **environ},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        told: Told = json.loads(done.stdout.splitlines()[-1])
        return told


def available() -> bool:
    """Return whether this machine has what the trial needs."""
    return all(map(shutil.which, NEEDED))


def eight(folder: Path, rounds: int) -> Report:
    """Lose the keyring in all eight ways, `rounds` times over."""
    report = Report(promise="keyring-loss", what="eight ways of losing the keyring")
    if not available():
        report.note("gnome-keyring or dbus is not installed")
        return report
    for number in range(rounds):
        for name, case in CASES.items():
            root = folder / f"{number}-{name}"
            root.mkdir(parents=True)
            report.note(_tried(name, case, root))
    return report


def _tried(name: str, case: Callable[[Profile, Path], str], root: Path) -> str:
    try:
        fault = case(Profile(root / "profile"), root / "vault home")
    except subprocess.SubprocessError as error:
        return f"{name}: {type(error).__name__}"
    return f"{name}: {fault}" if fault else ""


def _lost(case: str, *words: str, **how: Any) -> Callable[[Profile, Path], str]:  # noqa: ANN401
    """Return a trial that makes a vault, takes something away, and unlocks."""

    def trial(profile: Profile, vault: Path) -> str:
        made = profile.run("create", vault)
        if made["notice"] or profile.run("open", vault).get("by_keyring") != made["key"]:
            return "the keyring did not open it while nothing was lost"
        told = profile.run(case, vault, **how)
        return survived(told, made, *words) or in_clear(profile.root.parent, made["key"])

    return trial


def survived(told: Told, made: Told, *words: str) -> str:
    """Return what is wrong, unless the keyring failed with clear words and the passphrase did."""
    if "by_keyring" in told:
        return "the keyring opened it"
    if told["key"] != made["key"]:
        return "the passphrase gave another key"
    if told["title"] not in told["notice"] or told["action"] != OTHERS:
        return "the words do not say what to do"
    missing = [word for word in words if word not in f"{told['title']} {told['message']}"]
    return f"the words do not tell of {missing}" if missing else ""


def in_clear(root: Path, key: str) -> str:
    """Return which file holds the data key in a form that anybody could read, if one does."""
    raw = bytes.fromhex(key)
    forms = (raw, key.encode(), base64.b64encode(raw))
    for path in root.rglob("*"):
        if path.is_file() and any(form in path.read_bytes() for form in forms):
            return f"the key lies in clear in {path.name}"
    return ""


def _clear_backend(profile: Profile, vault: Path) -> str:
    made = profile.run("create", vault)
    modules = profile.root / "modules"
    (modules / "clear.py").write_text(_CLEAR, encoding="utf-8")
    told = profile.run("open", vault, PYTHON_KEYRING_BACKEND="clear.Keyring")
    if (modules / "asked").exists():
        return "a keyring that keeps secrets in clear was asked"
    return survived(told, made, "no safe keyring", "in clear", "put into SecretService.Keyring")


def _read_only(profile: Profile, vault: Path) -> str:
    keyrings = profile.root / "data" / "keyrings"
    keyrings.rmdir()
    keyrings.write_bytes(b"")  # nothing can be written below it, not even by root
    made = profile.run("read-only", vault)
    if made["kinds"] != ["passphrase", "recovery"]:
        return "a keyring slot was made that cannot last"
    if "You will need your passphrase each time" not in made["notice"]:
        return "the words do not say what to do"
    told = profile.run("open", vault)
    if told["key"] != made["key"] or told["action"] != OTHERS:
        return "the passphrase did not open it"
    return in_clear(profile.root.parent, made["key"])


def _second_profile(profile: Profile, vault: Path) -> str:
    made = profile.run("create", vault)
    other = Profile(profile.root.with_name("other"))
    return survived(other.run("open", vault, password="another"), made, "not in the keyring")  # noqa: S106


CASES: Final[dict[str, Callable[[Profile, Path], str]]] = {
    "no D-Bus": _lost("open", "no safe keyring", bus=False),
    "locked": _lost("locked", "keyring"),
    "prompt dismissed": _lost("dismissed", "keyring is locked"),
    "entry gone": _lost("gone", "not in the keyring"),
    "backend changed": _clear_backend,
    "wrong value": _lost("wrong", "holds another key"),
    "read-only": _read_only,
    "second profile": _second_profile,
}
