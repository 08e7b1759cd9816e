"""The key on macOS: RegisterEventHotKey of Carbon, which needs no right to watch the keyboard.

Declared in CarbonEvents.h of HIToolbox.
"""

import ctypes
import ctypes.util
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal

from second_me.desktop.hotkeys.keys import DEFAULT_KEYS, parts
from second_me.desktop.translation import tr

_MODIFIERS: Final = {"super": 0x0100, "shift": 0x0200, "alt": 0x0800, "ctrl": 0x1000}
_KEYS: Final = {"space": 49}
"""Virtual key codes of HIToolbox's Events.h; those of letters depend on the keyboard."""

_PRESSED: Final = 5  # kEventHotKeyPressed
_NO_ERROR: Final = 0


def _four(code: str) -> int:
    return int.from_bytes(code.encode("ascii"), "big")


class _EventType(ctypes.Structure):
    _fields_ = (("eventClass", ctypes.c_uint32), ("eventKind", ctypes.c_uint32))


class _KeyId(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("id", ctypes.c_uint32))


_HANDLER = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class MacHotKey(QObject):
    """Holds one key. `carbon` is the system's framework."""

    pressed = Signal()
    _told = Signal()

    def __init__(
        self,
        keys: str = DEFAULT_KEYS,
        parent: QObject | None = None,
        *,
        carbon: Any = None,  # noqa: ANN401  (a framework of the system)
    ) -> None:
        super().__init__(parent)
        self._carbon = carbon if carbon is not None else _carbon()
        # The handler must outlive the call, and leave it before anything is shown.
        self._called = _HANDLER(self._on_event)
        self._told.connect(self.pressed, Qt.ConnectionType.QueuedConnection)
        self._handler = ctypes.c_void_p()
        self._key = ctypes.c_void_p()
        target = self._carbon.GetApplicationEventTarget()
        kind = _EventType(_four("keyb"), _PRESSED)
        self._carbon.InstallEventHandler(
            target, self._called, 1, ctypes.byref(kind), None, ctypes.byref(self._handler)
        )
        modifiers, key = parts(keys)
        flags = sum(_MODIFIERS[name] for name in modifiers)
        name = _KeyId(_four("sMe "), 1)
        status = self._carbon.RegisterEventHotKey(
            _KEYS[key], flags, name, target, 0, ctypes.byref(self._key)
        )
        held = status == _NO_ERROR
        self.trouble = "" if held else tr("Another program holds {keys} already.").format(keys=keys)

    def close(self) -> None:
        if self._key.value:
            self._carbon.UnregisterEventHotKey(self._key)
        if self._handler.value:
            self._carbon.RemoveEventHandler(self._handler)

    def _on_event(self, _call: int, _event: int, _data: int) -> int:
        self._told.emit()
        return _NO_ERROR


def _carbon() -> Any:  # noqa: ANN401  (a framework of the system)
    path = ctypes.util.find_library("Carbon")
    if path is None:
        raise OSError("this is not macOS")
    carbon = ctypes.CDLL(path)
    pointer = ctypes.c_void_p
    carbon.GetApplicationEventTarget.restype = pointer
    carbon.InstallEventHandler.argtypes = (
        pointer, _HANDLER, ctypes.c_ulong, ctypes.POINTER(_EventType), pointer,
        ctypes.POINTER(pointer),
    )  # fmt: skip
    carbon.RegisterEventHotKey.argtypes = (
        ctypes.c_uint32, ctypes.c_uint32, _KeyId, pointer, ctypes.c_uint32,
        ctypes.POINTER(pointer),
    )  # fmt: skip
    carbon.UnregisterEventHotKey.argtypes = (pointer,)
    carbon.RemoveEventHandler.argtypes = (pointer,)
    return carbon
