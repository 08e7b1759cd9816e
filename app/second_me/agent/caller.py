"""Who asks: one connection, as the handlers see it."""

import threading
from collections.abc import Callable

from second_me.core.clock import Timestamp
from second_me.core.protocol.pushes import PushParams

UNGREETED = frozenset({"system.hello"})
OTHER_VERSION = frozenset({"system.hello", "system.stop"})
"""What a client of another version may still do: ask again, and make room for its own agent."""


class Caller:
    """A client by the name it gave. `push` sends to it alone."""

    def __init__(self, push: Callable[[PushParams], None]) -> None:
        self.push = push
        self.name = ""
        self.subscribed = False
        self.allowed: frozenset[str] | None = UNGREETED
        self.confirmed_until = Timestamp(0)
        self._guard = threading.Lock()
        self._gone = False
        self._listeners: list[Callable[[], None]] = []

    def greet(self, name: str, *, subscribed: bool, compatible: bool) -> None:
        """Note who it is; from now on it may call everything, if its version fits."""
        self.name = name
        self.subscribed = subscribed and compatible
        self.allowed = None if compatible else OTHER_VERSION

    def when_gone(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when the connection ends, or now if it has; return how to undo that."""
        with self._guard:
            self._listeners.append(listener)
            gone = self._gone
        if gone:
            listener()
        return lambda: self._listeners.remove(listener)

    def leave(self) -> None:
        """Tell the listeners that the connection has ended."""
        with self._guard:
            self._gone = True
            listeners = list(self._listeners)
        for listener in listeners:
            listener()
