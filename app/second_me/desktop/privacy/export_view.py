"""Taking everything out into a file that other programs can read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.protocol.export import Exported, ExportForm
from second_me.desktop import wording
from second_me.desktop.privacy.care import Care
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
    """Asks for a form, a passphrase and a place, and says what was written."""

    def __init__(self, theme: Theme, care: Care) -> None:
        super().__init__()
        self._care = care
        self._form = Choice(theme, tr("Form"))
        for form, words in (
            (ExportForm.JSON, tr("Everything, for programs (JSON)")),
            (ExportForm.MARKDOWN, tr("Everything, to read (Markdown)")),
            (ExportForm.VCARD, tr("People, for address books (vCard)")),
            (ExportForm.CALENDAR, tr("Days, for calendars (iCalendar)")),
            (ExportForm.ALL, tr("All of these in one (ZIP)")),
        ):
            self._form.addItem(words, form.value)
        self._secret = SecretField(theme, tr("Passphrase for the file"))
        self._write = PushButton(tr("Write the file…"), "primary", theme=theme, icon="export")
        self._write.clicked.connect(self._on_write)
        self._done = Callout(theme, level="calm")
        self._lay_out(theme)

    def refresh(self) -> None:
        """Show what was written."""
        care = self._care
        self._write.setEnabled(not care.exporting)
        self._write.setText(tr("Writing…") if care.exporting else tr("Write the file…"))
        self._done.say(_words(care.exported) if care.exported is not None else "", "calm")

    def _lay_out(self, theme: Theme) -> None:
        card = Card(theme, spacing=Space.M)
        card.column.addWidget(Label(tr("Take it all with you"), "heading"))
        words = tr("A whole copy in open forms; it can be taken in again, here or elsewhere.")
        card.column.addWidget(label(words, "quiet"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.S)
        top = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(Label(tr("Form")), 0, 0, top)
        grid.addWidget(self._form, 0, 1)
        grid.addWidget(Label(tr("Passphrase")), 1, 0, top)
        grid.addWidget(self._secret, 1, 1)
        grid.setColumnStretch(1, 1)
        card.column.addLayout(grid)
        hint = tr("Without a passphrase anybody who has the file can read it.")
        card.column.addWidget(label(hint, "caption"))
        row = QHBoxLayout()
        row.addWidget(self._write)
        row.addStretch(1)
        card.column.addLayout(row)
        card.column.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _on_write(self) -> None:
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
        self._care.export(path, self._chosen, self._secret.text)
        self._secret.clear()

    @property
    def _chosen(self) -> ExportForm:
        return ExportForm(self._form.currentData())


def _words(exported: Exported) -> str:
    rows = sum(exported.rows.values())
    sealed = tr("encrypted") if exported.sealed else tr("in clear")
    words = tr("Written: {rows} entries, {size}, {sealed}. It lies at {path}.")
    size = wording.size(exported.bytes)
    return words.format(rows=wording.number(rows), size=size, sealed=sealed, path=exported.path)
