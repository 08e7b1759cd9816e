"""The composition root: makes the agent of one home out of its parts, and ends it again."""

import os
import threading
from functools import partial
from typing import TYPE_CHECKING

from second_me.agent import run_folder
from second_me.agent.dispatch import Handlers
from second_me.agent.home_lock import HomeLock
from second_me.agent.logs import Log, log_fault
from second_me.agent.notices import Notices
from second_me.agent.server import Server
from second_me.agent.stop_signal import StopSignal
from second_me.core.outcomes import Failed, Started, StartOutcome
from second_me.core.paths import Home
from second_me.core.protocol import Request

if TYPE_CHECKING:  # heavy: imported once clients are being let in
    from second_me.agent.core_parts import Core
    from second_me.agent.parts import Parts
    from second_me.agent.screen_watch import ScreenWatch
    from second_me.inference.embedder import Embedder

NO_USE = frozenset({"system.hello", "system.status", "system.health"})
"""Calls that programs make by themselves; they do not keep an idle vault from locking."""


class Agent:
    """A running agent: reachable from its creation on, able to answer once `make` is through."""

    def __init__(self, home: Home, lock: HomeLock, parts: "Parts", log: Log) -> None:
        """Take the socket and tell clients about it. Raises OSError, EnvironmentFault."""
        self._home = home
        self._lock = lock
        self._parts = parts
        self._log = log
        self._stop = StopSignal()
        self._made = threading.Event()
        self._core: Core | None = None
        self._handlers: Handlers = {}
        self._used_at = parts.clock.now()
        self.wiped = False
        self._screen: ScreenWatch | None = None
        address = run_folder.choose_address(home)
        token = run_folder.write_token(home)
        self._server = Server(address, token, self._ready_handlers, log, on_call=self._called)
        self.notices = Notices(self._server.push)
        self._outcome: StartOutcome = Started(address=address, pid=os.getpid())

    def start(self) -> None:
        """Let clients in; make the rest meanwhile, since its libraries take a while to load."""
        self._server.start()
        run_folder.announce(self._home, self._server.address)
        threading.Thread(target=self._make, name="make", daemon=True).start()

    def ready(self) -> StartOutcome:
        """Wait until the agent can answer, and return how its start came out."""
        self._made.wait()
        return self._outcome

    def _was_wiped(self) -> None:
        self.wiped = True
        self.stop()

    def stop(self) -> None:
        """Have `wait` return; callable from any thread."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until `stop` is called, or a signal comes that was caught."""
        self._stop.wait()

    def catch_signals(self) -> None:
        """Take the signals that end programs as a call of `stop`. For the main thread."""
        self._stop.catch()

    def close(self) -> None:
        """Drain and close: vault, model worker, socket, token, lock, in this order."""
        self._made.wait(10)
        run_folder.withdraw(self._home)
        if self._screen is not None:
            self._screen.stop()
        if self._core is not None:
            self._core.session.close()
            self._core.models.close()
        self.notices.close()
        self._server.close()
        self._lock.release()
        self._log.info("agent_stopped")

    def _make(self) -> None:
        try:
            self._core = core = self._make_core()
            # Imported here with all that the handlers need: numpy, faiss, the importers.
            from second_me.agent.handlers import all_handlers  # noqa: PLC0415

            self._handlers = all_handlers(core)
        except Exception as error:  # noqa: BLE001  (clients must not wait for ever)
            fault = log_fault(self._log, "agent_not_made", error)
            self._outcome = Failed(
                title="The background program could not start",
                message=f"A part of it could not be loaded (fault {fault}).",
                action="Look into its log, or install Second Me again.",
            )
            self.stop()
            return
        finally:
            self._made.set()
        self._log.info("agent_ready")
        core.session.try_keyring()
        self._watch_screen(core)

    def _watch_screen(self, core: "Core") -> None:
        """Have the vault locked with the screen and before sleep, if the person wants that."""
        from second_me.agent.screen_watch import ScreenWatch  # noqa: PLC0415

        def lock(setting: str) -> None:
            services = core.session.open_services
            if services is not None and services.preferences.flag(setting):
                self._log.info("locked_by_system")
                core.session.lock()

        self._screen = ScreenWatch(
            self._log,
            screen_locked=lambda: lock("lock.with_screen"),
            sleeping=lambda: lock("lock.on_sleep"),
        )
        self._screen.start()

    def _make_core(self) -> "Core":
        from second_me.agent.confirming import Confirming  # noqa: PLC0415
        from second_me.agent.core_parts import Core  # noqa: PLC0415
        from second_me.agent.models import Models  # noqa: PLC0415
        from second_me.agent.permission import Permission  # noqa: PLC0415
        from second_me.agent.services import Services  # noqa: PLC0415
        from second_me.agent.vault_session import VaultSession  # noqa: PLC0415
        from second_me.vault import KeySlots  # noqa: PLC0415

        parts, home, notices = self._parts, self._home, self.notices
        keyring = parts.keyring()
        models = Models(home, parts.host, notices)
        permission = Permission(parts.clock, parts.battery)
        embedder = self._make_embedder()
        serve = partial(
            Services,
            parts=parts,
            embedder=embedder,
            models=models,
            permission=permission,
            notices=notices,
            log=self._log,
            idle_since=lambda: self._used_at,
            lock=self._lock_idle,
        )
        session = VaultSession(
            home,
            partial(KeySlots, home.slots, keyring, parts.clock, parts.argon2),
            parts.clock,
            self._log,
            serve=serve,
            changed=notices.changed,
        )
        return Core(
            home=home,
            clock=parts.clock,
            log=self._log,
            pid=os.getpid(),
            started_at=parts.clock.now(),
            session=session,
            confirming=Confirming(session, parts.clock),
            models=models,
            embedder=embedder,
            permission=permission,
            notices=notices,
            keyring=keyring,
            stop=self.stop,
            wiped=self._was_wiped,
        )

    def _make_embedder(self) -> "Embedder":
        from second_me.agent.absent_embedder import AbsentEmbedder  # noqa: PLC0415
        from second_me.inference.embedder import EmbedderUnavailable  # noqa: PLC0415

        try:
            return self._parts.embedder()
        except EmbedderUnavailable as error:
            self._log.warning("no_embedder", code=error.code)
            return AbsentEmbedder(error)

    def _lock_idle(self) -> None:
        if self._core is not None:
            self._log.info("locked_when_idle")
            self._core.session.lock()

    def _called(self, request: Request[object]) -> None:
        if request.METHOD not in NO_USE:
            self._used_at = self._parts.clock.now()

    def _ready_handlers(self) -> Handlers:
        self._made.wait()
        return self._handlers
