"""The native messaging host: passes a browser extension's few questions on to the agent.

A browser starts it for our extension alone and speaks with it over standard input and output,
each message led by its length. It runs as a script with nothing but the standard library
(`python -I -S browser_host.py --home DIR ORIGIN`), so that it is there in an instant, and keeps
nothing: no key, no vault, no value once it is passed on.
"""

import contextlib
import json
import os
import struct
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ALLOWED: Final = frozenset(
    {"chrome-extension://mmageggbkobkbfffjhceaanhnjdjhelo/", "fill@second-me.local"}
)
"""Who may ask: our extension as Chromium and as Firefox name it."""

METHODS: Final = frozenset({"fill.plan", "fill.filled", "fill.learn", "fill.keep"})
"""All that may be asked."""

LARGEST_QUESTION: Final = 4 * 1024 * 1024
LARGEST_ANSWER: Final = 1024 * 1024  # the browsers' own limit
LARGEST_FROM_AGENT: Final = 64 * 1024 * 1024
PROOF_SECONDS: Final = 10.0
GREETING: Final = 0
_LENGTH: Final = struct.Struct("=I")
_LOST: Final = (OSError, EOFError, AssertionError, ValueError)

Message = dict[str, Any]


class Refused(Exception):
    """Not to be answered; the words go to standard error, never to who asked."""


def main(argv: list[str]) -> int:
    """Relay until either side ends; 0 if all went well, 2 if who asks may not."""
    try:
        home = caller(argv)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    relay = Relay(home, sys.stdin.buffer, sys.stdout.buffer)
    try:
        relay.run()
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 2
    finally:
        relay.close()
    return 0


def caller(argv: list[str]) -> Path:
    """Return the home, if a browser started this for our extension. Raises Refused."""
    if len(argv) < 3 or argv[0] != "--home":  # noqa: PLR2004  (the home, and who asks)
        raise Refused("This program is started by the browser; see: second-me browser status")
    if not ALLOWED & set(argv[2:4]):
        raise Refused("Another extension asked; it gets nothing.")
    return Path(argv[1])


class Relay:
    """One browser's connection. The agent is reached when there is something to ask."""

    def __init__(self, home: Path, source: BinaryIO, sink: BinaryIO) -> None:
        self._home = home
        self._source = source
        self._sink = sink
        self._writing = threading.Lock()
        self._agent: Connection[bytes, bytes] | None = None

    def run(self) -> None:
        """Pass messages on until the browser hangs up. Raises Refused where they are none."""
        while (message := read(self._source)) is not None:
            number = message.get("id")
            if message.get("method") not in METHODS or type(number) is not int or number < 1:
                raise Refused("A message that is not one of ours came.")
            self._ask(number, message)

    def close(self) -> None:
        """Hang up on the agent."""
        if self._agent is not None:
            self._agent.close()
            self._agent = None

    def _ask(self, number: int, message: Message) -> None:
        call = {"jsonrpc": "2.0", "id": number, "method": message["method"],
                "params": message.get("params") or {}}  # fmt: skip
        try:
            if self._agent is None:
                self._agent = reach(self._home)
                threading.Thread(target=self._listen, args=(self._agent,), daemon=True).start()
            self._agent.send_bytes(encoded(call))
        except _LOST:
            self.close()
            self._tell({"id": number, "error": _NOT_RUNNING})

    def _listen(self, agent: "Connection[bytes, bytes]") -> None:
        with contextlib.suppress(*_LOST):
            while True:
                told = passed_on(json.loads(agent.recv_bytes(LARGEST_FROM_AGENT)))
                if told is not None:
                    self._tell(told)
        with contextlib.suppress(OSError, ValueError):
            self._source.close()  # nothing can be asked any more: let the browser know by ending
        os._exit(0)

    def _tell(self, message: Message) -> None:
        with self._writing:
            write(self._sink, message)


def read(source: BinaryIO) -> Message | None:
    """Return the next message, None at the end. Raises Refused for what is no message."""
    head = source.read(_LENGTH.size)
    if not head:
        return None
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    if not 0 < length <= LARGEST_QUESTION:
        raise Refused("A message of a wrong length came.")
    body = source.read(length)
    if len(body) < length:
        raise Refused("A message was cut off.")
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("A message came that cannot be read.") from None
    if not isinstance(message, dict):
        raise Refused("A message came that is none.")
    return message


def write(sink: BinaryIO, message: Message) -> None:
    """Send a message; one too large for the browser is replaced by word of that."""
    body = encoded(message)
    if len(body) > LARGEST_ANSWER:
        body = encoded({"id": message.get("id"), "error": _TOO_LARGE})
    sink.write(_LENGTH.pack(len(body)) + body)
    sink.flush()


def passed_on(message: Message) -> Message | None:
    """Return what of the agent's message the extension is told: answers, and the person's word
    on its own plan.
    """
    number = message.get("id")
    if message.get("method"):
        told = message.get("params") or {}
        return {"push": told} if told.get("type") == "fill" else None
    if message.get("error"):
        told = message["error"].get("data") or message["error"]
        words = {key: str(told.get(key, "")) for key in ("title", "message", "action")}
        return {"id": number, "error": words}
    return {"id": number, "result": message.get("result")}


def reach(home: Path) -> "Connection[bytes, bytes]":
    """Connect to the agent of a home, prove the token both ways, and greet it.

    Raises any of `_LOST`.
    """
    # Most of the time that this script takes to start would go to these.
    from multiprocessing import AuthenticationError  # noqa: PLC0415
    from multiprocessing.connection import (  # noqa: PLC0415
        Client,
        answer_challenge,
        deliver_challenge,
    )

    meeting = json.loads((home / "run" / "agent.json").read_bytes())
    token = (home / "run" / "token").read_bytes()
    connection: Connection[bytes, bytes] = Client(meeting["address"])
    timer = threading.Timer(PROOF_SECONDS, connection.close)
    timer.start()
    try:
        answer_challenge(connection, token)
        deliver_challenge(connection, token)
        connection.send_bytes(encoded(_HELLO))
        connection.recv_bytes(LARGEST_FROM_AGENT)  # nothing may be asked before the welcome
    except AuthenticationError:
        connection.close()
        raise ConnectionRefusedError from None
    except BaseException:
        connection.close()
        raise
    finally:
        timer.cancel()
    return connection


def encoded(message: Message) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


_NOT_RUNNING: Final = {
    "title": "Second Me is not running",
    "message": "Its background program does not answer.",
    "action": "Open Second Me and try again.",
}
_TOO_LARGE: Final = {"title": "Too much at once", "message": "The answer is too large.",
                     "action": ""}  # fmt: skip
_HELLO: Final = {
    "jsonrpc": "2.0",
    "id": GREETING,
    "method": "system.hello",
    "params": {"client": "browser", "subscribe": False},
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
