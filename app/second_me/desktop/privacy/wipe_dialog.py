"""Erasing everything: what would be destroyed, what cannot be reached, a typed word, the end."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from second_me.core.protocol.erase import Reason
from second_me.core.protocol.privacy import Wiped, WipePlan
from second_me.desktop import wording
from second_me.desktop.privacy.wiping import SURE, Wiping
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Label, Line, PushButton, Switch, label
from second_me.desktop.widgets.frames import clear

_WIDTH = 540


class WipeDialog(QDialog):
    """Shows a `Wiping`. With `forgotten` no passphrase is asked for: nobody knows it any more."""

    def __init__(
        self, theme: Theme, wiping: Wiping, parent: QWidget, *, forgotten: bool = False
    ) -> None:
        super().__init__(parent)
        self._wiping = wiping
        self._forgotten = forgotten
        self._shown: WipePlan | Wiped | None = None
        self._told = wiping.on_change
        self.setWindowTitle(tr("Erase everything"))
        self.setMinimumWidth(_WIDTH)
        self.setModal(True)
        self._title = Label(tr("Erase everything?"), "title")
        self._lead = label(tr("Nobody can bring it back: not you, not we."), "quiet")
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.XS)
        self._models = Switch(theme, tr("Also the language models"))
        self._models.toggled.connect(self._on_models)
        self._models_row = self._switch_row()
        self._word = QLineEdit()
        self._word.setPlaceholderText(tr("Type “{word}”").format(word=SURE))
        self._word.setAccessibleName(tr("The word {word}, typed").format(word=SURE))
        self._word.textChanged.connect(self.refresh)
        self._word.returnPressed.connect(self._on_wipe)
        self._problem = Label("", "problem", wrap=True)
        self._wipe = PushButton(tr("Erase everything"), "danger", theme=theme, icon="erase")
        self._wipe.clicked.connect(self._on_wipe)
        self._leave = PushButton(tr("Leave it"))
        self._leave.clicked.connect(self.reject)
        self._lay_out()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wiping.on_change = self.refresh
        wiping.ask()
        self._word.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Show the plan, or what came of it."""
        wiping = self._wiping
        shown = wiping.wiped or wiping.plan
        if shown is not None and shown is not self._shown:
            self._shown = shown
            clear(self._body)
            self._show(shown)
            for row in range(self._body.count()):
                item = self._body.itemAt(row)
                line = item.widget() if item is not None else None
                if line is not None:
                    line.show()  # else it would come after the height is settled
        ended = wiping.wiped is not None
        for part in (self._models_row, self._word, self._wipe):
            part.setVisible(not ended)
        sure = self._word.text().strip().casefold() == SURE
        self._wipe.setEnabled(sure and wiping.plan is not None and not wiping.busy)
        self._wipe.setText(tr("Erasing…") if wiping.busy else tr("Erase everything"))
        self._leave.setEnabled(not wiping.busy)
        self._leave.setText(tr("Close Second Me") if ended else tr("Leave it"))
        self._problem.setText(wiping.error)
        self._problem.setVisible(bool(wiping.error))
        self._fit()

    def reject(self) -> None:
        """Leave all as it is; after the end there is nothing to go back to."""
        if self._wiping.busy:
            return
        self._wiping.on_change = self._told
        super().reject()
        self._wiping.leave()

    def _fit(self) -> None:
        """Be as high as all the lines need; Qt's own way stops at two thirds of the screen."""
        layout = self.layout()
        if layout is not None:
            width = max(self.width(), _WIDTH)
            self.resize(width, layout.totalHeightForWidth(width))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        for button in (self._leave, self._wipe):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._title)
        column.addWidget(self._lead)
        column.addLayout(self._body)
        for part in (self._models_row, self._word, self._problem):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)

    def _switch_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(tr("Also the language models")), 1)
        row.addWidget(self._models)
        return holder

    def _show(self, shown: WipePlan | Wiped) -> None:
        if isinstance(shown, Wiped):
            self._title.setText(tr("It is gone"))
            self._lead.setText(tr("No key, no file and no backup of it is left on this machine."))
            self._reasons(tr("To be removed by hand"), shown.left)
        else:
            for place in shown.places:
                files = tr_count("1 file", "%n files", place.files)
                words = f"{place.name} · {files} · {wording.size(place.bytes)}"
                self._body.addWidget(label(words))
            if shown.keyring_entries:
                count = shown.keyring_entries
                self._body.addWidget(
                    label(tr_count("1 entry of the keyring", "%n entries of the keyring", count))
                )
        self._reasons(tr("What cannot be reached from here"), shown.unreachable)

    def _reasons(self, title: str, reasons: tuple[Reason, ...]) -> None:
        if reasons:
            self._body.addWidget(Line())
            self._body.addWidget(Label(title, "over"))
            for reason in reasons:
                self._body.addWidget(label(reason.what, "quiet"))

    def _on_models(self) -> None:
        self._wiping.ask(models=self._models.isChecked())

    def _on_wipe(self) -> None:
        self._wiping.wipe(self._word.text(), forgotten=self._forgotten)
