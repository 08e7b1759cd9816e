"""What waits to be sent to one client, so that a slow one holds up nobody."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from second_me.core.changes import ChangeSet
from second_me.core.jsonrpc import Push, encode, raw
from second_me.core.protocol.pushes import Changed, PushParams

MAX_PUSHES: Final = 1_000
"""Notifications that may wait for one client; more are dropped, and it learns of the gap."""


class Outbox:
    """A queue with one writer thread. Answers are never dropped, notifications may be."""

    def __init__(self, send: Callable[[bytes], None], failed: Callable[[], None]) -> None:
        """`send` blocks until the bytes are away and raises OSError when the client is gone;
        `failed` is then called once, on the writer thread.
        """
        self._send = send
        self._failed = failed
        self._waiting: deque[tuple[bytes, Callable[[], None] | None]] = deque()
        self._pushes = 0
        self._seq = 0
        self._dropped = False
        self._closed = False
        self._change = threading.Condition()
        self._writer = threading.Thread(target=self._write, name="outbox", daemon=True)
        self._writer.start()

    def reply(self, message: bytes, sent: Callable[[], None] | None = None) -> None:
        """Queue an answer; `sent` is called when it is away or never will be."""
        with self._change:
            if not self._closed:
                self._waiting.append((message, sent))
                self._change.notify_all()
                return
        if sent is not None:
            sent()

    def push(self, params: PushParams) -> None:
        """Queue a notification, or drop it if too many wait already."""
        with self._change:
            if self._closed:
                return
            if self._pushes >= MAX_PUSHES:
                self._seq += 1
                self._dropped = True
                return
            self._enqueue(params)

    def flush(self, seconds: float) -> bool:
        """Wait until all is sent; return whether it was within `seconds`."""
        with self._change:
            return self._change.wait_for(lambda: self._closed or not self._waiting, seconds)

    def close(self) -> None:
        """Send nothing more. The caller severs the connection, which frees the writer."""
        self._abandon()
        if threading.current_thread() is not self._writer:
            self._writer.join(5)

    def _abandon(self) -> None:
        with self._change:
            self._closed = True
            left = [sent for _, sent in self._waiting if sent is not None]
            self._waiting.clear()
            self._change.notify_all()
        for sent in left:
            sent()

    def _enqueue(self, params: PushParams) -> None:
        self._seq += 1
        method = params.__struct_config__.tag
        assert isinstance(method, str)
        message = encode(Push(method=method, seq=self._seq, params=raw(params)))
        self._pushes += 1
        self._waiting.append((message, self._push_sent))
        self._change.notify_all()

    def _push_sent(self) -> None:
        with self._change:
            self._pushes -= 1
            if self._dropped and not self._pushes and not self._closed:
                # Nothing may follow for long, and the client would not see the gap.
                self._dropped = False
                self._enqueue(Changed(ChangeSet()))

    def _next(self) -> tuple[bytes, Callable[[], None] | None] | None:
        with self._change:
            self._change.wait_for(lambda: self._closed or self._waiting)
            return self._waiting[0] if self._waiting else None

    def _write(self) -> None:
        while (item := self._next()) is not None:
            message, sent = item
            try:
                self._send(message)
            except OSError:
                self._failed()
                self._abandon()
                return
            with self._change:
                if self._waiting and self._waiting[0] is item:
                    self._waiting.popleft()
                    self._change.notify_all()
                else:
                    continue  # closed meanwhile, which told `sent`
            if sent is not None:
                sent()
