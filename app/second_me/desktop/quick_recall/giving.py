"""Giving a field's value away: to the clipboard for a while, or into the window behind."""

from PySide6.QtCore import QObject, QTimer, Signal

from second_me.desktop.clipboard import PassingClipboard
from second_me.desktop.translation import tr
from second_me.desktop.typing_out import Typist

_LOOKS_MS = 50
_LOOKS = 100
_SETTLES_MS = 1000


class Giving(QObject):
    """`failed` says why a text was not typed."""

    failed = Signal(str)
    typed = Signal()

    def __init__(
        self, clipboard: PassingClipboard, typist: Typist, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._typist = typist
        self._behind = 0
        self._text = ""
        self._looks = 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOKS_MS)
        self._look.timeout.connect(self._on_look)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLES_MS)
        self._settle.timeout.connect(typist.settle)

    @property
    def trouble(self) -> str:
        """Return why nothing can be typed here; "" if it can."""
        return self._typist.trouble

    def look_behind(self) -> None:
        """Keep which window has the keyboard: it is the one to type into."""
        if not self._look.isActive():
            self._behind = self._typist.window()

    def copy(self, text: str) -> None:
        self._clipboard.put(text)

    def type_out(self, text: str) -> None:
        """Type a text as soon as the window behind has the keyboard again."""
        self._text = text
        self._looks = _LOOKS
        self._look.start()

    def forget(self) -> None:
        """Leave no text behind: memory was locked."""
        self._look.stop()
        self._text = ""
        self._clipboard.clear()

    def close(self) -> None:
        """Leave nothing behind: no text on the clipboard, no key changed."""
        self.forget()
        self._settle.stop()
        self._typist.close()

    def _on_look(self) -> None:
        self._looks -= 1
        if self._behind and self._typist.ready(self._behind):
            self._end()
            if self._typist.type(self._text):
                self.typed.emit()
            else:
                self.failed.emit(tr("This keyboard has no room for some of its letters."))
            self._text = ""
            self._settle.start()
        elif not self._looks:
            self._end()
            self._text = ""
            self.failed.emit(tr("The window behind did not come back; nothing was typed."))

    def _end(self) -> None:
        self._look.stop()
