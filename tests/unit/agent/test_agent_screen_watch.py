"""Hearing of a locked screen and of sleep, with a real message bus."""

import os
import shutil
import subprocess
import sys
import threading

import pytest

from second_me.agent import screen_watch
from second_me.agent.screen_watch import ScreenWatch

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("dbus-daemon") is None, reason="there is no D-Bus here"
)


@pytest.fixture
def bus():
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout
    yield daemon.stdout.readline().strip()
    daemon.kill()
    daemon.communicate()


def emit(address, path, interface, member, signature, body):
    """Send a signal until it is heard: whoever listens may not be there yet."""
    from jeepney import DBusAddress, new_signal  # noqa: PLC0415
    from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415

    connection = open_dbus_connection(bus=address)
    connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))
    connection.close()


def heard(event, send):
    """Send until somebody listens; seldom, so that none is still under way once one was heard."""
    for _ in range(30):
        send()
        if event.wait(2):
            return True
    return False


def test_a_locked_screen_is_heard(bus, log, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    locked, slept = threading.Event(), threading.Event()
    watch = ScreenWatch(log, screen_locked=locked.set, sleeping=slept.set)
    watch.start()
    try:
        name = "org.gnome.ScreenSaver"
        path = "/org/gnome/ScreenSaver"
        assert heard(locked, lambda: emit(bus, path, name, "ActiveChanged", "b", (True,)))
        locked.clear()
        emit(bus, path, name, "ActiveChanged", "b", (False,))
        assert not locked.wait(0.2)
        assert not slept.is_set()
    finally:
        watch.close()


class Login:
    """The part of logind that is asked to wait, and tells of sleep."""

    def __init__(self, address) -> None:
        from jeepney import message_bus  # noqa: PLC0415
        from jeepney.io.blocking import open_dbus_connection  # noqa: PLC0415

        self.connection = open_dbus_connection(bus=address, enable_fds=True)
        self.connection.send_and_get_reply(message_bus.RequestName(screen_watch._LOGIN))
        self.delays: list[int] = []
        self.asked = threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        from jeepney import MessageType, new_method_return  # noqa: PLC0415

        while True:
            try:
                call = self.connection.receive()
            except (OSError, EOFError, ConnectionError):
                return
            if call.header.message_type is MessageType.method_call:
                theirs, ours = os.pipe()
                self.delays.append(theirs)
                self.connection.send(new_method_return(call, "h", (ours,)))
                os.close(ours)
                self.asked.set()


def test_sleep_is_delayed_until_the_lock_is_done(bus, log, monkeypatch):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    login = Login(bus)
    slept = threading.Event()
    watch = ScreenWatch(log, screen_locked=lambda: None, sleeping=slept.set)
    watch.start()
    try:
        assert login.asked.wait(60)
        manager = f"{screen_watch._LOGIN}.Manager"
        emit(bus, screen_watch._PATH, manager, "PrepareForSleep", "b", (True,))
        assert slept.wait(60)
        assert os.read(login.delays[0], 1) == b""  # it let go of the delay
        login.asked.clear()
        emit(bus, screen_watch._PATH, manager, "PrepareForSleep", "b", (False,))
        assert login.asked.wait(60)  # and asks for another one
    finally:
        watch.close()
        login.connection.close()
        for delay in login.delays:
            os.close(delay)
