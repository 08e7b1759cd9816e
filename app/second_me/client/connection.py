"""One connection to the agent: calls from any thread, notifications on a thread of its own."""

import contextlib
import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing import connection as transport
from typing import Self, TypeVar

import msgspec

from second_me.client.calls import CALL_SECONDS, LostReason, OnLost, OnPush
from second_me.client.wire import (
    LOST,
    AnyConnection,
    NotProven,
    prove_to_agent,
    read_meeting,
    sever,
)
from second_me.core.errors import AgentUnreachable, Bug, EnvironmentFault, revive
from second_me.core.jsonrpc import (
    MAX_MESSAGE_BYTES,
    Call,
    ErrorObject,
    Incoming,
    encode,
    raw,
)
from second_me.core.paths import Home
from second_me.core.protocol import Request
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.system import Hello, Welcome
from second_me.core.rendezvous import token_file

R = TypeVar("R")

_incoming = msgspec.json.Decoder(Incoming)
_pushes = msgspec.json.Decoder(PushParams)


class Client:
    """A connection that has proven the token and greeted. Owns one reader thread."""

    @classmethod
    def connect(
        cls,
        home: Home,
        *,
        name: str,
        subscribe: bool = False,
        on_push: OnPush | None = None,
        on_lost: OnLost | None = None,
        timeout: float = 5.0,
        any_version: bool = False,
    ) -> "Client":
        """Connect to the agent of a home and greet it as `name`.

        `on_push` and `on_lost` run on the reader thread and must not call the agent.
        Raises AgentUnreachable if none runs, if it does not answer within `timeout`
        seconds, or if it speaks another version of the protocol (`any_version`: let it).
        """
        client = cls(_open(home, timeout), on_push=on_push, on_lost=on_lost)
        try:
            client.welcome = client.call(Hello(client=name, subscribe=subscribe), timeout)
            if not any_version:
                _check_version(client.welcome)
        except BaseException:
            client.close()
            raise
        return client

    welcome: Welcome

    def __init__(
        self,
        connection: AnyConnection,
        *,
        on_push: OnPush | None = None,
        on_lost: OnLost | None = None,
    ) -> None:
        self._connection = connection
        self._on_push = on_push
        self._on_lost = on_lost
        self._ids = itertools.count(1)
        self._seq = 0
        self._pending: dict[int, Future[Incoming]] = {}
        self._guard = threading.Lock()
        self._sending = threading.Lock()
        self._open = True
        self._reader = threading.Thread(target=self._read, name="agent-client", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, request: Request[R], timeout: float | None = CALL_SECONDS) -> R:
        """Return the agent's answer, from whatever thread asks.

        Raises the `SecondMeError` that the agent raised, and AgentUnreachable when the
        agent goes away or `timeout` seconds pass (the work may go on there).
        """
        if threading.current_thread() is self._reader:
            raise Bug(
                "Call refused", "A notification handler called the agent and would wait on itself."
            )
        number = next(self._ids)
        answer = self._expect(number)
        try:
            self._send(Call(jsonrpc="2.0", method=request.METHOD, id=number, params=raw(request)))
            incoming = answer.result(timeout)
        except FutureTimeout:
            raise _silent() from None
        finally:
            with self._guard:
                self._pending.pop(number, None)
        return _result(request, incoming)

    def close(self) -> None:
        """Hang up. Calls under way fail; `on_lost` is not told."""
        with self._guard:
            self._open = False
        sever(self._connection)
        if threading.current_thread() is not self._reader:
            self._reader.join(5)

    def _expect(self, number: int) -> Future[Incoming]:
        answer: Future[Incoming] = Future()
        with self._guard:
            if not self._open:
                raise _gone()
            self._pending[number] = answer
        return answer

    def _send(self, call: Call) -> None:
        message = encode(call)
        if len(message) > MAX_MESSAGE_BYTES:
            raise EnvironmentFault(
                "Too much at once",
                "That is larger than one message to the background program may be.",
                "Save it as a file and import the file.",
            )
        try:
            with self._sending:
                self._connection.send_bytes(message)
        except LOST:
            raise _gone() from None

    def _read(self) -> None:
        with contextlib.suppress(*LOST, msgspec.DecodeError):
            while True:
                self._take(_incoming.decode(self._connection.recv_bytes(MAX_MESSAGE_BYTES)))
        with self._guard:
            was_open, self._open = self._open, False
            pending = list(self._pending.values())
        self._connection.close()
        for answer in pending:
            answer.set_exception(_gone())
        if was_open:
            self._lost("closed")

    def _take(self, incoming: Incoming) -> None:
        if incoming.method:
            self._take_push(incoming)
            return
        with self._guard:
            answer = self._pending.pop(incoming.id or 0, None)
        if answer is not None:
            answer.set_result(incoming)

    def _take_push(self, incoming: Incoming) -> None:
        missed = incoming.seq != self._seq + 1
        self._seq = incoming.seq
        if missed:
            self._lost("gap")
        if self._on_push is not None:
            with _reported():
                self._on_push(_pushes.decode(incoming.params))

    def _lost(self, reason: LostReason) -> None:
        if self._on_lost is not None:
            with _reported():
                self._on_lost(reason)


@contextlib.contextmanager
def _reported() -> Iterator[None]:
    """Report what a front end's handler raises as a thread's failure, and read on."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (a handler's fault must not end the reading)
        thread = threading.current_thread()
        threading.excepthook(
            threading.ExceptHookArgs((type(error), error, error.__traceback__, thread))
        )


def _open(home: Home, timeout: float) -> AnyConnection:
    meeting = read_meeting(home)
    if meeting is None:
        raise _not_running()
    try:
        token = token_file(home).read_bytes()
        connection: AnyConnection = transport.Client(meeting.address)
    except OSError:
        raise _not_running() from None
    try:
        prove_to_agent(connection, token, timeout)
    except NotProven:
        connection.close()
        raise AgentUnreachable(
            "Second Me did not let this program in",
            "Its background program did not accept the token of this folder, or was too busy.",
            "Try again; if that does not help, restart Second Me.",
        ) from None
    return connection


def _result(request: Request[R], incoming: Incoming) -> R:
    if incoming.error is not None:
        raise _error(incoming.error)
    result: R = msgspec.json.decode(incoming.result, type=request.RESULT)
    return result


def _error(error: ErrorObject) -> Exception:
    if error.data is None:
        return Bug("Second Me made a mistake", error.message, "Try again; the log names the fault.")
    return revive(error.data.code, error.data.title, error.data.message, error.data.action)


def _not_running() -> AgentUnreachable:
    return AgentUnreachable(
        "Second Me is not running",
        "Its background program does not answer.",
        "Open Second Me, or run: second-me agent",
    )


def _gone() -> AgentUnreachable:
    return AgentUnreachable(
        "Connection lost",
        "The background program of Second Me went away.",
        "It is started again when you open Second Me; nothing that was saved is lost.",
    )


def _silent() -> AgentUnreachable:
    return AgentUnreachable(
        "No answer yet",
        "The background program of Second Me took longer than expected.",
        "It may still be at work; try again in a moment.",
    )


def _check_version(welcome: Welcome) -> None:
    if not welcome.compatible:
        raise AgentUnreachable(
            "Second Me was updated",
            f"The background program is still version {welcome.agent_version}.",
            "Stop it with: second-me agent --stop; then open Second Me again.",
        )
