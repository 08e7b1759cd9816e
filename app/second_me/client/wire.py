"""The bare connection under the protocol: proving the token in time, and ending a read.

`multiprocessing.connection` frames and authenticates; its reads know no timeout, so a
peer that falls silent is cut off from outside.
"""

import contextlib
import os
import socket
import sys
import threading
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from typing import Any, TypeAlias

import msgspec

from second_me.core.paths import Home
from second_me.core.rendezvous import Meeting, meeting_file

AnyConnection: TypeAlias = "Connection[Any, Any]"
"""A connected socket, or on Windows a named pipe with the same methods."""

LOST = (OSError, EOFError)
"""What a connection raises when the other end is gone or breaks the framing."""


def sever(connection: AnyConnection) -> None:
    """End a connection from any thread; reads and writes under way in others fail at once."""
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            connection.close()
        return
    # Closing a descriptor does not wake a thread that reads from it; shutting down does.
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as twin:
        twin.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def deadline(connection: AnyConnection, seconds: float) -> Iterator[None]:
    """Sever the connection if the block takes longer than `seconds`."""
    timer = threading.Timer(seconds, sever, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def read_meeting(home: Home) -> Meeting | None:
    """Return what a running agent announced, if anything readable is there."""
    try:
        return msgspec.json.decode(meeting_file(home).read_bytes(), type=Meeting)
    except (OSError, msgspec.DecodeError):
        return None


class NotProven(Exception):
    """The other end does not know the token, or was not in time to show it."""


def prove_to_agent(connection: AnyConnection, token: bytes, seconds: float) -> None:
    """Show the token and have it shown, as the end that connected. Raises NotProven."""
    _prove(connection, token, seconds, (answer_challenge, deliver_challenge))


def prove_to_client(connection: AnyConnection, token: bytes, seconds: float) -> None:
    """Have the token shown and show it, as the end that accepted. Raises NotProven.

    The client goes first: an agent that answered a stranger's challenge would give
    away what opens another connection.
    """
    _prove(connection, token, seconds, (deliver_challenge, answer_challenge))


def _prove(connection: AnyConnection, token: bytes, seconds: float, steps: Any) -> None:  # noqa: ANN401
    try:
        with deadline(connection, seconds):
            for step in steps:
                step(connection, token)
    # The library asserts where a challenge does not look like one.
    except (AuthenticationError, AssertionError, *LOST) as error:
        raise NotProven(type(error).__name__) from error
