"""The line that asks for the passphrase before something that cannot be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.privacy.guard import Guard
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Label, PushButton, SecretField, label

_WIDTH = 420


class ConfirmDialog(QDialog):
    """Shows a `Guard` that asks; closes by itself once it was answered."""

    def __init__(self, theme: Theme, guard: Guard, parent: QWidget) -> None:
        super().__init__(parent)
        self._guard = guard
        self.setWindowTitle(tr("Is it you?"))
        self.setMinimumWidth(_WIDTH)
        self.setModal(True)
        self._secret = SecretField(theme, tr("Passphrase or recovery code"))
        self._secret.entered.connect(self._on_confirm)
        self._problem = Label("", "problem", wrap=True)
        self._yes = PushButton(tr("Confirm"), "primary")
        self._yes.clicked.connect(self._on_confirm)
        no = PushButton(tr("Leave it"))
        no.clicked.connect(self.reject)
        for button in (no, self._yes):
            button.setAutoDefault(False)  # else Return in the line would press the first of them
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        buttons.addWidget(no)
        buttons.addWidget(self._yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(Label(tr("Is it you?"), "title"))
        column.addWidget(
            label(
                tr(
                    "This concerns all that memory holds, so it asks once. It stays so for minutes."
                ),
                "quiet",
            )
        )
        column.addSpacing(Space.S)
        column.addWidget(self._secret)
        column.addWidget(self._problem)
        column.addSpacing(Space.S)
        column.addLayout(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._secret.setFocus()
        guard.on_change = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Show what came of the try, or close."""
        guard = self._guard
        if not guard.asking:
            self._leave()
            self.accept()
            return
        self._problem.setText(guard.error)
        self._problem.setVisible(bool(guard.error))
        self._secret.set_wrong(bool(guard.error))
        self._yes.setEnabled(not guard.busy)
        self._yes.setText(tr("Looking…") if guard.busy else tr("Confirm"))
        if guard.error:
            self._secret.select_all()

    def reject(self) -> None:
        """Leave it undone."""
        self._leave()
        self._guard.give_up()
        super().reject()

    def _leave(self) -> None:
        """Be told of nothing any more: this window goes."""
        self._guard.on_change = _nothing

    def _on_confirm(self) -> None:
        self._guard.confirm(self._secret.text)


def _nothing() -> None:
    pass
