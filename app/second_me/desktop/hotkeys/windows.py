"""The key on Windows: RegisterHotKey, told by WM_HOTKEY in the window thread's queue.

https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-registerhotkey
"""

import ctypes
from ctypes import wintypes
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal

from second_me.desktop.hotkeys.keys import DEFAULT_KEYS, parts
from second_me.desktop.translation import tr

_MODIFIERS: Final = {"alt": 0x0001, "ctrl": 0x0002, "shift": 0x0004, "super": 0x0008}
_NO_REPEAT: Final = 0x4000
_WM_HOTKEY: Final = 0x0312
_VK_SPACE: Final = 0x20
_ID: Final = 0x5EC0


class WindowsHotKey(QObject):
    """Holds one key for this thread. `user32` is the system's library."""

    pressed = Signal()

    def __init__(
        self,
        keys: str = DEFAULT_KEYS,
        parent: QObject | None = None,
        *,
        user32: Any = None,  # noqa: ANN401  (a library of the system)
    ) -> None:
        super().__init__(parent)
        self._user32 = user32 if user32 is not None else _user32()
        modifiers, key = parts(keys)
        flags = _NO_REPEAT
        for name in modifiers:
            flags |= _MODIFIERS[name]
        held = self._user32.RegisterHotKey(None, _ID, flags, _code(key))
        self.trouble = "" if held else tr("Another program holds {keys} already.").format(keys=keys)
        self._filter = _Filter(self._on_message)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)

    def close(self) -> None:
        self._user32.UnregisterHotKey(None, _ID)
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)

    def _on_message(self, message: int, number: int) -> bool:
        if message != _WM_HOTKEY or number != _ID:
            return False
        self.pressed.emit()
        return True


class _Filter(QAbstractNativeEventFilter):
    """Hands on the number and the first parameter of each message."""

    def __init__(self, take: Any) -> None:  # noqa: ANN401  (message, number -> bool)
        super().__init__()
        self._take = take

    def nativeEventFilter(  # noqa: N802  (Qt's name)
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        name = kind.data() if isinstance(kind, QByteArray) else kind
        if bytes(name) != b"windows_generic_MSG":
            return False, 0
        told = wintypes.MSG.from_address(int(message))
        return self._take(told.message, told.wParam), 0


def _code(key: str) -> int:
    """Return the virtual-key code; letters and digits have those of their capitals."""
    return _VK_SPACE if key == "space" else ord(key.upper())


def _user32() -> Any:  # noqa: ANN401  (a library of the system)
    loaders = getattr(ctypes, "windll", None)
    if loaders is None:
        raise OSError("this is not Windows")
    return loaders.user32
