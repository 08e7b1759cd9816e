"""Run by `test_desktop_x11`: the window on a scripted agent and a real X server.

Says "ready", whether there is a tray, and each time that quick recall comes up.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from second_me.core.outcomes import Started
from second_me.desktop.desktop import Desktop
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.scenes import Scene
from second_me.desktop.stop_signal import StopSignal
from second_me.desktop.tasks import Tasks


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201  (what this program is for)


class Reporter(QObject):
    """Says on standard output what the test waits for."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._shown = False
        self._told = False
        self._found = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        desktop = self._desktop
        known = desktop.session.status is not None and desktop.hotkey is not None
        if not self._told and known:
            self._told = True
            tray = "tray" if desktop.tray.available else "no tray"
            say(f"ready, {tray}, trouble: {desktop.hotkey.trouble!r}")
        popup = desktop.popup
        shown = popup is not None and popup.isVisible() and popup.isActiveWindow()
        if shown and not self._shown:
            say("recall")
        if self._shown and not shown:
            say("closed")
        self._shown = shown
        found = popup._results.rowCount() if popup is not None else 0
        if found and found != self._found:
            say(f"found {found}")
        self._found = found


def main(folder: Path) -> int:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    scene = Scene()
    tasks = Tasks(app)
    link = AgentLink(lambda: Started("scripted", 1), scene.connect, tasks, app)
    preferences = PreferenceFile(folder / "window.json")
    desktop = Desktop(app, link, tasks, preferences, scene.clock)
    reporter = Reporter(desktop)
    stop = StopSignal(app)
    stop.asked.connect(app.quit)
    # Quick recall works when the main window was never opened.
    desktop.start(hidden=True)
    try:
        return app.exec()
    finally:
        del reporter
        desktop.close()
        stop.close()


if __name__ == "__main__":
    sys.exit(main(Path(os.environ["WINDOW_FOLDER"])))
