"""Putting a backup in place: which file, and the secret of its time where the key is another."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.privacy.safekeeping import Safekeeping
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Label, PushButton, SecretField, label

_WIDTH = 460
_BACKUPS = "*.smbackup"


class RestoreDialog(QDialog):
    """Restores the backup at `path`, or one that is chosen here; closes once it is in place."""

    def __init__(
        self,
        theme: Theme,
        backups: Safekeeping,
        path: str,
        parent: QWidget,
        *,
        secret: bool = False,
    ) -> None:
        """`secret`: there is no open vault whose key may do, so ask for a secret at once."""
        super().__init__(parent)
        self._backups = backups
        self._path = path
        self._needs_secret = secret
        self._sent = False
        self._told = backups.on_change
        self.setWindowTitle(tr("Restore a backup"))
        self.setMinimumWidth(_WIDTH)
        self.setModal(True)
        self._file = label("", "quiet", selectable=True)
        self._choose = PushButton(tr("Choose the file…"), theme=theme, icon="folder")
        self._choose.clicked.connect(self._on_choose)
        self._choose.setVisible(not path)
        self._secret = SecretField(theme, tr("Passphrase or recovery code of its time"))
        self._secret.entered.connect(self._on_restore)
        self._secret.changed.connect(self.refresh)
        self._problem = Label("", "problem", wrap=True)
        self._yes = PushButton(tr("Restore"), "primary")
        self._yes.clicked.connect(self._on_restore)
        self._no = PushButton(tr("Leave it"))
        self._no.clicked.connect(self.reject)
        self._lay_out()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        backups.hush()
        backups.wants_secret = ""
        backups.on_change = self.refresh
        self.refresh()

    def refresh(self) -> None:
        """Show what came of the try, or close."""
        backups = self._backups
        if self._sent and not backups.busy:
            if not backups.error:
                self._leave()
                self.accept()
                return
            self._sent = False
        if backups.wants_secret and not self._needs_secret:
            self._needs_secret = True
            self._secret.setFocus()
        self._file.setText(self._path)
        self._file.setVisible(bool(self._path))
        self._secret.setVisible(self._needs_secret)
        self._problem.setText(backups.error)
        self._problem.setVisible(bool(backups.error))
        ready = bool(self._path) and (bool(self._secret.text) or not self._needs_secret)
        self._yes.setEnabled(ready and not backups.busy)
        self._yes.setText(tr("Restoring…") if backups.busy else tr("Restore"))
        self._no.setEnabled(not backups.busy)
        self.adjustSize()

    def reject(self) -> None:
        """Leave all as it is; what runs already is waited for."""
        if not self._backups.busy:
            self._leave()
            super().reject()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        for button in (self._no, self._yes):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        choose = QHBoxLayout()
        choose.addWidget(self._choose)
        choose.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(Label(tr("Restore a backup"), "title"))
        words = tr("What is remembered becomes what it was then. What stands there is kept aside.")
        column.addWidget(label(words, "quiet"))
        column.addWidget(self._file)
        column.addLayout(choose)
        column.addWidget(self._secret)
        column.addWidget(self._problem)
        column.addStretch(1)
        column.addLayout(buttons)

    def _on_choose(self) -> None:
        filters = tr("Backups ({pattern})").format(pattern=_BACKUPS)
        path, _ = QFileDialog.getOpenFileName(self, tr("Which backup?"), "", filters)
        if path:
            self.choose(path)

    def choose(self, path: str) -> None:
        """Take a file."""
        self._path = path
        self.refresh()

    def _on_restore(self) -> None:
        if self._yes.isEnabled():
            self._sent = True
            self._backups.restore(self._path, self._secret.text)

    def _leave(self) -> None:
        self._backups.on_change = self._told
        self._backups.on_change()
