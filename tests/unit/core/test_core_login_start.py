"""Starting with the session, by each system's documented way."""

import plistlib
import shlex
import sys
from pathlib import Path
from typing import Self

import pytest

from second_me.core import outside
from second_me.core.errors import NotWritable
from second_me.core.login_start import (
    DesktopEntry,
    LaunchAgent,
    RunKey,
    desktop_exec,
    login_start,
    window_command,
)

COMMAND = ("/opt/my programs/python", "-m", "second_me", "window", "--hidden")


class Key:
    """A key of a registry in memory."""

    def __init__(self, values: dict[str, str], *, writable: bool) -> None:
        self.values, self.writable = values, writable

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


class Registry:
    """As the module `winreg`, with one key."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, KEY_READ, REG_SZ = 1, 2, 3, 1

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.refuses = False

    def OpenKey(self, hive, path, _reserved=0, access=KEY_READ) -> Key:  # noqa: N802  (Windows')
        assert (hive, path) == (1, r"Software\Microsoft\Windows\CurrentVersion\Run")
        return Key(self.values, writable=access == self.KEY_SET_VALUE)

    def CreateKey(self, hive, path) -> Key:  # noqa: N802  (Windows')
        if self.refuses:
            raise PermissionError(13, "denied")
        return self.OpenKey(hive, path, 0, self.KEY_SET_VALUE)

    def QueryValueEx(self, key, name) -> tuple[str, int]:  # noqa: N802  (Windows')
        if name not in key.values:
            raise FileNotFoundError(2, name)
        return key.values[name], 1

    def SetValueEx(self, key, name, _reserved, kind, value) -> None:  # noqa: N802  (Windows')
        assert key.writable
        assert kind == self.REG_SZ
        key.values[name] = value

    def DeleteValue(self, key, name) -> None:  # noqa: N802  (Windows')
        assert key.writable
        if name not in key.values:
            raise FileNotFoundError(2, name)
        del key.values[name]


@pytest.fixture(params=["linux", "macos", "windows"])
def start(request, tmp_path: Path):
    return {
        "linux": lambda: DesktopEntry(tmp_path / ".config"),
        "macos": lambda: LaunchAgent(tmp_path),
        "windows": lambda: RunKey(Registry()),
    }[request.param]()


def test_it_is_turned_on_and_off(start):
    assert not start.on
    start.turn_on(COMMAND)
    assert start.on
    start.turn_off()
    assert not start.on
    start.turn_off()


def test_a_desktop_entry_holds_what_the_specification_asks_for(tmp_path: Path):
    entry = DesktopEntry(tmp_path)
    entry.turn_on(COMMAND)
    lines = entry.path.read_text().splitlines()
    assert lines[:3] == ["[Desktop Entry]", "Type=Application", "Name=Second Me"]
    line = next(one for one in lines if one.startswith("Exec="))
    assert shlex.split(line.removeprefix("Exec=")) == list(COMMAND)


def test_an_entry_that_the_person_hid_is_off(tmp_path: Path):
    entry = DesktopEntry(tmp_path)
    entry.turn_on(COMMAND)
    with entry.path.open("a") as file:
        file.write("Hidden=true\n")
    assert not entry.on


def test_an_entry_in_another_encoding_is_read_all_the_same(tmp_path: Path):
    entry = DesktopEntry(tmp_path)
    entry.turn_on(COMMAND)
    with entry.path.open("ab") as file:
        file.write("Comment=für mich\n".encode("latin-1"))
    assert entry.on


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/usr/bin/python", "/usr/bin/python"),
        ("/a b", '"/a b"'),
        ("50%", "50%%"),
        ('a"b', '"a\\\\"b"'),
        ("$HOME/x", '"\\\\$HOME/x"'),
    ],
)
def test_words_of_a_command_are_quoted(word: str, written: str):
    assert desktop_exec((word,)) == written


def test_a_launch_agent_is_one_that_launchd_reads(tmp_path: Path):
    agent = LaunchAgent(tmp_path)
    agent.turn_on(COMMAND)
    told = plistlib.loads(agent.path.read_bytes())
    assert told["ProgramArguments"] == list(COMMAND)
    assert told["RunAtLoad"] is True
    assert agent.path.stem == told["Label"]


def test_the_run_key_holds_a_command_line():
    registry = Registry()
    RunKey(registry).turn_on(COMMAND)
    expected = '"/opt/my programs/python" -m second_me window --hidden'
    assert registry.values == {"Second Me": expected}


def test_what_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "autostart").write_text("a file is in the way")
    with pytest.raises(NotWritable):
        DesktopEntry(tmp_path).turn_on(COMMAND)
    registry = Registry()
    registry.refuses = True
    with pytest.raises(NotWritable):
        RunKey(registry).turn_on(COMMAND)


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of this system")
def test_wiping_knows_of_it(tmp_path: Path):
    environ = {"HOME": str(tmp_path)}
    start = login_start(environ)
    start.turn_on(window_command())
    assert outside.entries(environ) == (tmp_path / ".config" / "autostart" / "second-me.desktop",)


def test_a_home_of_its_own_is_named():
    assert window_command(Path("/a"))[-2:] == ("--home", "/a")
    assert "--hidden" in window_command()
    assert "--home" not in window_command()
