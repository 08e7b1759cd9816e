"""Does at most so often what is asked for any number of times."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class Throttle(QObject):
    """Calls `act` once, `milliseconds` after it was first asked for since the last time."""

    def __init__(self, act: Callable[[], None], milliseconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self._on_due)

    def ask(self) -> None:
        """Ask; a question that waits already is not put off by another."""
        if not self._timer.isActive():
            self._timer.start()

    def _on_due(self) -> None:
        self._act()


class WhileSeen(QObject):
    """Does what is asked for while a widget is seen; what was missed, when it is seen again.

    What happens in the background thus costs nothing behind a page, or in the tray.
    """

    def __init__(self, seen: QWidget, act: Callable[[], None], milliseconds: int) -> None:
        super().__init__(seen)
        self._seen = seen
        self._missed = False
        self._throttle = Throttle(act, milliseconds, self)
        seen.installEventFilter(self)

    def ask(self) -> None:
        """Ask; nothing is done before the widget is seen."""
        if self._seen.isVisible():
            self._throttle.ask()
        else:
            self._missed = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if watched is self._seen and event.type() == QEvent.Type.Show and self._missed:
            self._missed = False
            self._throttle.ask()
        return False
