"""Where the tests run: a home, a display, a session bus of their own, and no network."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from default_model import models_folder
from environment import Venv

AS_ROOT = ("unshare", "-n", "sh", "-c", 'ip link set lo up; exec "$@"', "sh")
AS_PERSON = (
    *("unshare", "--map-current-user", "--net", "--keep-caps", "sh", "-c"),
    'ip link set lo up; exec setpriv --ambient-caps -all --inh-caps -all -- "$@"',
    "sh",
)
"""Before the tests: a network namespace in which only this machine's own address is there.
Who runs them stays who they were, and gains no rights by it: some tests are about rights.
"""
WITH_WINDOW_MANAGER = 'openbox --sm-disable >/dev/null 2>&1 & exec "$@"'


@dataclass(frozen=True)
class Session:
    """What to put before the test command, and the environment to run it in."""

    prefix: tuple[str, ...]
    env: dict[str, str]


@contextlib.contextmanager
def lend(venv: Venv) -> Iterator[Session]:
    """Lend a session that touches nothing of the person's own and goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="sm-test-") as folder:
        home = Path(folder)
        runtime = home / "run"
        runtime.mkdir(mode=0o700)
        env = {
            **os.environ,
            "SECOND_ME_MODELS": str(models_folder(venv)),
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PYTHONUNBUFFERED": "1",
        }
        for name in ("SECOND_ME_HOME", "DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY"):
            env.pop(name, None)
        if not sys.platform.startswith("linux"):
            env["QT_QPA_PLATFORM"] = "offscreen"
        before = prefix()
        if "unshare" in before:
            env["SECOND_ME_WALLED_OFF"] = "1"
        yield Session(prefix=before, env=env)


def prefix() -> tuple[str, ...]:
    """Return the programs that make the session; those not here are left out."""
    parts: tuple[str, ...] = ()
    if not sys.platform.startswith("linux"):
        return parts
    wall = AS_ROOT if os.geteuid() == 0 else AS_PERSON
    if can_wall_off(wall):
        parts += wall
    if shutil.which("xvfb-run"):
        parts += ("xvfb-run", "-a", "-s", "-screen 0 1400x1000x24 -nolisten tcp")
    if shutil.which("dbus-run-session"):
        parts += ("dbus-run-session", "--")
    if shutil.which("openbox") and shutil.which("xvfb-run"):
        parts += ("sh", "-c", WITH_WINDOW_MANAGER, "sh")
    return parts


def can_wall_off(wall: tuple[str, ...]) -> bool:
    """Return whether a network namespace of our own can be made here."""
    if not all(shutil.which(program) for program in ("unshare", "ip", "setpriv")):
        return False
    quiet = subprocess.DEVNULL
    return subprocess.call([*wall, "true"], stdout=quiet, stderr=quiet) == 0
