"""A question before something that is not easily taken back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from second_me.desktop.translation import tr


class Question(QMessageBox):
    """Asks above `parent`; `then` is called if the person says yes. Escape and Return keep."""

    def __init__(
        self, parent: QWidget, title: str, words: str, yes: str, then: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(title)
        self.setText(title)
        self.setInformativeText(words)
        self._yes = self.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
        keep = self.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(keep)
        self.setEscapeButton(keep)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.buttonClicked.connect(self._on_answer)

    def _on_answer(self, button: QAbstractButton) -> None:
        if button is self._yes:
            self._then()
