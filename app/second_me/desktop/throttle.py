"""Does at most so often what is asked for any number of times."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


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
