"""The key on systems that are not this one, by their documented calls; and on Wayland's portal."""

import ctypes
import os
import shutil
import subprocess
import sys
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from second_me.desktop.hotkeys import NoHotKey, find_hotkey
from second_me.desktop.hotkeys.macos import MacHotKey
from second_me.desktop.hotkeys.windows import WindowsHotKey

HERE = Path(__file__).parent


class User32:
    """Windows' library, as far as hotkeys go."""

    def __init__(self, held: int = 1) -> None:
        self.held = held
        self.registered: list[tuple[object, ...]] = []
        self.left: list[tuple[object, ...]] = []

    def RegisterHotKey(self, *values: object) -> int:  # noqa: N802  (Windows')
        self.registered.append(values)
        return self.held

    def UnregisterHotKey(self, *values: object) -> int:  # noqa: N802  (Windows')
        self.left.append(values)
        return 1


class TestWindows:
    def test_it_is_registered_by_its_codes(self, qapp: QApplication):
        user32 = User32()
        key = WindowsHotKey(user32=user32)
        # MOD_CONTROL | MOD_ALT | MOD_NOREPEAT, VK_SPACE
        assert user32.registered == [(None, 0x5EC0, 0x0002 | 0x0001 | 0x4000, 0x20)]
        assert key.trouble == ""
        key.close()
        assert user32.left == [(None, 0x5EC0)]

    def test_its_message_presses_it_and_no_other_does(self, qapp: QApplication, qtbot: QtBot):
        key = WindowsHotKey(user32=User32())
        pressed = []
        key.pressed.connect(lambda: pressed.append(True))
        for message, number in ((0x0312, 7), (0x0100, 0x5EC0), (0x0312, 0x5EC0)):
            told = wintypes.MSG()
            told.message, told.wParam = message, number
            key._filter.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told))
        assert pressed == [True]
        assert key._filter.nativeEventFilter(b"xcb_generic_event_t", 0) == (False, 0)
        key.close()

    def test_a_key_that_is_taken_is_said(self, qapp: QApplication):
        key = WindowsHotKey(user32=User32(held=0))
        assert "holds Ctrl+Alt+Space already" in key.trouble
        key.close()


class Carbon:
    """macOS' framework, as far as hotkeys go."""

    def __init__(self, status: int = 0) -> None:
        self.status = status
        self.handler = None
        self.registered: tuple[object, ...] = ()
        self.left: list[str] = []

    def GetApplicationEventTarget(self) -> int:  # noqa: N802  (Carbon's)
        return 77

    def InstallEventHandler(self, target, handler, count, kinds, data, made) -> int:  # noqa: N802
        assert (target, count, data) == (77, 1, None)
        kind = kinds._obj
        assert (kind.eventClass.to_bytes(4, "big"), kind.eventKind) == (b"keyb", 5)
        made._obj.value = 1
        self.handler = handler
        return 0

    def RegisterEventHotKey(self, key, modifiers, _name, target, options, made) -> int:  # noqa: N802
        self.registered = (key, modifiers, target, options)
        made._obj.value = 2 if self.status == 0 else None
        return self.status

    def UnregisterEventHotKey(self, _key) -> None:  # noqa: N802
        self.left.append("key")

    def RemoveEventHandler(self, _handler) -> None:  # noqa: N802
        self.left.append("handler")


class TestMac:
    def test_it_is_registered_and_pressed(self, qapp: QApplication, qtbot: QtBot):
        carbon = Carbon()
        key = MacHotKey(carbon=carbon)
        assert carbon.registered == (49, 0x1000 | 0x0800, 77, 0)  # space, control and option
        with qtbot.waitSignal(key.pressed):
            carbon.handler(None, None, None)
        key.close()
        assert carbon.left == ["key", "handler"]

    def test_a_key_that_is_taken_is_said(self, qapp: QApplication):
        key = MacHotKey(carbon=Carbon(status=-9878))  # eventHotKeyExistsErr
        assert "holds Ctrl+Alt+Space already" in key.trouble
        key.close()


@pytest.mark.parametrize("platform", ["offscreen", "minimal"])
def test_without_a_way_a_shortcut_is_advised(platform: str, qapp: QApplication):
    key = find_hotkey(platform)
    assert isinstance(key, NoHotKey)
    assert "second-me window --recall" in key.trouble


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="D-Bus is not here")
@pytest.mark.parametrize("portal", ["grants", "refuses", "old"])
def test_the_portal_is_asked_on_wayland(portal: str):
    told = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(HERE / "desktop_at_portal.py"), portal],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1] / "app")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    expected = {"grants": "pressed", "refuses": "trouble", "old": "trouble"}[portal]
    assert told.stdout.split() == [expected], told.stderr
