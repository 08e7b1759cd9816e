"""Run by `test_desktop_x11`: another program's window, which says what is typed into it."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit


class Typed(QLineEdit):
    """Says "ready" when it has the keyboard, and its whole text at each change."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("another program")
        self.textChanged.connect(self._on_changed)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _on_changed(self, text: str) -> None:
        self._say(f"text {text}")

    def _look(self) -> None:
        if self.isActiveWindow() and self.hasFocus():
            self._timer.stop()
            self._say("ready")

    def _say(self, words: str) -> None:
        print(words.encode("unicode_escape").decode(), flush=True)  # noqa: T201  (its purpose)


def main() -> int:
    app = QApplication(sys.argv[:1])
    line = Typed()
    line.show()
    line.setFocus()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
