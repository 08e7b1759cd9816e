"""The tray's item, as a panel without XEmbed sees it: over D-Bus, by a StatusNotifierWatcher."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from second_me.desktop.theme import Theme
from second_me.desktop.tray import Tray

NEEDED = ("Xvfb", "dbus-run-session")
missing = [name for name in NEEDED if shutil.which(name) is None]

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


@pytest.mark.skipif(
    bool(missing) or sys.platform != "linux", reason=f"not installed: {', '.join(missing)}"
)
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


def test_notifications_name_nothing_of_the_person(theme: Theme, monkeypatch):
    """They may be shown on a locked screen."""
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(
        QSystemTrayIcon,
        "showMessage",
        lambda _icon, title, words, _picture: shown.append((title, words)),
    )
    tray = Tray(theme)
    tells = [getattr(tray, name) for name in dir(tray) if name.startswith("tell_")]
    for tell in tells:
        tell()  # none takes anything that it could name
    assert len(shown) == len(tells) > 1


def test_nothing_but_the_tray_notifies():
    """So that what notifications say is decided in one place."""
    window = HERE.parents[1] / "app" / "second_me" / "desktop"
    telling = {path.name for path in window.rglob("*.py") if "showMessage" in path.read_text()}
    assert telling == {"tray.py"}
