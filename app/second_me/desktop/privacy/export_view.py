"""Taking memory out into a file that other programs can read, and taking such a file in."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.erase import Everything, Scope
from second_me.core.protocol.export import Exported, ExportForm, ExportPlan
from second_me.desktop import wording
from second_me.desktop.privacy.exporting import Exporting
from second_me.desktop.privacy.layouts import left
from second_me.desktop.privacy.scope_fields import ScopeFields
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    Choice,
    Label,
    PushButton,
    Question,
    SecretField,
    label,
)

_ENDINGS = {
    ExportForm.JSON: "json",
    ExportForm.MARKDOWN: "md",
    ExportForm.VCARD: "vcf",
    ExportForm.CALENDAR: "ics",
    ExportForm.PAGE: "md",
    ExportForm.ALL: "zip",
}


class ExportView(QWidget):
    """Asks for a scope, a form, a passphrase and a place, and says what was written."""

    def __init__(self, theme: Theme, exporting: Exporting, session: Session, clock: Clock) -> None:
        super().__init__()
        self._exporting = exporting
        self.fields = ScopeFields(theme, session, clock, tr("What to export"), tr("All of it."))
        self.fields.choose("all")
        self._form = Choice(theme, tr("Form"))
        for form, words in (
            (ExportForm.JSON, tr("For programs (JSON)")),
            (ExportForm.MARKDOWN, tr("To read (Markdown)")),
            (ExportForm.VCARD, tr("People, for address books (vCard)")),
            (ExportForm.CALENDAR, tr("Days, for calendars (iCalendar)")),
            (ExportForm.PAGE, tr("The one page of what is known (Markdown)")),
            (ExportForm.ALL, tr("All of these in one (ZIP)")),
        ):
            self._form.addItem(words, form.value)
        self._secret = SecretField(theme, tr("Passphrase for the file"))
        self._wrong = Label("", "problem", wrap=True)
        self._write = PushButton(tr("Write the file…"), "primary", theme=theme, icon="export")
        self._write.clicked.connect(self._on_write)
        self._look = PushButton(tr("What would be in it?"), "quiet")
        self._look.clicked.connect(self._on_look)
        self._done = Callout(theme, level="calm")
        self._back = SecretField(theme, tr("Passphrase of the file, if it has one"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._out_card(theme))
        column.addWidget(self._in_card(theme))
        self._wrong.hide()

    def refresh(self) -> None:
        """Show what would be written, or was."""
        exporting = self._exporting
        self.fields.refresh()
        for button in (self._write, self._look, self._check, self._take):
            button.setEnabled(not exporting.busy)
        self._write.setText(tr("Writing…") if exporting.busy else tr("Write the file…"))
        if exporting.exported is not None:
            self._done.say(_written(exporting.exported), "calm")
        else:
            plan = exporting.plan
            self._done.say(_planned(plan) if plan is not None else "", "calm")

    def _out_card(self, theme: Theme) -> Card:
        card = Card(theme, spacing=Space.M)
        card.column.addWidget(Label(tr("Take it with you"), "heading"))
        words = tr("A copy in open forms, with where each thing came from.")
        card.column.addWidget(label(words, "quiet"))
        card.column.addWidget(self.fields)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(Label(tr("Form")), 0, 0, middle)
        grid.addWidget(self._form, 0, 1)
        grid.addWidget(Label(tr("Passphrase")), 1, 0, middle)
        grid.addWidget(self._secret, 1, 1)
        grid.setColumnStretch(1, 1)
        card.column.addLayout(grid)
        hint = tr("Without a passphrase anybody who has the file can read it.")
        card.column.addWidget(label(hint, "caption"))
        card.column.addWidget(self._wrong)
        card.column.addLayout(left(self._write, self._look))
        card.column.addWidget(self._done)
        return card

    def _in_card(self, theme: Theme) -> Card:
        card = Card(theme, spacing=Space.S)
        card.column.addWidget(Label(tr("A file that was written before"), "heading"))
        words = tr("It can be taken into a memory that is empty so far, with nothing lost.")
        card.column.addWidget(label(words, "quiet"))
        card.column.addWidget(self._back)
        self._check = PushButton(tr("Check a file…"), theme=theme, icon="shield")
        self._check.clicked.connect(self._on_check)
        self._take = PushButton(tr("Take a file in…"), theme=theme, icon="import")
        self._take.clicked.connect(self._on_take)
        card.column.addLayout(left(self._check, self._take))
        return card

    def _scope(self) -> Scope | None:
        """Return what is chosen; None means all of it."""
        scope = self.fields.scope()
        self._wrong.setText(tr("Say first what you mean."))
        self._wrong.setVisible(scope is None)
        return scope

    def _on_look(self) -> None:
        scope = self._scope()
        if scope is not None:
            self._exporting.ask_plan(self._chosen, _narrowed(scope))

    def _on_write(self) -> None:
        if self._scope() is None:
            return
        if self._secret.text:
            self._choose()
            return
        Question(
            self,
            tr("In clear?"),
            tr("Without a passphrase anybody who has the file can read all of it."),
            tr("Write it in clear"),
            self._choose,
        ).open()

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Where to?"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"second-me.{_ENDINGS[self._chosen]}")
        dialog.fileSelected.connect(self._on_path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_path(self, path: str) -> None:
        scope = self._scope()
        if scope is not None:
            secret = self._secret.text
            self._exporting.write(path, self._chosen, secret, _narrowed(scope))
            self._secret.clear()

    def _on_check(self) -> None:
        self._open(self._exporting.check)

    def _on_take(self) -> None:
        self._open(self._exporting.take_in)

    def _open(self, act: Callable[[str, str], None]) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Which file?"))
        if path:
            act(path, self._back.text)
            self._back.clear()

    @property
    def _chosen(self) -> ExportForm:
        return ExportForm(self._form.currentData())


def _narrowed(scope: Scope) -> Scope | None:
    return None if isinstance(scope, Everything) else scope


def _planned(plan: ExportPlan) -> str:
    words = tr("It would hold {rows} entries, {size} in clear. Nothing is written yet.")
    rows = wording.number(sum(plan.rows.values()))
    return words.format(rows=rows, size=wording.size(plan.bytes))


def _written(exported: Exported) -> str:
    rows = sum(exported.rows.values())
    sealed = tr("encrypted") if exported.sealed else tr("in clear")
    words = tr("Written: {rows} entries, {size}, {sealed}. It lies at {path}.")
    size = wording.size(exported.bytes)
    return words.format(rows=wording.number(rows), size=size, sealed=sealed, path=exported.path)
