"""Copying what should not stay: cleared after a while, and not for the history of clipboards."""

import sys

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

from second_me.desktop import mac_pasteboard

STAYS_MS = 30_000
_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
HINTS: dict[str, bytes] = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS.format(name="ExcludeClipboardContentFromMonitorProcessing"): b"1",
    _WINDOWS.format(name="CanIncludeInClipboardHistory"): b"\0\0\0\0",
    _WINDOWS.format(name="CanUploadToCloudClipboard"): b"\0\0\0\0",
}
"""By which programs that keep what was copied are asked not to: KDE's and those that follow it,
and Windows' own history and cloud (developer.microsoft.com: "Clipboard Formats"). On a Mac the
same is said by `org.nspasteboard.ConcealedType` (nspasteboard.org).
"""


class PassingClipboard(QObject):
    """Puts texts on a clipboard for `milliseconds` each."""

    def __init__(
        self, clipboard: QClipboard, parent: QObject | None = None, milliseconds: int = STAYS_MS
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self.clear)

    def put(self, text: str) -> None:
        """Copy a text, and clear it after its time."""
        data = QMimeData()
        data.setText(text)
        for name, value in HINTS.items():
            data.setData(name, value)
        self._clipboard.setMimeData(data)
        if sys.platform == "darwin":
            mac_pasteboard.conceal()
        self._text = text
        self._timer.start()

    def clear(self) -> None:
        """Clear the clipboard, unless something else was copied since."""
        self._timer.stop()
        if self._text and self._clipboard.text() == self._text:
            self._clipboard.clear()
        self._text = ""
