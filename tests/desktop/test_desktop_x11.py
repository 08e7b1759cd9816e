"""The tray and the hotkey on a real X server with a window manager and a tray host."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from second_me.desktop.typing_out import X11Typist

X = pytest.importorskip("Xlib.X", reason="X servers are for Linux")
Display = pytest.importorskip("Xlib.display", reason="X servers are for Linux").Display

NEEDED = ("Xvfb", "openbox", "trayer", "xdotool")
missing = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")

HERE = Path(__file__).parent


def ended(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate(timeout=5)


@pytest.fixture
def display() -> Iterator[str]:
    """Return the display of an X server with a window manager."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
        text=True,
    )
    os.close(write)
    with os.fdopen(read) as told:
        name = f":{told.readline().strip()}"
    manager = start(["openbox"], name)
    yield name
    ended(manager)
    ended(server)


def start(command: list[str], display: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env={**os.environ, "DISPLAY": display, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


class Window:
    """The window's process and the lines it says."""

    script = "desktop_on_x11.py"

    def __init__(self, display: str, folder: Path) -> None:
        code = str(HERE.parents[1] / "app")
        self.process = start(
            [sys.executable, str(HERE / self.script)],
            display,
            QT_QPA_PLATFORM="xcb",
            PYTHONPATH=code,
            WINDOW_FOLDER=str(folder),
            # The tray of an X server, not that of the desktop the test runs on.
            DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent",
        )
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def says(self, start: str, seconds: float = 60) -> str:
        """Wait for a line that begins so."""
        try:
            while True:
                line = self._lines.get(timeout=seconds)
                if line.startswith(start):
                    return line
        except Empty:
            raise AssertionError(f"never said {start!r}") from None

    def finds(self, count: int) -> None:
        """Wait until so much is found: half a word, typed slowly, may find something else."""
        while self.says("found") != f"found {count}":
            pass

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(5)
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Other(Window):
    """Another program's window, which says what is typed into it."""

    script = "desktop_typed_into.py"

    def __init__(self, display: str) -> None:
        super().__init__(display, HERE)


def keys(display: str, *words: str) -> None:
    environment = {**os.environ, "DISPLAY": display}
    subprocess.run(["xdotool", *words], env=environment, check=True, timeout=20)


def wait_for_tray_host(display: str) -> None:
    """Wait until somebody owns the selection by which applications find a tray."""
    server = Display(display)
    pause = threading.Event()
    try:
        tray = server.intern_atom("_NET_SYSTEM_TRAY_S0")
        for _ in range(1000):
            if server.get_selection_owner(tray) != X.NONE:
                return
            pause.wait(0.02)
    finally:
        server.close()
    raise AssertionError("no tray host came up")


def test_the_hotkey_opens_recall_though_no_window_was_shown(display: str, tmp_path: Path):
    window = Window(display, tmp_path)
    try:
        assert window.says("ready") == "ready, no tray, trouble: ''"
        keys(display, "key", "ctrl+alt+space")
        window.says("recall")
        keys(display, "type", "lindenstrasse")
        window.finds(1)
        keys(display, "key", "Escape")
        window.says("closed")
        assert window.end() == 0
    finally:
        window.close()


def test_a_tray_host_is_found(display: str, tmp_path: Path):
    host = start(["trayer", "--expand", "true"], display)
    try:
        wait_for_tray_host(display)
        window = Window(display, tmp_path)
        try:
            assert window.says("ready").startswith("ready, tray")
            assert window.end() == 0
        finally:
            window.close()
    finally:
        ended(host)


def test_a_field_is_typed_into_the_window_behind(display: str, tmp_path: Path):
    other = Other(display)
    window = Window(display, tmp_path)
    try:
        other.says("ready")
        window.says("ready")
        keys(display, "key", "ctrl+alt+space")
        window.says("recall")
        keys(display, "type", "phone")
        window.finds(2)
        keys(display, "key", "shift+Return")
        window.says("closed")
        other.says("text +49 151 2345678")
        assert window.end() == 0
    finally:
        window.close()
        other.close()


def test_letters_that_no_key_has_are_typed_too(display: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISPLAY", display)
    other = Other(display)
    typist = X11Typist()
    pause = threading.Event()
    words = "Jürgen Łoś, Ул. 5"
    try:
        other.says("ready")
        for _ in range(1000):
            if typist.ready(typist.window()) and typist.window():
                break
            pause.wait(0.02)
        assert typist.type(words)
        other.says(f"text {words}".encode("unicode_escape").decode())
    finally:
        typist.close()
        other.close()
