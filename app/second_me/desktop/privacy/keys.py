"""The ways into the vault: passphrase, recovery code, keyring."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.vault import Slot, SlotKind
from second_me.desktop import wording
from second_me.desktop.privacy.care import Care
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    Icon,
    IconButton,
    Label,
    Line,
    PushButton,
    Question,
    SecretField,
    label,
)
from second_me.desktop.widgets.frames import clear

_ICONS = {SlotKind.KEYRING: "key", SlotKind.PASSPHRASE: "edit", SlotKind.RECOVERY: "print"}


class Keys(QWidget):
    """Shows the slots of the vault, and changes them."""

    def __init__(self, theme: Theme, care: Care, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._care = care
        self._clock = clock
        self._shown: tuple[Slot, ...] | None = None
        self._slots = Card(theme, spacing=Space.XS)
        self._old = SecretField(theme, tr("Passphrase so far"))
        self._new = SecretField(theme, tr("New passphrase"))
        self._again = SecretField(theme, tr("The new one once more"))
        self._wrong = Label("", "problem", wrap=True)
        self._change = PushButton(tr("Change the passphrase"))
        self._change.clicked.connect(self._on_change)
        self._code = Callout(theme, level="notice")
        renew = PushButton(tr("Make a new recovery code"), theme=theme, icon="retry")
        renew.clicked.connect(self._on_renew)
        passphrase = Card(theme)
        passphrase.column.addWidget(Label(tr("Change the passphrase"), "heading"))
        for field in (self._old, self._new, self._again, self._wrong):
            passphrase.column.addWidget(field)
        passphrase.column.addLayout(_left(self._change))
        recovery = Card(theme)
        recovery.column.addWidget(Label(tr("Recovery code"), "heading"))
        words = tr("A new code takes the place of the one you kept; that one opens nothing then.")
        recovery.column.addWidget(label(words, "quiet"))
        recovery.column.addWidget(self._code)
        recovery.column.addLayout(_left(renew))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for card in (self._slots, passphrase, recovery):
            column.addWidget(card)
        self._wrong.hide()

    def refresh(self) -> None:
        """Show the slots as they stand."""
        care = self._care
        if care.slots != self._shown:
            self._shown = care.slots
            clear(self._slots.column)
            self._slots.column.addWidget(Label(tr("What opens your memory"), "heading"))
            for slot in care.slots:
                self._slots.column.addWidget(Line())
                self._slots.column.addWidget(self._slot(slot))
        code = tr("{code}\nKeep it on paper. It is shown only now.").format(code=care.new_code)
        self._code.say(code if care.new_code else "", "notice")

    def _slot(self, slot: Slot) -> QWidget:
        names = {
            SlotKind.KEYRING: tr("The keyring of this system"),
            SlotKind.PASSPHRASE: tr("Your passphrase"),
            SlotKind.RECOVERY: tr("Your recovery code"),
        }
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(label(names[slot.kind]))
        parts = [tr("since {when}").format(when=wording.at(slot.created_at, self._clock))]
        if slot.detail:
            parts.append(slot.detail)
        if slot.works is False:
            parts.append(tr("does not open it any more"))
        text.addWidget(label(" · ".join(parts), "caption"))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        ink = "problem" if slot.works is False else "quiet"
        icon = Icon(self._theme, _ICONS[slot.kind], ink, 20)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        if slot.kind is SlotKind.KEYRING:
            remove = IconButton(self._theme, "close", tr("Do without the keyring"))
            remove.setProperty("slot", slot.id)
            remove.clicked.connect(self._on_remove)
            row.addWidget(remove)
        return holder

    def _on_change(self) -> None:
        same = self._new.text == self._again.text
        self._wrong.setText("" if same else tr("The two are not the same."))
        self._wrong.setVisible(not same)
        if same and self._new.text:
            self._care.change_passphrase(self._old.text, self._new.text)
            for field in (self._old, self._new, self._again):
                field.clear()

    def _on_renew(self) -> None:
        Question(
            self,
            tr("Make a new recovery code?"),
            tr("The one you kept opens nothing then. The new one is shown once."),
            tr("Make a new one"),
            self._care.renew_code,
        ).open()

    def _on_remove(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._care.remove_slot(sender.property("slot"))


def _left(button: PushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
