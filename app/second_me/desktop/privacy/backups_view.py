"""The backups: the last one, all there are, where they go, how many are kept."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.vault import Backup, BackupState
from second_me.desktop import wording
from second_me.desktop.privacy.layouts import doing, left
from second_me.desktop.privacy.restore_dialog import RestoreDialog
from second_me.desktop.privacy.safekeeping import Safekeeping
from second_me.desktop.privacy.setting_card import SettingCard
from second_me.desktop.settings.values import SettingValues
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Card,
    Icon,
    IconButton,
    Label,
    Line,
    PushButton,
    Question,
    label,
)
from second_me.desktop.widgets.frames import clear

_SHOWN = 24


class BackupsView(QWidget):
    """Shows a `Safekeeping`."""

    def __init__(
        self, theme: Theme, backups: Safekeeping, settings: SettingValues, clock: Clock
    ) -> None:
        super().__init__()
        self._theme = theme
        self._backups = backups
        self._clock = clock
        self._shown: tuple[tuple[Backup, ...], str, bool] | None = None
        self._last = label("", "quiet")
        self._make = PushButton(tr("Back up now"), "primary", theme=theme, icon="save")
        self._make.clicked.connect(backups.make)
        self._other = PushButton(tr("Restore from a file…"), theme=theme, icon="folder")
        self._other.clicked.connect(self._on_other)
        self._list = Card(theme, spacing=Space.XS)
        self._folder = label("", "quiet", selectable=True)
        self._home = PushButton(tr("Use Second Me's own folder"), "quiet")
        self._home.clicked.connect(self._on_home)
        self._rule = SettingCard(theme, settings, tr("When, and how many are kept"), "backup.")
        self._salvage = PushButton(tr("Save what can be read…"))
        self._salvage.clicked.connect(self._on_salvage)
        broken = tr("Saves what can be read, and fills the gaps from the last good backup.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for card in (
            self._now_card(),
            self._list,
            self._folder_card(),
            self._rule,
            doing(theme, tr("If memory is damaged"), label(broken, "quiet"), self._salvage),
        ):
            column.addWidget(card)

    def refresh(self) -> None:
        """Show the backups as they stand."""
        backups = self._backups
        found = backups.backups or ()
        self._last.setText(self._about_last(found) if backups.backups is not None else "")
        for button in (self._make, self._other, self._home, self._salvage):
            button.setEnabled(not backups.busy)
        self._make.setText(tr("At work…") if backups.busy else tr("Back up now"))
        folder = backups.folder
        if folder is not None:
            away = "" if folder.reachable else " " + tr("It cannot be reached now.")
            self._folder.setText(f"{folder.path}{away}")
        self._rule.refresh()
        now = (found, backups.checking, backups.busy)
        if now != self._shown:
            self._shown = now
            self._show(found)

    def _now_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("Backups"), "heading"))
        card.column.addWidget(self._last)
        card.column.addLayout(left(self._make, self._other))
        return card

    def _folder_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("Where they go"), "heading"))
        card.column.addWidget(self._folder)
        words = tr("Any folder does, one that Syncthing or a cloud drive carries too.")
        card.column.addWidget(label(words, "caption"))
        move = PushButton(tr("Choose another folder…"), theme=self._theme, icon="folder")
        move.clicked.connect(self._on_move)
        card.column.addLayout(left(move, self._home))
        return card

    def _about_last(self, found: tuple[Backup, ...]) -> str:
        whole = [one for one in found if one.state is BackupState.WHOLE]
        if not whole:
            return tr("There is none yet.")
        last = max(whole, key=lambda one: one.created_at)
        when = wording.at(last.created_at, self._clock)
        if last.verified_at is None:
            return tr("The last one {when}; nobody tried it out yet.").format(when=when)
        return tr("The last one {when}, restored for a trial and whole.").format(when=when)

    def _show(self, found: tuple[Backup, ...]) -> None:
        clear(self._list.column)
        self._list.setVisible(bool(found))
        for number, backup in enumerate(found[:_SHOWN]):
            if number:
                self._list.column.addWidget(Line())
            self._list.column.addWidget(self._line(backup))
        if len(found) > _SHOWN:
            words = tr("and {count} older ones").format(count=len(found) - _SHOWN)
            self._list.column.addWidget(label(words, "caption"))

    def _line(self, backup: Backup) -> QWidget:
        icon, ink = {
            BackupState.WHOLE: ("good", "good") if backup.verified_at else ("disk", "quiet"),
            BackupState.PARTIAL: ("problem", "problem"),
            BackupState.CONFLICT: ("both", "notice"),
        }[backup.state]
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(label(wording.at(backup.created_at, self._clock)))
        text.addWidget(label(" · ".join(self._told(backup)), "caption"))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(Icon(self._theme, icon, ink, 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(Space.XS)
        row.addLayout(text, 1)
        if backup.state is not BackupState.PARTIAL:
            for name, words, act in (
                ("shield", tr("Try it out by restoring it elsewhere"), self._on_check),
                ("undo", tr("Put it in the place of what is here…"), self._on_restore),
            ):
                button = IconButton(self._theme, name, words)
                button.setProperty("path", backup.path)
                button.setEnabled(not self._backups.busy)
                button.clicked.connect(act)
                row.addWidget(button)
        return holder

    def _told(self, backup: Backup) -> list[str]:
        if backup.state is BackupState.PARTIAL:
            return [wording.size(backup.bytes), tr("cut short, or still being carried over")]
        parts = [wording.memories(backup.events), wording.size(backup.bytes)]
        if backup.state is BackupState.CONFLICT:
            parts.append(tr("a second copy that a program which carries files made"))
        if self._backups.checking == backup.path:
            parts.append(tr("being tried out…"))
        elif backup.verified_at is not None:
            when = wording.at(backup.verified_at, self._clock)
            parts.append(tr("tried out {when}").format(when=when))
        return parts

    def _on_check(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._backups.check(sender.property("path"))

    def _on_restore(self) -> None:
        sender = self.sender()
        if sender is not None:
            RestoreDialog(self._theme, self._backups, sender.property("path"), self).open()

    def _on_other(self) -> None:
        RestoreDialog(self._theme, self._backups, "", self).open()

    def _on_move(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Where should backups go?"))
        if path:
            self._backups.move(path)

    def _on_home(self) -> None:
        self._backups.move("")

    def _on_salvage(self) -> None:
        Question(
            self,
            tr("Save what can be read?"),
            tr("Do this if Health found damage. The damaged vault is kept aside."),
            tr("Save it"),
            self._backups.salvage,
        ).open()
