"""One connection from the agent's side: a reader, an outbox, and the calls under way."""

import os
import socket
import struct
import sys
import threading
from collections.abc import Callable
from typing import Final

from second_me.agent.caller import Caller
from second_me.agent.dispatch import Parsed, parse
from second_me.agent.outbox import Outbox
from second_me.client.wire import LOST, AnyConnection, sever
from second_me.core.jsonrpc import MAX_MESSAGE_BYTES, encode

MAX_CALLS: Final = 32
"""Calls of one client under way at once, until their answers are away."""

Serve = Callable[[Parsed, "Peer"], None]
"""Has a call done on some other thread and `answer`ed."""


class Peer:
    """A client that has proven the token."""

    def __init__(self, connection: AnyConnection, serve: Serve) -> None:
        self._connection = connection
        self._serve = serve
        self._room = threading.BoundedSemaphore(MAX_CALLS)
        self.outbox = Outbox(connection.send_bytes, self.hang_up)
        self.caller = Caller(self.outbox.push)

    def run(self) -> None:
        """Read calls until the connection ends (the reader thread's whole life)."""
        try:
            while True:
                self._take(self._connection.recv_bytes(MAX_MESSAGE_BYTES))
        except LOST:
            pass
        finally:
            self.caller.leave()
            self.hang_up()
            self.outbox.close()
            self._connection.close()

    def answer(self, message: bytes) -> None:
        """Queue the reply to a call that was handed out."""
        self.outbox.reply(message, self._room.release)

    def hang_up(self) -> None:
        """End the connection, from any thread."""
        sever(self._connection)

    def _take(self, message: bytes) -> None:
        # With too much under way the connection is simply not read on.
        self._room.acquire()
        parsed = parse(message, self.caller)
        if isinstance(parsed, Parsed):
            self._serve(parsed, self)
        else:
            self.answer(encode(parsed))


def same_person(connection: AnyConnection) -> bool:
    """Return whether the other end runs as the same user, where the system tells (Linux)."""
    if sys.platform != "linux":
        return True
    with socket.socket(fileno=os.dup(connection.fileno())) as twin:
        credentials = twin.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    uid: int = struct.unpack("3i", credentials)[1]
    return uid == os.getuid()
