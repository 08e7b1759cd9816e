"""The key that opens quick recall from anywhere, in each system's own way.

X11 by a grab, Wayland through the desktop portal, Windows by RegisterHotKey, macOS by
RegisterEventHotKey. None of them sees any key but that one.
"""

import contextlib
import os

from PySide6.QtCore import QObject, Signal

from second_me.desktop.hotkeys.keys import DEFAULT_KEYS, HotKey
from second_me.desktop.translation import tr

__all__ = ["DEFAULT_KEYS", "HotKey", "NoHotKey", "find_hotkey"]


class NoHotKey(QObject):
    """Where the system offers none; `second-me window --recall` serves a shortcut there."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trouble = tr(
            "This desktop gives programs no key of their own. Set a shortcut in its settings "
            "that runs: second-me window --recall"
        )

    def close(self) -> None:
        pass


def find_hotkey(platform: str, parent: QObject | None = None) -> HotKey:
    """Return the hotkey that Qt's platform `platform` allows for."""
    # Each needs what only its own system has.
    with contextlib.suppress(OSError, ImportError):
        if platform == "xcb" and os.environ.get("DISPLAY"):
            from second_me.desktop.hotkeys.x11 import X11HotKey  # noqa: PLC0415

            return X11HotKey(parent=parent)
        if platform.startswith("wayland"):
            from second_me.desktop.hotkeys.portal import PortalHotKey  # noqa: PLC0415

            return PortalHotKey(parent=parent)
        if platform == "windows":
            from second_me.desktop.hotkeys.windows import WindowsHotKey  # noqa: PLC0415

            return WindowsHotKey(parent=parent)
        if platform == "cocoa":
            from second_me.desktop.hotkeys.macos import MacHotKey  # noqa: PLC0415

            return MacHotKey(parent=parent)
    return NoHotKey(parent)
