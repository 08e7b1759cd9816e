"""The recovery code on paper, in a file, on the clipboard: wherever the person wants it."""

import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QPainter
from PySide6.QtWidgets import QWidget

from second_me.core.errors import NotWritable
from second_me.desktop.translation import tr

_CLIPBOARD_MS = 60_000


def sheet(code: str) -> str:
    """Return the words of the sheet."""
    return "\n".join(
        (
            tr("Second Me: recovery code"),
            "",
            code,
            "",
            tr("It opens your memory when you forget the passphrase."),
            tr("Keep it where others do not find it, and not on this computer."),
            "",
        )
    )


def save(code: str, path: Path) -> None:
    """Write the sheet, readable for the person alone. Raises NotWritable."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            path.chmod(0o600)  # a file that lay there keeps its mode
            file.write(sheet(code))
            file.flush()
            os.fsync(handle)
    except OSError as error:
        raise NotWritable(
            "Not saved",
            f"The file could not be written ({error.strerror}).",
            "Choose another place.",
        ) from None


def print_sheet(code: str, parent: QWidget) -> bool:
    """Ask for a printer and print the sheet; say whether it was sent."""
    # Printing is rare, and its libraries are slow to load.
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter(printer)
    font = QFont("monospace")
    font.setPointSize(14)
    painter.setFont(font)
    page = QRectF(printer.pageLayout().paintRectPixels(printer.resolution()))
    page.moveTopLeft(page.topLeft() * 0)
    painter.drawText(page, int(Qt.TextFlag.TextWordWrap), sheet(code))
    painter.end()
    return True


class Clipboard(QObject):
    """Puts a secret on the clipboard and takes it off again after a minute."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._secret = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CLIPBOARD_MS)
        self._timer.timeout.connect(self.clear)

    def put(self, secret: str) -> None:
        self._secret = secret
        data = QMimeData()
        data.setText(secret)
        # Clipboard histories leave out what carries this mark.
        data.setData("x-kde-passwordManagerHint", QByteArray(b"secret"))
        QGuiApplication.clipboard().setMimeData(data)
        self._timer.start()

    def clear(self) -> None:
        """Empty the clipboard if the secret still lies there."""
        if self._secret and QGuiApplication.clipboard().text() == self._secret:
            QGuiApplication.clipboard().clear()
        self._secret = ""
