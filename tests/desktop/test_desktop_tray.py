"""The tray's item, as a panel without XEmbed sees it: over D-Bus, by a StatusNotifierWatcher."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

NEEDED = ("Xvfb", "dbus-run-session")
missing = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(missing) or sys.platform != "linux", reason=f"not installed: {', '.join(missing)}"
)

HERE = Path(__file__).parent


@pytest.fixture
def screen() -> Iterator[str]:
    """Return the display of an X server."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        name = f":{told.readline().strip()}"
    yield name
    server.terminate()
    server.wait(10)


def test_its_menu_is_read_and_pressed(screen: str):
    told = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(HERE / "desktop_at_watcher.py")],
        env={
            **os.environ,
            "DISPLAY": screen,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(HERE.parents[1] / "app"),
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    lines = told.stdout.splitlines()
    assert lines[0].startswith("tip Second Me: Up to date"), told.stderr
    assert lines[1] == "menu Open Second Me, Quick recall, Pause for an hour, Lock, Quit"
    assert lines[2] == "asked to pause 1, to lock 1"
