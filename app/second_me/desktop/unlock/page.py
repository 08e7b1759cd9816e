"""The unlock page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.desktop.privacy.care import Care
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.translation import tr
from second_me.desktop.unlock.unlocking import By, Unlocking
from second_me.desktop.widgets import Callout, Icon, Label, PushButton, Reading, SecretField, label


class UnlockPage(QWidget):
    """Shows an `Unlocking`, and the ways out for those whom it lets in no more. `opened`: the
    vault was opened by one of these.
    """

    opened = Signal()

    def __init__(self, theme: Theme, unlocking: Unlocking, care: Care) -> None:
        super().__init__()
        self._theme = theme
        self._care = care
        self.setProperty("role", "page")
        self._unlocking = unlocking
        self._seen = unlocking.opened
        self._saving = False
        self._lead = label("", "lead")
        self._trouble = Callout(theme)
        self._passphrase = SecretField(theme, tr("Passphrase"))
        self._recovery = SecretField(theme, tr("Recovery code"), hidden=False)
        for field in (self._passphrase, self._recovery):
            field.entered.connect(self._try)
            field.changed.connect(self._on_text)
        self._problem = Label("", "problem", wrap=True)
        self._unlock = PushButton(tr("Unlock"), "primary")
        self._unlock.clicked.connect(self._try)
        self._other = PushButton("", "quiet")
        self._other.clicked.connect(self._on_other)
        self._keyring = PushButton(tr("Use the keyring"), "quiet", theme=theme, icon="key")
        self._keyring.clicked.connect(unlocking.try_keyring)
        self._save = PushButton(tr("Save what can be read"))
        self._save.clicked.connect(self._on_save)
        self._restore = PushButton(tr("Restore a backup…"), "quiet")
        self._restore.clicked.connect(self._on_restore)
        self._end = PushButton(tr("Erase everything…"), "quiet")
        self._end.clicked.connect(self._on_end)
        self._lay_out(theme)
        unlocking.on_change = self.refresh
        self.refresh()

    def focus(self) -> None:
        field = self._field()
        field.setFocus()

    def refresh(self) -> None:
        """Show the state as it stands."""
        model = self._unlocking
        by_code = model.by is By.RECOVERY
        self._lead.setText(
            tr("Type the recovery code you kept.")
            if by_code
            else tr("Type your passphrase to open it.")
        )
        self._passphrase.setVisible(not by_code)
        self._recovery.setVisible(by_code)
        self._trouble.say(model.keyring_trouble)
        self._problem.setText(model.problem)
        self._field().set_wrong(bool(model.problem))
        self._other.setText(tr("Use the passphrase") if by_code else tr("Use the recovery code"))
        self._other.setVisible(by_code or model.offers(By.RECOVERY))
        self._keyring.setVisible(model.offers(By.KEYRING))
        self._unlock.setText(tr("Opening…") if model.busy else tr("Unlock"))
        self._save.setVisible(model.damaged)
        if model.opened != self._seen:
            self._seen = model.opened
            self._passphrase.clear()
            self._recovery.clear()
        elif model.problem and not model.busy:
            self._field().select_all()
        self._on_text()

    def _lay_out(self, theme: Theme) -> None:
        reading = Reading(width=Measure.FORM - 80)
        column = reading.column
        column.setSpacing(Space.S)
        column.addStretch(2)
        column.addWidget(Icon(theme, "lock", "accent", 40))
        column.addSpacing(Space.S)
        column.addWidget(Label(tr("Your memory is locked"), "display"))
        column.addWidget(self._lead)
        column.addSpacing(Space.M)
        for part in (self._trouble, self._passphrase, self._recovery, self._problem):
            column.addWidget(part)
        column.addSpacing(Space.S)
        column.addWidget(self._unlock)
        column.addSpacing(Space.S)
        # One below the other: beside each other they fit in English alone.
        ways = QVBoxLayout()
        ways.setSpacing(0)
        for button in (self._other, self._keyring, self._save, self._restore, self._end):
            ways.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(ways)
        column.addStretch(3)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(reading)
        self.setTabOrder(self._passphrase, self._recovery)
        self.setTabOrder(self._recovery, self._unlock)
        self.setTabOrder(self._unlock, self._other)
        self._keyring.setCursor(Qt.CursorShape.PointingHandCursor)

    def _field(self) -> SecretField:
        return self._recovery if self._unlocking.by is By.RECOVERY else self._passphrase

    def _on_text(self) -> None:
        self._unlock.setEnabled(bool(self._field().text.strip()) and not self._unlocking.busy)

    def _try(self) -> None:
        self._unlocking.try_secret(self._field().text)

    def _on_restore(self) -> None:
        from second_me.desktop.privacy.restore_dialog import RestoreDialog  # noqa: PLC0415  (rare)

        dialog = RestoreDialog(self._theme, self._care.backups, "", self, secret=True)
        dialog.accepted.connect(self.opened)
        dialog.open()

    def _on_save(self) -> None:
        """Save what can be read, by the secret that was typed last."""
        backups = self._care.backups
        backups.on_change = self._on_saving
        self._saving = True
        backups.salvage(self._field().text)

    def _on_saving(self) -> None:
        backups = self._care.backups
        self._save.setEnabled(not backups.busy)
        self._save.setText(tr("Saving…") if backups.busy else tr("Save what can be read"))
        self._problem.setText(backups.error)
        if self._saving and not backups.busy:
            self._saving = False
            if not backups.error:
                self.opened.emit()

    def _on_end(self) -> None:
        from second_me.desktop.privacy.wipe_dialog import WipeDialog  # noqa: PLC0415  (rare)

        WipeDialog(self._theme, self._care.wiping, self, forgotten=True).open()

    def _on_other(self) -> None:
        by_code = self._unlocking.by is By.RECOVERY
        self._unlocking.choose(By.PASSPHRASE if by_code else By.RECOVERY)
        self.focus()
