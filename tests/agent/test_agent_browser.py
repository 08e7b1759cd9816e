"""A real key press in a real Chromium fills a form from a vault, by the extension and its host."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from agent_process import QUICK, RunningAgent, until
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from second_me.bridges.browser import install
from second_me.bridges.browsers import Browser
from second_me.client.launcher import agent_environment
from second_me.core.paths import Home, packaged
from second_me.core.protocol.fill import ApprovePlan, ListFillings, ListPlans, Refusal
from second_me.core.protocol.persona import GetProfile, ListReviews, StateSlot
from second_me.corpora.browser import QUIET, chromium

PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>Shop</title><body>
<form><p><label>First name <input id=first></label><p><label>Last name <input id=last></label>
<p><label>Email <input id=mail type=email></label>
<div style="opacity:0"><label>Nickname <input id=trap autocomplete=family-name></label></div>
<div style="position:relative"><label>City <input id=under></label><div id=host></div></div></form>
<script>
document.getElementById("host").attachShadow({mode: "closed"}).innerHTML =
  "<p style='position:absolute;inset:-9px;background:white;pointer-events:none'></p>";
const said = window.said = [];
for (const one of document.querySelectorAll("input"))
  for (const type of ["input", "change"]) {
    one.addEventListener(type, () => said.push(one.id + type));
  }
for (const type of ["keydown", "keyup"])
  document.dispatchEvent(new KeyboardEvent(type, {key: "Y", ctrlKey: true, shiftKey: true}));
document.querySelector("input").focus(); document.querySelector("input").click();
postMessage({ask: "begin", tab: 1}, "*"); postMessage({method: "fill.plan"}, "*");
try { chrome.runtime.sendMessage("EXTENSION", {ask: "begin"}, () => {}); } catch {}
try { chrome.runtime.connect("EXTENSION"); } catch {}
</script></body></html>""".replace("EXTENSION", "mmageggbkobkbfffjhceaanhnjdjhelo")


@pytest.fixture
def agent(start_agent, home) -> RunningAgent:
    return start_agent(home, QUICK)


@pytest.fixture
def display(tmp_path):
    if sys.platform != "linux" or not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))):
        pytest.skip("needs Xvfb, openbox and xdotool")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1200x900x24"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        display = f":{told.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": display})
    yield display
    for child in (manager, server):
        child.terminate()
        child.wait(60)


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(60)


@pytest.fixture
def browser(display, home, tmp_path):
    profile = tmp_path / "profile"
    hosts = profile / "NativeMessagingHosts"
    install(home, [Browser(name="Chromium", folder=profile, hosts=hosts)])
    program, driver = chromium()
    options = webdriver.ChromeOptions()
    extension = packaged("resources") / "extension"
    for word in (*QUIET, f"--user-data-dir={profile}", f"--load-extension={extension}",
                 "--disable-features=DisableLoadExtensionCommandLineSwitch"):  # fmt: skip
        options.add_argument(word)
    options.binary_location = program
    service = Service(driver, env=os.environ | {"DISPLAY": display})
    started = webdriver.Chrome(options, service)
    yield started
    started.quit()


def press(display, keys):
    subprocess.run(
        ["xdotool", "key", "--clearmodifiers", keys], check=True,
        env=os.environ | {"DISPLAY": display},
    )  # fmt: skip


def value_of(browser, name):
    return browser.execute_script("return document.getElementById(arguments[0]).value", name)


@pytest.mark.promise("gesture")
def test_a_key_press_fills_and_nothing_else_does(open_client, browser, display, shop):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    open_client.call(StateSlot(slot="home", value="Rua das Flores 12, 1200-195 Lisboa, Portugal"))
    open_client.call(StateSlot(slot="email", value="ana@example.org"))
    browser.get(f"{shop}/index.html")
    here = browser.execute_script("return Object.keys(globalThis).filter((k) => /second/i.test(k))")
    assert here == []
    assert open_client.call(ListPlans()).plans == ()
    open_popup(display, lambda: bool(open_client.call(ListPlans()).plans))
    (plan,) = open_client.call(ListPlans()).plans
    assert plan.origin == shop
    refused = {entry.says: entry.refusal for entry in plan.entries if entry.refusal}
    assert refused == {"Nickname": Refusal.UNSEEN, "City": Refusal.UNSEEN}
    assert [value_of(browser, one) for one in ("first", "last", "mail")] == ["", "", ""]
    chosen = {entry.field: 0 for entry in plan.entries if entry.choices}
    open_client.call(ApprovePlan(id=plan.id, choices=chosen))
    until(lambda: value_of(browser, "mail") == "ana@example.org", 60)
    names = ("first", "last", "trap", "under")
    assert [value_of(browser, one) for one in names] == ["Ana", "Sousa", "", ""]
    assert "firstinput" in browser.execute_script("return window.said")
    assert "mailchange" in browser.execute_script("return window.said")
    until(lambda: len(open_client.call(ListFillings()).fillings) == 1, 60)


class Window:
    """The window's process, and the lines that it says."""

    def __init__(self, display: str, home: Home) -> None:
        environment = agent_environment(home) | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "SECOND_ME_HOME": str(home.root),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }
        script = Path(__file__).with_name("window_on_agent.py")
        self._process = subprocess.Popen(
            [sys.executable, str(script)], env=environment, stdout=subprocess.PIPE, text=True
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line.strip())

    def says(self, words: str, seconds: float = 60) -> None:
        """Wait for a line."""
        with contextlib.suppress(Empty):
            while self._lines.get(timeout=seconds) != words:
                pass
            return
        raise AssertionError(f"never said {words!r}")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(60)
        self._reader.join(60)
        self._process.stdout.close()


@pytest.fixture
def window(display, home, open_client):
    shown = Window(display, home)
    yield shown
    shown.close()


def show_browser(display):
    """Bring the browser before all other windows, as a person would by a click."""
    subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "Shop.*Chromium", "windowactivate",
         "--sync"], check=True, env=os.environ | {"DISPLAY": display}, timeout=30,
    )  # fmt: skip


def open_popup(display, until_there):
    """Press the extension's keys until what they lead to is there."""
    deadline = time.monotonic() + 120
    while True:
        press(display, "ctrl+shift+y")
        with contextlib.suppress(AssertionError):
            until(until_there, 20)
            return
        assert time.monotonic() < deadline, "the key press reached nothing"


def tab_to(browser, display, wanted):
    """Press Tab until an element has the focus; each press is seen before the next one."""

    def focused():
        return browser.execute_script("return document.activeElement.id")

    deadline = time.monotonic() + 120
    while (here := focused()) != wanted:
        assert time.monotonic() < deadline, f"{wanted} was not to be reached"
        press(display, "Tab")
        with contextlib.suppress(AssertionError):
            until(lambda before=here: focused() != before, 10)


def popup_of(browser, page):
    """Return the extension's popup as a window of the driver's; "" where it is not open."""
    return next((one for one in browser.window_handles if one != page), "")


@pytest.mark.promise("gesture")
def test_the_window_comes_up_a_key_there_fills_and_what_was_typed_waits_in_review(
    open_client, browser, display, shop, window
):
    open_client.call(StateSlot(slot="name", value="Ana Sousa"))
    open_client.call(StateSlot(slot="email", value="ana@example.org"))
    window.says("open")
    browser.get(f"{shop}/index.html")
    browser.execute_script(
        "document.forms[0].insertAdjacentHTML('beforeend', arguments[0])",
        "<p><label>Phone <input id=phone type=tel></label>",
    )
    open_popup(display, lambda: bool(open_client.call(ListPlans()).plans))
    window.says("plan 3")
    press(display, "ctrl+Return")
    until(lambda: value_of(browser, "mail") == "ana@example.org", 60)
    assert [value_of(browser, one) for one in ("first", "last")] == ["Ana", "Sousa"]
    window.says("filled 3")
    browser.find_element("id", "phone").send_keys("+351 213 456 789")
    assert open_client.call(ListReviews()).waiting == 0
    show_browser(display)
    page = browser.current_window_handle
    open_popup(display, lambda: popup_of(browser, page) != "")
    browser.switch_to.window(popup_of(browser, page))
    until(lambda: browser.execute_script("return document.body.dataset.state") == "filled", 60)
    tab_to(browser, display, "keep")
    press(display, "Return")
    until(lambda: open_client.call(ListReviews()).waiting == 1, 60)
    (view,) = open_client.call(ListReviews()).reviews
    assert view.facts[0].fact.value == "+351213456789"
    assert not [one for one in open_client.call(GetProfile()).values if one.slot == "phone"]
