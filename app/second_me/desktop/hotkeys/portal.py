"""The key on Wayland: org.freedesktop.portal.GlobalShortcuts, over D-Bus.

The portal asks the person once, shows the shortcut in the system's settings, and tells of that
one alone. https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
"""

import contextlib
import secrets
from typing import Any, Final

from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection
from PySide6.QtCore import QObject, QSocketNotifier, Signal

from second_me.desktop.hotkeys.keys import DEFAULT_KEYS, parts
from second_me.desktop.translation import tr

SHORTCUT: Final = "recall"
APP: Final = "second-me"
_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_REGISTRY: Final = "org.freedesktop.host.portal.Registry"
_REQUEST: Final = "org.freedesktop.portal.Request"
_DONE: Final = 0


class PortalHotKey(QObject):
    """Asks the portal step by step, as its answers come; nothing here waits for it."""

    pressed = Signal()

    def __init__(self, keys: str = DEFAULT_KEYS, parent: QObject | None = None) -> None:
        """Raises OSError when there is no session bus."""
        super().__init__(parent)
        self.trouble = ""
        self.bound = False
        self._keys = keys
        self._session = ""
        self._asked: set[int] = set()
        try:
            self._bus = open_dbus_connection(bus="SESSION")
        except KeyError as error:  # no bus is named in this session
            raise OSError("no session bus") from error
        self._notifier = QSocketNotifier(self._bus.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        self._follow(_REQUEST, "Response")
        self._follow(_SHORTCUTS, "Activated")
        # Who is not in a sandbox says who they are; older portals do not know the question.
        self._send(_REGISTRY, "Register", "sa{sv}", (APP, {}))
        options = {"session_handle_token": ("s", _token()), "handle_token": ("s", _token())}
        self._ask("CreateSession", "a{sv}", (options,))

    def close(self) -> None:
        self._notifier.setEnabled(False)
        with contextlib.suppress(OSError):
            self._bus.close()

    def _follow(self, interface: str, member: str) -> None:
        rule = MatchRule(type="signal", sender=_NAME, interface=interface, member=member)
        self._bus.send(message_bus.AddMatch(rule))

    def _send(self, interface: str, member: str, signature: str, body: tuple[Any, ...]) -> int:
        address = DBusAddress(_PATH, bus_name=_NAME, interface=interface)
        serial = int(next(self._bus.outgoing_serial))
        self._bus.send(new_method_call(address, member, signature, body), serial=serial)
        return serial

    def _ask(self, member: str, signature: str, body: tuple[Any, ...]) -> None:
        self._asked.add(self._send(_SHORTCUTS, member, signature, body))

    def _on_readable(self) -> None:
        try:
            while True:
                self._take(self._bus.receive(timeout=0))
        except TimeoutError:
            return
        except (OSError, EOFError):  # the bus went away, as when the session ends
            self._notifier.setEnabled(False)
            self._give_up()

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        kind = message.header.message_type
        if kind is MessageType.error and fields.get(HeaderFields.reply_serial) in self._asked:
            self._give_up()
        elif kind is MessageType.signal:
            member = fields.get(HeaderFields.member)
            if member == "Response":
                self._on_response(*message.body)
            elif member == "Activated" and message.body[:2] == (self._session, SHORTCUT):
                self.pressed.emit()

    def _on_response(self, code: int, results: dict[str, tuple[str, Any]]) -> None:
        if code != _DONE:
            self._give_up()
        elif not self._session:
            self._session = str(results["session_handle"][1])
            self._bind()
        else:
            self.bound = True

    def _bind(self) -> None:
        wanted = {
            "description": ("s", tr("Quick recall")),
            "preferred_trigger": ("s", trigger(self._keys)),
        }
        options = {"handle_token": ("s", _token())}
        body = (self._session, [(SHORTCUT, wanted)], "", options)
        self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", body)

    def _give_up(self) -> None:
        self.bound = False
        self.trouble = tr(
            "The desktop did not give {keys}. Set a shortcut in its settings that runs: "
            "second-me window --recall"
        ).format(keys=self._keys)


def trigger(keys: str) -> str:
    """Return keys as the shortcuts specification of freedesktop.org writes them."""
    modifiers, key = parts(keys)
    names = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "super": "LOGO"}
    return "+".join([*(names[one] for one in modifiers), key])


def _token() -> str:
    return f"second_me_{secrets.token_hex(8)}"
