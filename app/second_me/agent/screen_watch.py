"""Hearing from the desktop, over D-Bus, of a locked screen and of a machine that goes to sleep.

Where there is no such bus (another system, a server) nothing is heard, and the vault locks by
time alone. A short delay is asked of the system before it sleeps, so that the lock is done by then.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, Final

from second_me.agent.logs import Log

RETRY_SECONDS: Final = 60.0
LISTEN_SECONDS: Final = 1.0
SCREEN_SAVERS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
    "org.kde.screensaver",
)
_LOGIN: Final = "org.freedesktop.login1"
_PATH: Final = "/org/freedesktop/login1"


class ScreenWatch:
    """Two threads, one for the session's bus and one for the system's."""

    def __init__(
        self, log: Log, *, screen_locked: Callable[[], None], sleeping: Callable[[], None]
    ) -> None:
        self._log = log
        self._screen_locked = screen_locked
        self._sleeping = sleeping
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(listen,), name="screen", daemon=True)
            for listen in (self._session, self._system)
        ]

    def start(self) -> None:
        """Begin to listen; only where D-Bus is at home."""
        if sys.platform == "linux":
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """Listen no more; the threads end within a second, and nobody waits for them."""
        self._closing.set()

    def close(self) -> None:
        """Listen no more, and wait until that is so."""
        self.stop()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(2 * LISTEN_SECONDS)

    def _keep(self, listen: Callable[[], None]) -> None:
        """Listen until closed; a bus that goes away is looked for again."""
        while not self._closing.is_set():
            try:
                listen()
            except Exception as error:  # noqa: BLE001  (a bus says what it likes; this thread ends here)
                self._log.debug("no_bus", error=type(error).__name__)
            self._closing.wait(RETRY_SECONDS)

    def _session(self) -> None:
        if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            self._closing.wait()  # nobody is at a screen here
            return
        with _bus("SESSION") as bus:
            for name in SCREEN_SAVERS:
                bus.match(interface=name, member="ActiveChanged")
            for message in bus.signals(self._closing):
                if message.body and message.body[0] is True:
                    self._log.info("screen_locked")
                    self._screen_locked()

    def _system(self) -> None:
        with _bus("SYSTEM") as bus:
            bus.match(interface=f"{_LOGIN}.Session", member="Lock")
            bus.match(interface=f"{_LOGIN}.Manager", member="PrepareForSleep")
            delay = bus.delay_sleep()
            try:
                for message in bus.signals(self._closing):
                    if bus.member(message) == "Lock":
                        if bus.is_own_session(message):
                            self._screen_locked()
                    elif message.body[0]:
                        self._log.info("going_to_sleep")
                        self._sleeping()
                        _let_go(delay)
                        delay = None
                    else:
                        delay = bus.delay_sleep()
            finally:
                _let_go(delay)


def _let_go(delay: int | None) -> None:
    if delay is not None:
        os.close(delay)


@contextmanager
def _bus(name: str) -> Iterator["_Bus"]:
    # Imported here: jeepney is there on Linux alone, as a part of the keyring.
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415

    with closing(open_dbus_connection(bus=name, enable_fds=True)) as connection:
        yield _Bus(connection)


class _Bus:
    """One connection to a message bus."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401  (jeepney's, untyped)
        self._connection = connection

    def match(self, *, interface: str, member: str) -> None:
        """Ask for a signal."""
        from jeepney import MatchRule, message_bus  # noqa: PLC0415

        rule = MatchRule(type="signal", interface=interface, member=member)
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=5.0)

    def signals(self, closing_: threading.Event) -> Iterator[Any]:
        """Yield signals as they come, until closed."""
        from jeepney import MessageType  # noqa: PLC0415

        while not closing_.is_set():
            with suppress(TimeoutError):
                message = self._connection.receive(timeout=LISTEN_SECONDS)
                asked_for = message.header.message_type is MessageType.signal
                if asked_for and self.member(message) != "NameAcquired":
                    yield message

    def member(self, message: Any) -> str:  # noqa: ANN401
        from jeepney import HeaderFields  # noqa: PLC0415

        return str(message.header.fields.get(HeaderFields.member, ""))

    def is_own_session(self, message: Any) -> bool:  # noqa: ANN401
        """Return whether a signal of a login session is of this person's."""
        from jeepney import DBusAddress, HeaderFields, Properties  # noqa: PLC0415

        path = message.header.fields[HeaderFields.path]
        session = DBusAddress(path, bus_name=_LOGIN, interface=f"{_LOGIN}.Session")
        reply = self._connection.send_and_get_reply(Properties(session).get("User"), timeout=5.0)
        return bool(reply.body[0][1][0] == os.getuid())

    def delay_sleep(self) -> int | None:
        """Ask the system to wait a moment before it sleeps; return what is to be closed then."""
        from jeepney import DBusAddress, new_method_call  # noqa: PLC0415

        manager = DBusAddress(_PATH, bus_name=_LOGIN, interface=f"{_LOGIN}.Manager")
        asked = ("sleep", "Second Me", "Locking the vault", "delay")
        call = new_method_call(manager, "Inhibit", "ssss", asked)
        reply = self._connection.send_and_get_reply(call, timeout=5.0)
        if not reply.body or not hasattr(reply.body[0], "to_raw_fd"):
            return None
        return int(reply.body[0].to_raw_fd())
