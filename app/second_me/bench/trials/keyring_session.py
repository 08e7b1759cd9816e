"""What happens inside one D-Bus session of the trial `keyring-loss`; started by it as a program.

`create` makes a vault whose key is in the session's keyring; each other case takes something
away first and then tries to unlock. The outcome is printed as one line of JSON.
"""

import base64
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import keyring
import secretstorage
from jeepney import DBusAddress, MessageType, new_method_call, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from second_me.core.clock import SystemClock
from second_me.core.errors import KeyringUnavailable
from second_me.core.paths import Home
from second_me.vault import Argon2Cost, KeySlots, OsKeyring, Vault
from second_me.vault.keyrings import SERVICE
from second_me.vault.slot_file import load
from second_me.vault.unlocking import entry_name

PASSPHRASE = "correct horse"  # noqa: S105  (it protects nothing)
PROMPTER = "org.gnome.keyring.SystemPrompter"


def start_daemon(password: str | None) -> None:
    """Start gnome-keyring for this session; with no password its keyring stays locked."""
    command = ["gnome-keyring-daemon", "--components=secrets", "--daemonize"]
    if password is not None:
        command.append("--unlock")
    subprocess.run(
        command, input=(password or "").encode(), stdout=subprocess.DEVNULL, check=True, timeout=20
    )


dismissed: list[str] = []


def dismiss_every_prompt() -> None:
    """Stand in for the desktop's password dialog and press Cancel each time."""
    connection = open_dbus_connection("SESSION")
    connection.send_and_get_reply(message_bus.RequestName(PROMPTER))
    threading.Thread(target=_serve_prompts, args=(connection,), daemon=True).start()


def _serve_prompts(connection: Any) -> None:  # noqa: ANN401  (jeepney's, untyped)
    while True:
        call = connection.receive()
        if call.header.message_type is not MessageType.method_call:
            continue
        fields = {field.name: value for field, value in call.header.fields.items()}
        connection.send(new_method_return(call))
        callback = DBusAddress(
            call.body[0],
            bus_name=fields["sender"],
            interface="org.gnome.keyring.internal.Prompter.Callback",
        )
        reply = {"BeginPrompting": "", "PerformPrompt": "no"}.get(str(fields["member"]))
        dismissed.extend([str(fields["member"])] if reply else [])
        if reply is None:
            connection.send(new_method_call(callback, "PromptDone"))
        else:
            exchange = (*call.body, "", "", "", "")[3]
            body: tuple[object, ...] = (reply, {}, exchange)
            connection.send(new_method_call(callback, "PromptReady", "sa{sv}s", body))


def lock() -> None:
    connection = secretstorage.dbus_init()
    secretstorage.get_default_collection(connection).lock()
    connection.close()


def entry(home: Home) -> str:
    file = load(home.slots)
    return next(
        entry_name(file.vault_id, slot) for slot in file.current.slots if slot.kind == "keyring"
    )


def prepare(case: str, home: Home) -> None:
    """Take away what the case is about."""
    if case == "locked":
        lock()
    elif case == "dismissed":
        dismiss_every_prompt()
        lock()
    elif case == "gone":
        keyring.delete_password(SERVICE, entry(home))
    elif case == "wrong":
        keyring.set_password(SERVICE, entry(home), base64.b64encode(bytes(32)).decode())


def create(slots: KeySlots, home: Home) -> dict[str, object]:
    made = slots.create(passphrase=PASSPHRASE, recovery=True, keyring=True)
    Vault.create(home, made.key, SystemClock()).close()
    return {"notice": made.notice, "kinds": slots.kinds(), "key": made.key.secret.hex()}


def unlock(slots: KeySlots, home: Home) -> dict[str, object]:
    """Try the keyring, then the passphrase, and open the vault with what that gave."""
    told: dict[str, object] = {}
    try:
        told["by_keyring"] = slots.unlock().key.secret.hex()
    except KeyringUnavailable as error:
        told |= {"title": error.title, "message": error.message, "action": error.action}
    opened = slots.unlock(passphrase=PASSPHRASE)
    Vault.open(home, opened.key, SystemClock()).close()
    return {
        **told,
        "notice": opened.notice,
        "key": opened.key.secret.hex(),
        "dismissed": len(dismissed),
    }


def main(case: str, root: str, password: str) -> None:
    home = Home(root=Path(root), models=Path(root))
    if "DBUS_SESSION_BUS_ADDRESS" in os.environ:
        start_daemon(password or None)
    slots = KeySlots(
        home.slots, OsKeyring(timeout=15), SystemClock(), Argon2Cost(memory_kib=64, passes=1)
    )
    prepare(case, home)
    done = create(slots, home) if case in {"create", "read-only"} else unlock(slots, home)
    print(json.dumps(done))  # noqa: T201  (the trial reads it)


if __name__ == "__main__":
    main(*sys.argv[1:])
