"""A window on a made-up memory, and a camera."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QApplication, QWidget

from second_me.core.outcomes import Started
from second_me.desktop import scenes
from second_me.desktop.desktop import Desktop
from second_me.desktop.fit import Misfit, misfits
from second_me.desktop.gallery import Gallery
from second_me.desktop.link import AgentLink
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import Theme, ThemeChoice

SIZE = QSize(1120, 740)
NARROW = QSize(720, 560)
_PATIENCE = 5.0


class Studio:
    """Opens windows and takes their pictures; without a folder it only looks."""

    def __init__(
        self, app: QApplication, folder: Path | None, suffix: str, choice: ThemeChoice
    ) -> None:
        self._folder = folder
        self._suffix = f"{choice.value}-{suffix}"
        self._app = app
        self._home = Path(tempfile.mkdtemp(prefix="second-me-shots-"))
        self._choice = choice
        self.misfits: dict[str, list[Misfit]] = {}
        """What did not fit, by the names of the pictures."""

    def stage(self, scene: scenes.Scene, size: QSize = SIZE) -> Desktop:
        """Return a window that shows `scene`, ready for a picture."""
        preferences = PreferenceFile(self._home / "window.json")
        preferences.change(theme=self._choice, geometry=None)
        tasks = Tasks(self._app)
        link = AgentLink(lambda: Started("made up", 1), scene.connect, tasks, self._app)
        desktop = Desktop(self._app, link, tasks, preferences, scene.clock)
        desktop.start()
        desktop.shell.resize(size)
        self.settle(desktop, lambda: desktop.session.status is not None)
        return desktop

    def gallery(self) -> Gallery:
        """Return the page that shows every component, as tall as it is."""
        gallery = Gallery(Theme(self._app, self._choice))
        gallery.resize(1120, 800)
        gallery.show()
        self._app.processEvents()
        gallery.resize(1120, gallery.height_of_all())
        self._app.processEvents()
        return gallery

    def settle(
        self,
        desktop: Desktop,
        ready: Callable[[], bool] = lambda: True,
        patience: float = _PATIENCE,
    ) -> None:
        """Let the window come to rest."""
        end = time.monotonic() + patience
        quiet = 0
        while time.monotonic() < end and quiet < 12:  # noqa: PLR2004  (turns of the loop)
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.01)
            quiet = quiet + 1 if ready() and not desktop.tasks.busy else 0

    def _misfits(self, widget: QWidget) -> list[Misfit]:
        """Return what does not fit and stays so: what is built piece by piece takes a while."""
        end = time.monotonic() + _PATIENCE
        while (found := misfits(widget)) and time.monotonic() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.02)
        return found

    def take(self, name: str, widget: QWidget) -> None:
        """Take a picture, and note what in it does not fit."""
        widget.ensurePolished()
        self._app.processEvents()  # what was added last is shown by an event of its own
        found = self._misfits(widget)
        if found:
            self.misfits[f"{name}-{self._suffix}"] = found
        if self._folder is not None:
            widget.grab().save(str(self._folder / f"{name}-{self._suffix}.png"))
