"""Promise `gesture`: a form is filled when a person presses a key, and by nothing that a page does.

The extension, its host, the agent and the browser are real; pages come from this machine. In the
end a real key press on a virtual screen fills the form, so that silence before it means something.
"""

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from second_me.bench.trials.gesture_pages import FIELDS, PAGES
from second_me.bench.trials.report import Report
from second_me.bench.trials.screen import press, screen
from second_me.bridges.browser import install
from second_me.bridges.browsers import Browser
from second_me.bridges.extension_builds import CHROMIUM, FIREFOX, KEYS, unpacked
from second_me.client.connection import Client
from second_me.client.launcher import ensure_agent, stop_agent
from second_me.core.errors import EnvironmentFault
from second_me.core.outcomes import Failed
from second_me.core.paths import Home, find_home
from second_me.core.protocol.fill import ApprovePlan, ListFillings, ListPlans
from second_me.core.protocol.persona import StateSlot
from second_me.core.protocol.vault import CreateVault
from second_me.corpora.browser import QUIET, chromium
from second_me.corpora.firefox import live_firefox
from second_me.corpora.local_site import LocalSite, local_site

_SLOTS: Final = {
    "name": "Ana Sousa",
    "home": "Rua das Flores 12, 1200-195 Lisboa, Portugal",
    "email": "ana@example.org",
}
_EXPECTED: Final = dict(zip(FIELDS, ("Ana", "Sousa", "ana@example.org", "Lisboa"), strict=True))
_PASSPHRASE: Final = "made up for a trial"  # noqa: S105  (it protects nothing)
_SECONDS: Final = 120.0  # what a busy machine may take for one step
_AGAIN: Final = (
    10.0  # seconds after which a key is pressed anew: a window may not have had the focus
)
_STATE: Final = """return JSON.stringify({
  done: document.documentElement.dataset.done === "yes",
  ours: Object.keys(globalThis).filter((name) => /second.?me/i.test(name)).length,
  values: [...document.querySelectorAll("#first, #last, #mail, #city")].map((one) => one.value)})"""
_T = TypeVar("_T")
_NAMES_TAKEN: Final = "names taken before it"


class Window(Protocol):
    """A browser's window, with the extension in it."""

    def get(self, address: str, /) -> None:
        """Show a page."""

    def run(self, script: str, /) -> Any:  # noqa: ANN401  (JSON)
        """Run a script in the page and return what it returns."""


def in_chromium(folder: Path, hostile: int) -> Report:
    """Try hostile pages in Chromium, then a key press."""
    return _tried(folder, hostile, "Chromium", _chromium, KEYS[CHROMIUM])


def in_firefox(folder: Path, hostile: int) -> Report:
    """Try the same in Firefox."""
    return _tried(folder, hostile, "Firefox", _firefox, KEYS[FIREFOX])


Opened = Callable[[Path, Home, Mapping[str, str]], contextlib.AbstractContextManager[Window]]


def _tried(folder: Path, hostile: int, name: str, opened: Opened, keys: str) -> Report:
    report = Report(promise="gesture", what=f"hostile pages in {name}, then a real key press")
    home = Home(root=folder / "home", models=find_home().models)
    with (
        screen() as shown_on,
        _agent(home) as agent,
        local_site(folder / "site") as site,
        opened(folder, home, shown_on) as window,
    ):
        for trick, text in list(PAGES.items())[:hostile]:
            report.note(_quiet(agent, window, site, trick, text))
        report.note(_filled(agent, window, site, lambda: press(keys, shown_on)))
    return report


def _quiet(agent: Client, window: Window, site: LocalSite, trick: str, text: str) -> str:
    """Return what a page got by its trick, "" for nothing."""
    window.get(site.put(text))
    state = _until(lambda: _state(window), lambda state: bool(state["done"]))
    if agent.call(ListPlans()).plans:
        return f"{trick}: a plan was made"
    if any(state["values"]):
        return f"{trick}: a field was filled"
    if state["ours"] and trick != _NAMES_TAKEN:
        return f"{trick}: the extension is in the page"
    return ""


def _filled(agent: Client, window: Window, site: LocalSite, pressed: Callable[[], None]) -> str:
    """Return what went wrong when the person pressed the key and approved the plan."""
    window.get(site.put(PAGES["autofocus"]))
    deadline = time.monotonic() + _SECONDS
    while not (plans := agent.call(ListPlans()).plans):
        if time.monotonic() > deadline:
            return "the key press reached nothing"
        pressed()
        with contextlib.suppress(TimeoutError):
            _until(lambda: agent.call(ListPlans()).plans, bool, _AGAIN)
    (plan,) = plans
    if any(_state(window)["values"]):
        return "filled before the person's word"
    chosen = {entry.field: 0 for entry in plan.entries if entry.choices}
    agent.call(ApprovePlan(id=plan.id, choices=chosen))
    with contextlib.suppress(TimeoutError):
        _until(lambda: agent.call(ListFillings()).fillings, bool)
    values = dict(zip(FIELDS, _state(window)["values"], strict=True))
    return "" if values == _EXPECTED else f"after the key press: {values}"


def _state(window: Window) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(window.run(_STATE))
    return told


def _until(ask: Callable[[], _T], enough: Callable[[_T], bool], seconds: float = _SECONDS) -> _T:
    """Ask until it is enough. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not enough(told := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.05)
    return told


@contextlib.contextmanager
def _agent(home: Home) -> Iterator[Client]:
    """Start an agent with a vault that knows who the person is."""
    outcome = ensure_agent(home, timeout=_SECONDS)
    if isinstance(outcome, Failed):
        raise EnvironmentFault(outcome.title, outcome.message, outcome.action)
    try:
        with Client.connect(home, name="trial") as agent:
            agent.call(CreateVault(passphrase=_PASSPHRASE, recovery=False, keyring=False))
            for slot, value in _SLOTS.items():
                agent.call(StateSlot(slot=slot, value=value))
            yield agent
    finally:
        stop_agent(home)


class _Chromium:
    def __init__(self, browser: webdriver.Chrome) -> None:
        self._browser = browser

    def get(self, address: str) -> None:
        self._browser.get(address)

    def run(self, script: str) -> Any:  # noqa: ANN401
        return self._browser.execute_script(script)


@contextlib.contextmanager
def _chromium(folder: Path, home: Home, shown_on: Mapping[str, str]) -> Iterator[Window]:
    profile = folder / "profile"
    hosts = profile / "NativeMessagingHosts"
    install(home, [Browser(name="Chromium", folder=profile, hosts=hosts)])
    program, driver = chromium()
    options = webdriver.ChromeOptions()
    extension = unpacked(CHROMIUM, folder / "extension")
    for word in (*QUIET, f"--user-data-dir={profile}", f"--load-extension={extension}",
                 "--disable-features=DisableLoadExtensionCommandLineSwitch"):  # fmt: skip
        options.add_argument(word)
    options.binary_location = program
    browser = webdriver.Chrome(options, Service(driver, env=dict(shown_on)))
    try:
        yield _Chromium(browser)
    finally:
        browser.quit()


@contextlib.contextmanager
def _firefox(folder: Path, home: Home, shown_on: Mapping[str, str]) -> Iterator[Window]:
    person = folder / "person"
    hosts = person / ".mozilla" / "native-messaging-hosts"
    install(home, [Browser(name="Firefox", folder=person, hosts=hosts, firefox=True)])
    environment = {**shown_on, "HOME": str(person), "MOZ_DISABLE_AUTO_SAFE_MODE": "1"}
    environment.pop("XDG_CONFIG_HOME", None)
    with live_firefox(person / "profile", environment=environment, headless=False) as browser:
        browser.install(unpacked(FIREFOX, folder / "extension"))
        yield browser
