"""Answers being written: each can be stopped by its name, by a lost client, or by a lock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from second_me.agent.caller import Caller


class Asks:
    """The answers under way."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._running: dict[threading.Event, str] = {}
        self._closed = False

    @contextmanager
    def running(self, stream: str, caller: Caller) -> Iterator[threading.Event]:
        """Yield the event that stops this answer."""
        stop = threading.Event()
        with self._guard:
            self._running[stop] = stream
            if self._closed:
                stop.set()
        forget = caller.when_gone(stop.set)
        try:
            yield stop
        finally:
            forget()
            with self._guard:
                del self._running[stop]

    def stop(self, stream: str) -> None:
        """Stop the answers of that name; nothing happens if there is none."""
        with self._guard:
            for stop, name in self._running.items():
                if name == stream:
                    stop.set()

    def stop_all(self) -> None:
        """Stop the answers being written: something that they were shown was erased."""
        with self._guard:
            for stop in self._running:
                stop.set()

    def close(self) -> None:
        """Stop all, now and from now on."""
        with self._guard:
            self._closed = True
            for stop in self._running:
                stop.set()
