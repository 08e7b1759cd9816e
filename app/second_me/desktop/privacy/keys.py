"""The ways into the vault: passphrase, recovery code, keyring."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.vault import Slot, SlotKind
from second_me.desktop import wording
from second_me.desktop.privacy.key_slots import KeySlots
from second_me.desktop.privacy.layouts import left
from second_me.desktop.privacy.setting_card import SettingCard
from second_me.desktop.settings.values import SettingValues
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
    """Shows the slots of a vault, changes them, and says when it locks itself."""

    def __init__(
        self, theme: Theme, slots: KeySlots, settings: SettingValues, clock: Clock
    ) -> None:
        super().__init__()
        self._theme = theme
        self._keys = slots
        self._clock = clock
        self._shown: tuple[Slot, ...] | None = None
        self._code = Callout(theme, level="notice")
        self._slots = Card(theme, spacing=Space.XS)
        self._lock = SettingCard(
            theme, settings, tr("When it locks"), "lock.", ("privacy.confirm",)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._code)
        for card in (
            self._slots,
            self._lock,
            self._passphrase_card(),
            self._recovery_card(),
            self._key_card(),
        ):
            column.addWidget(card)

    def refresh(self) -> None:
        """Show the slots as they stand."""
        keys = self._keys
        if keys.slots != self._shown:
            self._shown = keys.slots
            self._show_slots()
        code = tr("{code}\nKeep it on paper. It is shown only now.").format(code=keys.new_code)
        self._code.say(code if keys.new_code else "", "notice")
        self._anew.setEnabled(not keys.busy)
        self._anew.setText(tr("Encrypting…") if keys.busy else tr("Encrypt it anew"))
        self._lock.refresh()

    def _passphrase_card(self) -> Card:
        card = Card(self._theme)
        self._old = SecretField(self._theme, tr("Passphrase so far"))
        self._new = SecretField(self._theme, tr("New passphrase"))
        self._again = SecretField(self._theme, tr("The new one once more"))
        self._again.entered.connect(self._on_change)
        self._wrong = Label("", "problem", wrap=True)
        self._change = PushButton(tr("Change the passphrase"))
        self._change.clicked.connect(self._on_change)
        card.column.addWidget(Label(tr("Passphrase"), "heading"))
        hint = tr("Forgotten it? Leave the first line empty: the recovery code is asked for.")
        card.column.addWidget(label(hint, "quiet"))
        for field in (self._old, self._new, self._again, self._wrong):
            card.column.addWidget(field)
        card.column.addLayout(left(self._change))
        self._wrong.hide()
        return card

    def _recovery_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("Recovery code"), "heading"))
        words = tr("See whether the code you kept still opens your memory, or make a new one.")
        card.column.addWidget(label(words, "quiet"))
        self._kept = SecretField(self._theme, tr("The code you kept"), hidden=False)
        self._kept.entered.connect(self._on_check)
        card.column.addWidget(self._kept)
        check = PushButton(tr("Check it"), theme=self._theme, icon="shield")
        check.clicked.connect(self._on_check)
        renew = PushButton(tr("Make a new recovery code"), theme=self._theme, icon="retry")
        renew.clicked.connect(self._on_renew)
        card.column.addLayout(left(check, renew))
        return card

    def _key_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("Another key"), "heading"))
        words = tr(
            "Encrypts all of it anew, if somebody may have got at the key. The recovery code "
            "becomes a new one; older backups keep the passphrase and code of their time."
        )
        card.column.addWidget(label(words, "quiet"))
        self._present = SecretField(self._theme, tr("Your passphrase"))
        self._present.entered.connect(self._on_anew)
        card.column.addWidget(self._present)
        self._anew = PushButton(tr("Encrypt it anew"))
        self._anew.clicked.connect(self._on_anew)
        card.column.addLayout(left(self._anew))
        return card

    def _show_slots(self) -> None:
        column = self._slots.column
        clear(column)
        column.addWidget(Label(tr("What opens your memory"), "heading"))
        for slot in self._keys.slots:
            column.addWidget(Line())
            column.addWidget(self._slot(slot))
        if self._keys.slots and not self._keys.with_keyring:
            use = PushButton(tr("Let the keyring open it too"), theme=self._theme, icon="key")
            use.clicked.connect(self._keys.use_keyring)
            holder = QWidget()
            holder.setLayout(left(use))
            column.addWidget(Line())
            column.addWidget(holder)

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
            self._keys.change_passphrase(self._old.text, self._new.text)
            for field in (self._old, self._new, self._again):
                field.clear()

    def _on_check(self) -> None:
        if self._kept.text.strip():
            self._keys.check_code(self._kept.text.strip())

    def _on_anew(self) -> None:
        if self._present.text and not self._keys.busy:
            self._keys.change_key(self._present.text)
            self._present.clear()

    def _on_renew(self) -> None:
        Question(
            self,
            tr("Make a new recovery code?"),
            tr("The one you kept opens nothing then. The new one is shown once."),
            tr("Make a new one"),
            self._keys.renew_code,
        ).open()

    def _on_remove(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._keys.remove(sender.property("slot"))
