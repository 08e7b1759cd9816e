"""The window is there at once; what stands behind it is loaded while it is being looked at."""

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.desktop.first_paint import FirstPaint
from second_me.desktop.preferences import PreferenceFile
from second_me.desktop.shell import Shell
from second_me.desktop.tasks import Tasks
from second_me.desktop.theme import Theme

if TYPE_CHECKING:
    from second_me.desktop.desktop import Desktop

_UNSEEN_MS = 400
"""A window that comes up behind others, or minimised, may never be painted."""

_BEHIND = ("second_me.core.clock", "second_me.client", "second_me.desktop.view_models")


def load() -> None:
    """Load what takes time of a `Desktop`. Runs in the background, and so asks for none of Qt's
    classes: PySide makes each when it is first asked for, and two threads that have it make
    classes at once end the program by a segmentation fault.
    """
    for name in _BEHIND:
        importlib.import_module(name)


class Opening(QObject):
    """Shows the frame, then makes the `Desktop` in it. What is asked of the window before that
    is kept and done then. `painted` follows the first paint, `failed` names what went wrong.
    """

    painted = Signal()
    failed = Signal(object)

    def __init__(
        self,
        app: QApplication,
        home: Home,
        preferences: PreferenceFile,
        *,
        hidden: bool = False,
        recall: bool = False,
    ) -> None:
        super().__init__(app)
        self._app = app
        self._home = home
        self._preferences = preferences
        self._hidden = hidden or recall
        self._recall = recall
        self._loading = False
        self._tasks = Tasks(app)
        self._shell = Shell(Theme(app, preferences.now.theme), preferences)
        self._shell.quit.connect(app.quit)
        self.desktop: Desktop | None = None

    def start(self) -> None:
        """Show the window, or only what is behind it."""
        if self._hidden:
            self._load()
            return
        first = FirstPaint(self._shell)
        first.painted.connect(self.painted)
        first.painted.connect(self._load)
        QTimer.singleShot(_UNSEEN_MS, self._load)
        self._shell.show()

    def close(self) -> None:
        """Take the window away and end what runs behind it."""
        if self.desktop is not None:
            self.desktop.close()
        else:
            self._tasks.close()
            self._shell.hide()

    def on_word(self, word: str) -> None:
        """Do what a second start asked for."""
        if self.desktop is not None:
            self.desktop.on_word(word)
        elif word == "recall":
            self._recall = True
        else:
            self._hidden = False
            self._shell.raise_up()

    def on_crash(self, path: str) -> None:
        if self.desktop is not None:
            self.desktop.on_crash(path)

    def on_session_end(self) -> None:
        if self.desktop is not None:
            self.desktop.on_session_end()

    def _load(self) -> None:
        if not self._loading:
            self._loading = True
            self._tasks.run(load, self._on_loaded, self.failed.emit)

    def _on_loaded(self, _loaded: None) -> None:
        from second_me.core.clock import SystemClock  # noqa: PLC0415  (loaded in the background)
        from second_me.desktop.desktop import Desktop  # noqa: PLC0415
        from second_me.desktop.link import AgentLink  # noqa: PLC0415

        try:
            link = AgentLink.to_home(self._home, self._tasks, self._app)
            self.desktop = Desktop(
                self._app, link, self._tasks, self._preferences, SystemClock(), self._shell
            )
        except SecondMeError as error:
            self.failed.emit(error)
            return
        self.desktop.quit.connect(self._app.quit)
        self.desktop.start(hidden=self._hidden, recall=self._recall)
