"""Run by `test_desktop_tray` on a bus and an X server of its own: a StatusNotifierWatcher, the
host that reads the tray's item and presses its menu, and the window with a scripted agent.

Says what the host saw, a line each: the item's tip, its menu, and what came of pressing it.
"""

import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from second_me.core.outcomes import Started
from second_me.core.protocol.system import Pause
from second_me.core.protocol.vault import Lock
from second_me.desktop.desktop import Desktop
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.scenes import Scene
from second_me.desktop.tasks import Tasks

NAME = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  (what this program is for)


class Watcher:
    """Takes tray items on, as a desktop's panel does."""

    def __init__(self) -> None:
        self._bus = open_dbus_connection(bus="SESSION")
        self._bus.send_and_get_reply(message_bus.RequestName(NAME), timeout=10)
        self.items: list[tuple[str, str]] = []
        self.came = threading.Event()

    def serve(self) -> None:
        while True:
            message = self._bus.receive()
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        if member == "Get":
            values: dict[str, tuple[str, Any]] = {
                "IsStatusNotifierHostRegistered": ("b", True),
                "ProtocolVersion": ("i", 0),
                "RegisteredStatusNotifierItems": ("as", []),
            }
            value = values[message.body[1]]
            self._bus.send(new_method_return(message, "v", (value,)))
        elif member == "RegisterStatusNotifierItem":
            self.items.append((message.header.fields[HeaderFields.sender], message.body[0]))
            self._bus.send(new_method_return(message))
            self.came.set()
        else:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))


class Host:
    """Reads the item that came, and presses entries of its menu."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self._bus: DBusConnection = open_dbus_connection(bus="SESSION")
        self._sender = ""

    def look(self) -> None:
        assert self._watcher.came.wait(60)
        self._sender, service = self._watcher.items[-1]
        path = service if service.startswith("/") else "/StatusNotifierItem"
        item = DBusAddress(path, bus_name=self._sender, interface=ITEM)
        tip = self._call(Properties(item).get("ToolTip"))[0][1]
        say(f"tip {tip[2]}")
        menu = self._call(Properties(item).get("Menu"))[0][1]
        self._menu = DBusAddress(menu, bus_name=self._sender, interface=MENU)
        entries = self._entries()
        say("menu " + ", ".join(name for name in entries if name))
        self.press("Pause for an hour")
        self.press("Lock")

    def press(self, name: str) -> None:
        number = self._entries()[name]
        event = (number, "clicked", ("i", 0), 0)
        self._call(new_method_call(self._menu, "Event", "isvu", event))

    def _entries(self) -> dict[str, int]:
        asked = new_method_call(self._menu, "GetLayout", "iias", (0, -1, ["label", "visible"]))
        _revision, (_number, _properties, children) = self._call(asked)
        found = (child[1] for child in children)
        return {
            about.get("label", ("s", ""))[1]: number
            for number, about, _ in found
            if about.get("visible", ("b", True))[1]
        }

    def _call(self, message: Message) -> tuple[Any, ...]:
        reply = self._bus.send_and_get_reply(message, timeout=60)
        assert reply.header.message_type is not MessageType.error, reply.body
        return reply.body


def main() -> int:
    watcher = Watcher()
    threading.Thread(target=watcher.serve, daemon=True).start()
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    scene = Scene()
    tasks = Tasks(app)
    link = AgentLink(lambda: Started("scripted", 1), scene.connect, tasks, app)
    with tempfile.TemporaryDirectory() as folder:
        preferences = PreferenceFile(Path(folder) / "window.json")
        desktop = Desktop(app, link, tasks, preferences, scene.clock)
        looked: list[threading.Thread] = []
        timer = QTimer()

        def see() -> None:
            if desktop.session.status is None:
                return
            if not looked:  # the item is read once the window knows how memory is
                host = threading.Thread(target=Host(watcher).look, daemon=True)
                looked.append(host)
                host.start()
            elif not looked[0].is_alive() and scene.agent.asked(Lock):
                say(f"asked to pause {len(scene.agent.asked(Pause))}, to lock 1")
                app.quit()

        timer.timeout.connect(see)
        timer.start(20)
        desktop.start(hidden=True)
        app.exec()
        desktop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
