"""A real Chromium, driven to read stored pages the way the extension does: for measuring alone."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from second_me.core.errors import EnvironmentFault

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_STORED: Final = (
    "--headless=new",
    "--blink-settings=imagesEnabled=false",
)
_SECONDS: Final = 120  # a busy machine may take so long for a large page


def chromium() -> tuple[str, str]:
    """Return where Chromium and its driver lie. Raises EnvironmentFault."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        raise EnvironmentFault(
            "No Chromium",
            "Pages are read by a real browser, and it or its driver is not installed.",
            "Install chromium and chromium-driver.",
        )
    return program, driver


@contextlib.contextmanager
def stored_page_reader() -> Iterator[webdriver.Chrome]:
    """Open a Chromium without a network, in which no script of a page runs."""
    with _opened("--host-resolver-rules=MAP * ~NOTFOUND", *_STORED) as browser:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        yield browser


@contextlib.contextmanager
def live_page_browser() -> Iterator[webdriver.Chrome]:
    """Open a Chromium that reaches this machine alone, in which pages run their scripts."""
    with _opened("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", *_STORED) as browser:
        yield browser


@contextlib.contextmanager
def _opened(*words: str) -> Iterator[webdriver.Chrome]:
    program, driver = chromium()
    options = webdriver.ChromeOptions()
    for word in (*QUIET, *words):
        options.add_argument(word)
    options.page_load_strategy = "eager"
    options.binary_location = program
    browser = webdriver.Chrome(options, Service(driver))
    try:
        browser.set_page_load_timeout(_SECONDS)
        yield browser
    finally:
        browser.quit()


def reading_script(extension: Path) -> str:
    """Return the extension's own reader as one script."""
    return "".join((extension / name).read_text("utf-8") for name in ("sight.js", "reader.js"))
