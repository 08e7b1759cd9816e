"""Trials of filling in a real Chromium: hostile pages get nothing, honest ones are filled.

The extension's own scripts run in a world of their own beside the page's, as they do there, and
the plan is the product's. The person of the trial approves all that a plan holds.
"""

import contextlib
import json
import random
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import msgspec
from selenium.webdriver import Chrome

from second_me.autofill.classifier import Classifier
from second_me.autofill.fill_plan import plan
from second_me.autofill.origins import site_of
from second_me.bench.trials.honest_forms import NAMES, pages
from second_me.bench.trials.hostile_forms import COVERED, HIDDEN
from second_me.bench.trials.report import Report
from second_me.core.forms import Page
from second_me.core.ids import FactId
from second_me.core.paths import packaged
from second_me.core.profile import Profile, SlotValue
from second_me.core.protocol.fill import Refused
from second_me.corpora.browser import live_page_browser

_WHO: Final = {
    "given_name": "Ana", "family_name": "Sousa", "name": "Ana Sousa", "city": "Lisboa",
    "email": "ana@example.org",
}  # fmt: skip
_EXPECTED: Final = dict(zip(NAMES, ("Ana", "Sousa", "ana@example.org", "Lisboa"), strict=True))
_SCRIPTS: Final = ("sight.js", "reader.js", "filler.js")
_WORLD: Final = "second-me-trial"
_ALL_VALUES: Final = """(() => { const found = {};
  const look = (root) => { for (const one of root.querySelectorAll("*")) {
    if (one.name && "value" in one) found[one.name] = one.value;
    if (one.shadowRoot) look(one.shadowRoot); } };
  look(document); return JSON.stringify(found); })()"""


def same_origin(folder: Path, hostile: int, honest: int) -> Report:
    """Fields that nobody sees stay empty; fields of honest forms are filled."""
    report = Report(promise="same-origin", what="hidden fields and foreign frames; honest forms")
    with _tab(folder) as tab:
        for name, text in list(HIDDEN.items())[:hostile]:
            report.note(_trapped(tab, name, text))
        chosen = random.Random(1).sample(list(pages()), honest)  # noqa: S311
        missed = [wrong for name, text in chosen if (wrong := _unfilled(tab, name, text))]
        share = 1 - len(missed) / max(1, honest)
        report.note("" if share >= 0.95 else f"{len(missed)} of {honest}: {missed[:3]}")  # noqa: PLR2004
    return report


def clickjack(folder: Path, hostile: int) -> Report:
    """Fields under something stay empty."""
    report = Report(promise="clickjack", what="overlays of all kinds")
    with _tab(folder) as tab:
        for name, text in list(COVERED.items())[:hostile]:
            report.note(_trapped(tab, name, text))
    return report


def _trapped(tab: "Tab", name: str, text: str) -> str:
    """Return what went wrong on a hostile page: its trap was filled, or the honest fields not."""
    tab.open(text)
    tab.fill()
    values = tab.values()
    if values.get("trap"):
        return f"{name}: the trap got {len(values['trap'])} letters"
    return ""


def _unfilled(tab: "Tab", name: str, text: str) -> str:
    tab.open(text)
    tab.fill()
    values = tab.values()
    wrong = [one for one, value in _EXPECTED.items() if values.get(one) != value]
    return f"{name}: {wrong}" if wrong else ""


class Tab:
    """One tab on a page of the trial, with the extension's scripts beside the page's own."""

    def __init__(self, browser: Chrome, folder: Path, address: str) -> None:
        self._browser = browser
        self._folder = folder
        self._address = address
        self._opened = 0
        extension = packaged("resources") / "extension"
        self._scripts = "".join((extension / name).read_text("utf-8") for name in _SCRIPTS)
        self._worlds: list[int] = []

    def open(self, text: str) -> None:
        """Show a page, under an address of its own: one shown before comes from the cache."""
        self._opened += 1
        name = f"page-{self._opened}.html"
        (self._folder / name).write_text(text, encoding="utf-8")
        self._browser.get(f"{self._address}/{name}")
        self._worlds = [self._world(frame) for frame in self._frames()]

    def fill(self) -> None:
        """Read, plan, approve all of the plan, and fill: each frame of the page's own origin."""
        for world in self._worlds:
            read = self._run(world, f"{self._scripts};JSON.stringify(secondMeReader.page())")
            page = msgspec.json.decode(read, type=Page | None) if read else None
            if page is None or isinstance(site_of(page.origin, self._address), Refused):
                continue
            made = plan(page, _profile(), {}, Classifier.shipped())
            values = [
                {"field": entry.field, "value": entry.choices[0].value}
                for entry in made.entries
                if entry.choices
            ]
            words = f"{json.dumps(page.origin)},{json.dumps(values)}"
            self._run(world, f"JSON.stringify(secondMeFiller.fill({words}))")

    def values(self) -> Mapping[str, str]:
        """Return what stands in all named fields of all frames."""
        found: dict[str, str] = {}
        for world in self._worlds:
            read = self._run(world, _ALL_VALUES)
            found |= json.loads(read) if read else {}
        return found

    def _frames(self) -> list[str]:
        tree = self._browser.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]
        return [tree["frame"]["id"], *(one["frame"]["id"] for one in tree.get("childFrames", ()))]

    def _world(self, frame: str) -> int:
        asked = {"frameId": frame, "worldName": _WORLD}
        made: dict[str, int] = self._browser.execute_cdp_cmd("Page.createIsolatedWorld", asked)
        return made["executionContextId"]

    def _run(self, world: int, script: str) -> str | None:
        asked = {"expression": script, "contextId": world, "returnByValue": True}
        told: dict[str, Any] = self._browser.execute_cdp_cmd("Runtime.evaluate", asked)
        value: str | None = told["result"].get("value")
        return value


@contextlib.contextmanager
def _tab(folder: Path) -> Iterator[Tab]:
    handler = partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with live_page_browser() as browser:
            yield Tab(browser, folder, f"http://localhost:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _profile() -> Profile:
    return Profile(
        subject="Ana",
        values=tuple(
            SlotValue(slot=slot, value=value, fact_id=FactId(number), confirmed=True)
            for number, (slot, value) in enumerate(_WHO.items(), 1)
        ),
    )
