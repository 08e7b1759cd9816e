"""The socket: letting clients in, and having their calls done."""

import contextlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import connection as transport
from typing import Final

from second_me.agent.dispatch import Handlers, Parsed, serve
from second_me.agent.logs import Log, log_fault
from second_me.agent.peer import Peer, same_person
from second_me.client.wire import AnyConnection, NotProven, prove_to_client
from second_me.core.protocol import Request
from second_me.core.protocol.erase import PlanErase, StartErase
from second_me.core.protocol.export import (
    CheckExport,
    PlanExport,
    TakeInExport,
    UnsealExport,
    WriteExport,
)
from second_me.core.protocol.memory import ResumeImport, StartImport, UndoImport
from second_me.core.protocol.models import AddModelFile, DownloadModel
from second_me.core.protocol.privacy import Confirm, WipeEverything
from second_me.core.protocol.pushes import PushParams
from second_me.core.protocol.recall import Ask
from second_me.core.protocol.system import GetHealth
from second_me.core.protocol.vault import (
    AddSlot,
    ChangeKey,
    ChangePassphrase,
    CheckBackup,
    CheckRecovery,
    CreateVault,
    ListSlots,
    MakeBackup,
    MoveBackups,
    RemoveSlot,
    RenewRecovery,
    Restore,
    Salvage,
    Unlock,
)

MAX_CONNECTIONS: Final = 64
PROOF_SECONDS: Final = 5.0
QUICK_THREADS: Final = 6
SLOW_THREADS: Final = 16

SLOW: Final = frozenset(
    {
        AddModelFile, AddSlot, Ask, ChangeKey, ChangePassphrase, CheckBackup, CheckExport,
        CheckRecovery, Confirm, CreateVault, DownloadModel, GetHealth, ListSlots, MakeBackup,
        MoveBackups, PlanErase, PlanExport, RemoveSlot, RenewRecovery, Restore, ResumeImport,
        Salvage, StartErase, StartImport, TakeInExport, UndoImport, Unlock, UnsealExport,
        WipeEverything, WriteExport,
    }
)  # fmt: skip
"""Calls that may take seconds, or as long as a keyring leaves its dialog open; they have threads
of their own so that quick ones, a lock above all, never wait.
"""


class Server:
    """Listens at an address from its creation on; serves from `start` on."""

    def __init__(
        self,
        address: str,
        token: bytes,
        handlers: Callable[[], Handlers],
        log: Log,
        *,
        on_call: Callable[[Request[object]], None] = lambda _: None,
        proof_seconds: float = PROOF_SECONDS,
    ) -> None:
        """Bind. `handlers` gives the handlers, once they are made; `on_call` is told of each
        call. Raises OSError.
        """
        family = "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"
        self.address = address
        # Without an authkey: proving happens on a thread of its own, with a time limit.
        self._listener = transport.Listener(address, family, backlog=MAX_CONNECTIONS)
        self._token = token
        self._handlers = handlers
        self._log = log
        self._on_call = on_call
        self._proof_seconds = proof_seconds
        self._guard = threading.Lock()
        self._connections = 0
        self._peers: set[Peer] = set()
        self._stopping = threading.Event()
        self._calls = threading.Condition()
        self._running = 0
        self._quick = ThreadPoolExecutor(QUICK_THREADS, "quick-call")
        self._slow = ThreadPoolExecutor(SLOW_THREADS, "slow-call")
        self._acceptor = threading.Thread(target=self._accept, name="acceptor", daemon=True)

    def start(self) -> None:
        """Begin to let clients in."""
        self._acceptor.start()

    def push(self, params: PushParams) -> None:
        """Send a notification to every client that subscribed."""
        for peer in self._present():
            if peer.caller.subscribed:
                peer.outbox.push(params)

    def close(self, seconds: float = 2.0) -> None:
        """Let nobody in any more, send what waits to be sent, and hang up.

        Calls under way must have been ended before by whoever does their work.
        """
        self._stopping.set()
        with contextlib.suppress(OSError):
            transport.Client(self.address).close()  # wakes the acceptor
        self._acceptor.join(seconds)
        self._listener.close()
        with self._calls:
            self._calls.wait_for(lambda: not self._running, seconds)
        self._quick.shutdown(wait=False, cancel_futures=True)
        self._slow.shutdown(wait=False, cancel_futures=True)
        for peer in self._present():
            peer.outbox.flush(seconds)
            peer.hang_up()

    def _present(self) -> list[Peer]:
        with self._guard:
            return list(self._peers)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection: AnyConnection = self._listener.accept()
            except OSError as error:
                # A client that was gone before it was accepted, or no descriptor left.
                self._log.warning("accept_failed", error=type(error).__name__)
                self._stopping.wait(0.1)
                continue
            try:
                self._let_in(connection)
            except (OSError, RuntimeError) as error:  # no descriptor or no thread left
                self._log.warning("not_let_in", error=type(error).__name__)
                connection.close()

    def _let_in(self, connection: AnyConnection) -> None:
        if self._stopping.is_set() or not self._admit(connection):
            connection.close()
            return
        client = threading.Thread(
            target=self._attend, args=(connection,), name="client", daemon=True
        )
        try:
            client.start()
        except RuntimeError:
            self._left()
            raise

    def _admit(self, connection: AnyConnection) -> bool:
        if not same_person(connection):
            self._log.warning("stranger_refused")
            return False
        with self._guard:
            if self._connections >= MAX_CONNECTIONS:
                self._log.warning("too_many_connections", count=self._connections)
                return False
            self._connections += 1
        return True

    def _attend(self, connection: AnyConnection) -> None:
        try:
            prove_to_client(connection, self._token, self._proof_seconds)
        except NotProven:
            connection.close()
            self._log.warning("proof_failed")
        else:
            self._converse(Peer(connection, self._hand_out))
        finally:
            self._left()

    def _left(self) -> None:
        with self._guard:
            self._connections -= 1

    def _converse(self, peer: Peer) -> None:
        with self._guard:
            self._peers.add(peer)
        try:
            peer.run()
        except Exception as error:  # noqa: BLE001  (one connection ends here, the agent lives on)
            log_fault(self._log, "connection_broke", error)
        finally:
            with self._guard:
                self._peers.discard(peer)

    def _hand_out(self, parsed: Parsed, peer: Peer) -> None:
        self._on_call(parsed.request)
        with self._calls:
            self._running += 1
        pool = self._slow if type(parsed.request) in SLOW else self._quick
        try:
            pool.submit(self._do, parsed, peer)
        except RuntimeError:  # the pool is shut: the agent is ending
            self._done()
            peer.hang_up()

    def _do(self, parsed: Parsed, peer: Peer) -> None:
        try:
            peer.answer(serve(parsed, peer.caller, self._handlers(), self._log))
        finally:
            self._done()

    def _done(self) -> None:
        with self._calls:
            self._running -= 1
            self._calls.notify_all()
