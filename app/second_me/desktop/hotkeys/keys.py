"""Which key it is, and what each system's way of holding it has in common."""

from typing import Protocol

from PySide6.QtCore import SignalInstance

DEFAULT_KEYS = "Ctrl+Alt+Space"


class HotKey(Protocol):
    """A key held for us by the system. `trouble` says in words why there is none."""

    trouble: str
    pressed: SignalInstance

    def close(self) -> None: ...


def parts(keys: str) -> tuple[list[str], str]:
    """Return the modifiers ("ctrl", "alt", "shift", "super") and the key, in small letters."""
    *modifiers, key = keys.lower().split("+")
    return modifiers, key
