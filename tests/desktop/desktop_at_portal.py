"""Run by `test_desktop_hotkeys` on a bus of its own: a portal, and the key that asks it.

Says "pressed" or "trouble". The portal "grants" the key and presses it, "refuses" it as a person
may, or is too "old" to know of such keys.
"""

import sys
import threading
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtCore import QCoreApplication, QTimer

from second_me.desktop.hotkeys.portal import PortalHotKey

PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SESSION = f"{PATH}/session/one"


class Portal:
    """Answers one program."""

    def __init__(self, manner: str) -> None:
        self._manner = manner
        self._bus = open_dbus_connection(bus="SESSION")
        name = message_bus.RequestName("org.freedesktop.portal.Desktop")
        self._bus.send_and_get_reply(name, timeout=10)

    def serve(self) -> None:
        while True:
            message = self._bus.receive()
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Message) -> None:
        member = message.header.fields[HeaderFields.member]
        if member == "Register":
            assert message.body[0] == "second-me"
            self._bus.send(new_method_return(message))
        elif self._manner == "old":
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
        elif member == "CreateSession":
            self._respond(message, message.body[0], 0, {"session_handle": ("s", SESSION)})
        else:
            self._bind(message)

    def _bind(self, message: Message) -> None:
        session, shortcuts, _parent, options = message.body
        ((name, wanted),) = shortcuts
        assert (session, name) == (SESSION, "recall")
        assert wanted["preferred_trigger"] == ("s", "CTRL+ALT+space")
        refused = self._manner == "refuses"
        self._respond(message, options, 1 if refused else 0, {})
        if not refused:
            emitter = DBusAddress(PATH, interface=SHORTCUTS)
            for other in ("another", "recall"):
                body = (SESSION, other, 1, {})
                self._bus.send(new_signal(emitter, "Activated", "osta{sv}", body))

    def _respond(
        self, message: Message, options: dict[str, Any], code: int, results: dict[str, Any]
    ) -> None:
        sender = message.header.fields[HeaderFields.sender].lstrip(":").replace(".", "_")
        request = f"{PATH}/request/{sender}/{options['handle_token'][1]}"
        self._bus.send(new_method_return(message, "o", (request,)))
        emitter = DBusAddress(request, interface="org.freedesktop.portal.Request")
        self._bus.send(new_signal(emitter, "Response", "ua{sv}", (code, results)))


def main(manner: str) -> int:
    portal = Portal(manner)
    threading.Thread(target=portal.serve, daemon=True).start()
    app = QCoreApplication(sys.argv[:1])
    key = PortalHotKey()
    presses: list[None] = []
    key.pressed.connect(lambda: presses.append(None))
    look = QTimer()

    def see() -> None:
        if presses or key.trouble:
            app.quit()

    look.timeout.connect(see)
    look.start(10)
    app.exec()
    print("pressed" if len(presses) == 1 and key.bound else "trouble")  # noqa: T201
    key.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
