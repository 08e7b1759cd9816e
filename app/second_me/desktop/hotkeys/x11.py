"""The key on an X server: a passive grab."""

import contextlib
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from second_me.desktop.hotkeys.keys import DEFAULT_KEYS, parts
from second_me.desktop.translation import tr


class X11HotKey(QObject):
    """A passive grab of one key: the X server tells of that key and of no other."""

    pressed = Signal()

    def __init__(self, keys: str = DEFAULT_KEYS, parent: QObject | None = None) -> None:
        """Grab `keys`. Raises OSError when there is no X server to ask."""
        super().__init__(parent)
        # Only this class needs Xlib, and only under X11.
        from Xlib import XK, X, display, error  # noqa: PLC0415

        self.trouble = ""
        try:
            self._display: Any = display.Display()
        except error.DisplayError as failure:
            raise OSError(str(failure)) from None
        self._root = self._display.screen().root
        self._press, self._now = X.KeyPress, X.CurrentTime
        modifiers, key = _parse(keys, X)
        self._code = self._display.keysym_to_keycode(XK.string_to_keysym(key))
        refused = error.CatchError(error.BadAccess)
        # The same key with NumLock and CapsLock on is another key to X.
        for locks in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
            self._root.grab_key(
                self._code, modifiers | locks, 1, X.GrabModeAsync, X.GrabModeAsync, onerror=refused
            )
        self._display.sync()
        if refused.get_error():
            self.trouble = tr("Another program holds {keys} already.").format(keys=keys)
        self._notifier = QSocketNotifier(self._display.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        with contextlib.suppress(Exception):
            self._display.close()

    def _on_readable(self) -> None:
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == self._press and event.detail == self._code:
                # Until it is given back, the grab keeps the focus from the window that opens.
                self._display.ungrab_keyboard(self._now)
                self._display.flush()
                self.pressed.emit()


def _parse(keys: str, x: Any) -> tuple[int, str]:  # noqa: ANN401  (Xlib has no types)
    masks = {"ctrl": x.ControlMask, "alt": x.Mod1Mask, "shift": x.ShiftMask, "super": x.Mod4Mask}
    modifiers, key = parts(keys)
    combined = 0
    for name in modifiers:
        combined |= masks[name]
    return combined, key
