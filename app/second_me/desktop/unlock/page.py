"""The unlock page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.translation import tr
from second_me.desktop.unlock.unlocking import By, Unlocking
from second_me.desktop.widgets import Callout, Icon, Label, PushButton, Reading, SecretField, label


class UnlockPage(QWidget):
    """Shows an `Unlocking`."""

    def __init__(self, theme: Theme, unlocking: Unlocking) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._unlocking = unlocking
        self._opened = unlocking.opened
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
        if model.opened != self._opened:
            self._opened = model.opened
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
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.XS)
        buttons.addStretch(1)
        buttons.addWidget(self._other)
        buttons.addWidget(self._keyring)
        buttons.addStretch(1)
        column.addLayout(buttons)
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

    def _on_other(self) -> None:
        by_code = self._unlocking.by is By.RECOVERY
        self._unlocking.choose(By.PASSPHRASE if by_code else By.RECOVERY)
        self.focus()
