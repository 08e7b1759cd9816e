"""Starting with the session, in each system's own documented way: a file, or a registry value.

Linux: the Desktop Application Autostart Specification. macOS: a launchd agent of the person's
(launchd.plist(5)). Windows: the Run key of the person's hive.
"""

import os
import plistlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from second_me.core.errors import NotWritable

NAME: Final = "second-me"
LABEL: Final = "local.second-me.window"
_TITLE: Final = "Second Me"
_RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_RESERVED: Final = " \t\n\"'\\><~|&;$*?#()`"


class LoginStart(Protocol):
    """Whether the program is started when the person logs in."""

    @property
    def on(self) -> bool: ...

    def turn_on(self, command: tuple[str, ...]) -> None:
        """Have `command` started at login. Raises NotWritable."""

    def turn_off(self) -> None:
        """Have it started no more. Raises NotWritable."""


class DesktopEntry:
    """A file in the autostart folder of XDG."""

    def __init__(self, config: Path) -> None:
        self.path = config / "autostart" / f"{NAME}.desktop"

    @property
    def on(self) -> bool:
        try:
            return b"\nHidden=true" not in self.path.read_bytes()
        except OSError:
            return False

    def turn_on(self, command: tuple[str, ...]) -> None:
        text = (
            "[Desktop Entry]\nType=Application\n"
            f"Name={_TITLE}\nExec={desktop_exec(command)}\nIcon={NAME}\nTerminal=false\n"
        )
        _write(self.path, text.encode())

    def turn_off(self) -> None:
        _remove(self.path)


class LaunchAgent:
    """A property list among the person's launch agents."""

    def __init__(self, home: Path) -> None:
        self.path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"

    @property
    def on(self) -> bool:
        return self.path.is_file()

    def turn_on(self, command: tuple[str, ...]) -> None:
        told = {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        _write(self.path, plistlib.dumps(told))

    def turn_off(self) -> None:
        _remove(self.path)


class RunKey:
    """A value of the Run key. `registry` is the module `winreg`."""

    def __init__(self, registry: Any) -> None:  # noqa: ANN401  (there on Windows alone)
        self._registry = registry

    @property
    def on(self) -> bool:
        try:
            with self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, _RUN) as key:
                self._registry.QueryValueEx(key, _TITLE)
        except OSError:
            return False
        return True

    def turn_on(self, command: tuple[str, ...]) -> None:
        import subprocess  # noqa: PLC0415  (for its quoting, on Windows alone)

        line = subprocess.list2cmdline(command)
        registry = self._registry
        try:
            with registry.CreateKey(registry.HKEY_CURRENT_USER, _RUN) as key:
                registry.SetValueEx(key, _TITLE, 0, registry.REG_SZ, line)
        except OSError as error:
            raise _not_written("the registry", error) from None

    def turn_off(self) -> None:
        registry = self._registry
        try:
            user, access = registry.HKEY_CURRENT_USER, registry.KEY_SET_VALUE
            with registry.OpenKey(user, _RUN, 0, access) as key:
                registry.DeleteValue(key, _TITLE)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _not_written("the registry", error) from None


def login_start(environ: Mapping[str, str] = os.environ) -> LoginStart:
    """Return this system's way."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415  (there on Windows alone)

        return RunKey(winreg)
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return LaunchAgent(home)
    return DesktopEntry(Path(environ.get("XDG_CONFIG_HOME") or home / ".config"))


def window_command(home: Path | None = None) -> tuple[str, ...]:
    """Return what starts the window in the tray; `home` if it is not the usual one."""
    program = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "second_me"]
    )
    place = ["--home", str(home)] if home is not None else []
    return (*program, "window", "--hidden", *place)


def desktop_exec(command: tuple[str, ...]) -> str:
    """Return a command as the key Exec of a desktop entry takes it."""
    return " ".join(_quoted(word) for word in command)


def _quoted(word: str) -> str:
    # Quoted for the command line, then escaped as any string of the file; % would be a field.
    word = word.replace("%", "%%")
    if not any(mark in word for mark in _RESERVED):
        return word
    for mark in '\\"`$':
        word = word.replace(mark, f"\\{mark}")
    return f'"{word}"'.replace("\\", "\\\\")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise _not_written(str(path.parent), error) from None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _not_written(str(path.parent), error) from None


def _not_written(where: str, error: OSError) -> NotWritable:
    return NotWritable(
        "The start at login was not changed",
        f"Nothing could be written to {where} ({error.strerror}).",
        "Set it in the settings of the system instead.",
    )
