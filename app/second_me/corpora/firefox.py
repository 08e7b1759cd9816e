"""A real Firefox, driven over its own Marionette: for trying the extension alone.

Nothing but the browser is needed: no driver, no library. The protocol is Mozilla's remote
protocol, version 3: messages as JSON led by their length, over a local socket.
"""

import contextlib
import itertools
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from second_me.core.errors import EnvironmentFault

PROGRAMS: Final = ("firefox-esr", "firefox")
_SECONDS: Final = 120.0  # a busy machine may take so long to start it, or for a large page
_PREFERENCES: Final[Mapping[str, object]] = {
    "marionette.port": 0,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.tabs.warnOnClose": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.firstRunURL": "",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


class MarionetteRefused(Exception):
    """Firefox could not do what it was asked; the text is its own."""


def firefox() -> str:
    """Return where Firefox lies. Raises EnvironmentFault."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise EnvironmentFault(
            "No Firefox",
            "The extension is tried in a real browser, and it is not installed.",
            "Install firefox-esr.",
        )
    return program


class Firefox:
    """One running Firefox. Every method raises MarionetteRefused where Firefox cannot do it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._link = socket.create_connection(address, _SECONDS)
        self._numbers = itertools.count(1)
        self._heard()  # who speaks, and which protocol
        self.call("WebDriver:NewSession", {})

    def call(self, command: str, words: Mapping[str, Any]) -> Any:  # noqa: ANN401  (JSON)
        """Have a command carried out and return what it gives."""
        number = next(self._numbers)
        body = json.dumps([0, number, command, words]).encode()
        self._link.sendall(b"%d:%s" % (len(body), body))
        while True:
            kind, answered, error, result = self._heard()
            if (kind, answered) == (1, number):
                if error:
                    raise MarionetteRefused(f"{command}: {error.get('message')}")
                return result

    def get(self, address: str) -> None:
        """Show a page."""
        self.call("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: object, world: str | None = None) -> Any:  # noqa: ANN401
        """Run a script in the page, or in a world of its own beside it; return what it returns."""
        asked = {"script": script, "args": list(arguments), "sandbox": world, "newSandbox": False}
        return self.call("WebDriver:ExecuteScript", asked)["value"]

    def install(self, extension: Path) -> str:
        """Install an extension for as long as this Firefox runs; return its id."""
        asked = {"path": str(extension), "temporary": True}
        told: str = self.call("Addon:Install", asked)["value"]
        return told

    def close(self) -> None:
        """Have Firefox end."""
        with contextlib.suppress(MarionetteRefused, OSError, ValueError):
            self.call("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._link.close()

    def _heard(self) -> Any:  # noqa: ANN401
        length = b""
        while not length.endswith(b":"):
            length += self._bytes(1)
        return json.loads(self._bytes(int(length[:-1])))

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self._link.recv(count - len(found))
            if not more:
                raise MarionetteRefused("Firefox has ended")
            found += more
        return found


@contextlib.contextmanager
def live_firefox(
    profile: Path, *, environment: Mapping[str, str], headless: bool = True
) -> Iterator[Firefox]:
    """Open a Firefox with a new profile in a folder; `environment` is all that it is given."""
    profile.mkdir(parents=True, exist_ok=True)
    lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in
             _PREFERENCES.items()]  # fmt: skip
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    words = [firefox(), "--marionette", "--no-remote", "--profile", str(profile)]
    child = subprocess.Popen(
        [*words, *(["--headless"] if headless else [])],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        browser = Firefox(("127.0.0.1", _port(profile / "MarionetteActivePort", child)))
        try:
            yield browser
        finally:
            browser.close()
    finally:
        _end(child)


def _port(file: Path, child: subprocess.Popen[bytes]) -> int:
    """Return where Firefox listens, once it says so."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text("utf-8"))
        time.sleep(0.1)
    raise EnvironmentFault("No Firefox", "It did not start.", "Start it by hand and see why.")


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(60)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        child.wait(20)
