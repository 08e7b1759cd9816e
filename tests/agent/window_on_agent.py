"""Run by `test_agent_browser`: the window on a real agent and a real X server.

Says "open" when memory is open, and "plan N" when a plan with N fields ready stands there with
the window before all others and what approves it able to be pressed; "filled N" at its end.
"""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from second_me.core.clock import SystemClock
from second_me.core.paths import find_home
from second_me.core.protocol.fill import Stage as PlanStage
from second_me.desktop.desktop import Desktop
from second_me.desktop.filling.page import FillPage
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.rail import Place
from second_me.desktop.session import Stage
from second_me.desktop.stop_signal import StopSignal
from second_me.desktop.tasks import Tasks


class Reporter(QObject):
    """Says on standard output what the test waits for, each thing once."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self._desktop = desktop
        self._said = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        words = self._words()
        if words and words != self._said:
            self._said = words
            print(words, flush=True)  # noqa: T201  (what this program is for)

    def _words(self) -> str:
        desktop = self._desktop
        if desktop.session.stage is not Stage.OPEN:
            return ""
        page = desktop.shell.pages.get(Place.FILL)
        plan = desktop.models.filling.current
        if plan is None or not isinstance(page, FillPage):
            return "open"
        if plan.stage is PlanStage.WAITING:
            up = desktop.shell.isActiveWindow() and page.plan.approve.isEnabled()
            return f"plan {desktop.models.filling.count}" if up else ""
        return f"{plan.stage.value} {len(plan.filled)}"


def main(folder: Path) -> int:
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    tasks = Tasks(app)
    link = AgentLink.to_home(find_home(folder), tasks, app)
    preferences = PreferenceFile(folder / "window.json")
    desktop = Desktop(app, link, tasks, preferences, SystemClock())
    reporter = Reporter(desktop)
    stop = StopSignal(app)
    stop.asked.connect(app.quit)
    # It comes up by itself when a page asks.
    desktop.start(hidden=True)
    try:
        return app.exec()
    finally:
        del reporter
        desktop.close()
        stop.close()


if __name__ == "__main__":
    sys.exit(main(Path(os.environ["SECOND_ME_HOME"])))
