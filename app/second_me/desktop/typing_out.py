"""Typing a text into the window that has the keyboard, where the system lets a program do that."""

import contextlib
import os
from collections.abc import Mapping
from typing import Any, Protocol

from second_me.desktop.translation import tr

_LATIN_1 = range(0x20, 0x100)
_UNICODE = 0x0100_0000
_RETURN, _TAB = 0xFF0D, 0xFF09
_SHIFT_KEYSYM = 0xFFE1


class Typist(Protocol):
    """`trouble` says why nothing can be typed, if so."""

    trouble: str

    def window(self) -> int:
        """Return the window that has the keyboard; 0 if none has."""

    def ready(self, window: int) -> bool:
        """Say whether a window has the keyboard and no key that alters others is held down."""

    def type(self, text: str) -> bool:
        """Press the keys of a text; False if they are not all to be had."""

    def settle(self) -> None:
        """Take back what typing changed, once it was read."""

    def close(self) -> None: ...


class NoTypist:
    """Where the system lets no program type into another one's window."""

    def __init__(self, trouble: str = "") -> None:
        self.trouble = trouble or tr(
            "This desktop lets no program type into another one's window. Press Return to copy "
            "it instead."
        )

    def window(self) -> int:
        return 0

    def ready(self, window: int) -> bool:
        del window
        return False

    def type(self, text: str) -> bool:
        del text
        return False

    def settle(self) -> None:
        pass

    def close(self) -> None:
        pass


class X11Typist:
    """Presses keys by the XTEST extension of an X server (X.Org: "XTEST Extension Library").

    Letters that no key has are put on keys that are free, for as long as it takes.
    """

    def __init__(self) -> None:
        """Raises OSError where there is no X server, or none with that extension."""
        from Xlib import X, display, error  # noqa: PLC0415  (only under X11)
        from Xlib.ext import xtest  # noqa: PLC0415

        self.trouble = ""
        self._x = X
        self._errors = error
        self._fake = xtest.fake_input
        try:
            self._display: Any = display.Display()
        except error.DisplayError as failure:
            raise OSError(str(failure)) from None
        if not self._display.has_extension("XTEST"):
            self._display.close()
            raise OSError("no XTEST")
        self._root = self._display.screen().root
        self._active = self._display.intern_atom("_NET_ACTIVE_WINDOW")
        self._lent: dict[int, tuple[int, list[int]]] = {}

    def window(self) -> int:
        told = self._root.get_full_property(self._active, self._x.AnyPropertyType)
        if told is not None and len(told.value):
            return int(told.value[0])
        focus = self._display.get_input_focus().focus
        return int(getattr(focus, "id", focus))

    def ready(self, window: int) -> bool:
        held = self._x.ShiftMask | self._x.ControlMask | self._x.Mod1Mask | self._x.Mod4Mask
        return self.window() == window and not self._root.query_pointer().mask & held

    def type(self, text: str) -> bool:
        keys = [self._key(letter) for letter in text]
        locked = bool(self._root.query_pointer().mask & self._x.LockMask)
        if any(key is None for key in keys):
            self.settle()
            return False
        self._display.sync()
        shift = self._display.keysym_to_keycode(_SHIFT_KEYSYM)
        for letter, key in zip(text, keys, strict=True):
            assert key is not None
            code, upper = key
            lent = code in self._lent
            self._press(code, shift if upper != (locked and letter.isalpha() and not lent) else 0)
        self._display.sync()
        return True

    def settle(self) -> None:
        for code, (_, symbols) in self._lent.items():
            self._display.change_keyboard_mapping(code, [symbols])
        self._lent.clear()
        self._display.sync()

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.settle()
            self._display.close()

    def _press(self, code: int, shift: int) -> None:
        if shift:
            self._fake(self._display, self._x.KeyPress, shift)
        self._fake(self._display, self._x.KeyPress, code)
        self._fake(self._display, self._x.KeyRelease, code)
        if shift:
            self._fake(self._display, self._x.KeyRelease, shift)

    def _key(self, letter: str) -> tuple[int, bool] | None:
        """Return the key of a letter and whether Shift goes with it; None if none is free."""
        symbol = _symbol(letter)
        for code, place in sorted(self._display.keysym_to_keycodes(symbol), key=lambda one: one[1]):
            if place in {0, 1}:
                return code, place == 1
        return self._lend(symbol)

    def _lend(self, symbol: int) -> tuple[int, bool] | None:
        """Put a letter on a free key, once for all times that it occurs."""
        known = next((code for code, lent in self._lent.items() if lent[0] == symbol), None)
        if known is not None:
            return known, False
        first, last = self._display.display.info.min_keycode, self._display.display.info.max_keycode
        mapping = self._display.get_keyboard_mapping(first, last - first + 1)
        for code in range(last, first - 1, -1):
            symbols = list(mapping[code - first])
            if code not in self._lent and not any(symbols):
                self._lent[code] = (symbol, symbols)
                self._display.change_keyboard_mapping(code, [[symbol] * len(symbols)])
                return code, False
        return None


def find_typist(platform: str, environ: Mapping[str, str] = os.environ) -> Typist:
    """Return what types under Qt's platform `platform`. A Wayland session shows X programs in a
    corner of their own: what is typed there reaches few windows, so none is typed into.
    """
    if environ.get("XDG_SESSION_TYPE") == "wayland" or environ.get("WAYLAND_DISPLAY"):
        return NoTypist()
    if platform == "xcb" and environ.get("DISPLAY"):
        with contextlib.suppress(OSError, ImportError):
            return X11Typist()
    return NoTypist()


def _symbol(letter: str) -> int:
    """Return the X keysym of a letter (X.Org: "X11 protocol", appendix A)."""
    special = {"\n": _RETURN, "\t": _TAB}
    number = ord(letter)
    return special.get(letter) or (number if number in _LATIN_1 else _UNICODE | number)
