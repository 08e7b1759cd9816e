"""Which browsers can reach Second Me, and letting them."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Final

import msgspec

from second_me.client.launcher import agent_environment
from second_me.core.errors import EnvironmentFault, SecondMeError
from second_me.core.paths import find_home
from second_me.desktop.graph.web import Background
from second_me.desktop.translation import tr

_SECONDS: Final = 30


class BrowserView(msgspec.Struct, frozen=True):
    name: str
    connected: bool


class Told(msgspec.Struct, frozen=True):
    """What `second-me browser status` tells: `sealed` are browsers that cannot reach it."""

    browsers: tuple[BrowserView, ...] = ()
    sealed: tuple[str, ...] = ()
    extension: str = ""


class Browsers:
    """Asks in the background. `on_change` follows each change."""

    def __init__(self, background: Background, ask: Callable[[str], Told] | None = None) -> None:
        self._background = background
        self.ask = ask or told
        self.on_change: Callable[[], None] = _nothing
        self.told: Told | None = None
        self.busy = False
        self.error = ""

    @property
    def connected(self) -> bool:
        return self.told is not None and any(one.connected for one in self.told.browsers)

    def refresh(self) -> None:
        self._run("status")

    def install(self) -> None:
        """Let all browsers here reach Second Me."""
        self._run("install")

    def remove(self) -> None:
        self._run("remove")

    def _run(self, act: str) -> None:
        if not self.busy:
            self.busy, self.error = True, ""
            self._background(lambda: self.ask(act), self._on_told, self._on_error)
            self.on_change()

    def _on_told(self, told_: Told) -> None:
        self.busy = False
        self.told = told_
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.busy = False
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def told(act: str) -> Told:
    """Run `second-me browser ACT` and return what it tells. Raises EnvironmentFault."""
    start = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "second_me"]
    )
    try:
        done = subprocess.run(
            [*start, "browser", act, "--json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=agent_environment(find_home()),
            timeout=_SECONDS,
            check=False,
        )
        return msgspec.convert(json.loads(done.stdout), Told)
    except (OSError, subprocess.TimeoutExpired, ValueError, msgspec.ValidationError):
        raise EnvironmentFault(
            tr("The browsers could not be asked"),
            tr("The program that connects them did not answer."),
            tr("Run this in a terminal: second-me browser install"),
        ) from None


def _nothing() -> None:
    pass
