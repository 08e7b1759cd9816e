"""The Import page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from second_me.core.ids import BatchId
from second_me.core.protocol.memory import Format
from second_me.desktop.importing.batch_row import BatchRow
from second_me.desktop.importing.imports import Imports
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, Icon, IconButton, Label, PushButton, Reading, label
from second_me.desktop.widgets.frames import clear
from second_me.desktop.widgets.labels import repolish

MOST_AT_ONCE = 200
"""Files of one drop beyond this are refused with the advice to drop their folder."""


class DropArea(QFrame):
    """Where files are dropped or chosen. `chosen` brings their paths."""

    chosen = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self.setAccessibleName(tr("Drop files or folders here"))
        centre = Qt.AlignmentFlag.AlignHCenter
        title = Label(tr("Drop files or folders here"), "heading")
        title.setAlignment(centre)
        words = label(
            tr("They are read on this computer and stay where they are. Nothing is uploaded."),
            "quiet",
        )
        words.setAlignment(centre)
        self._file = PushButton(tr("Choose files…"), "primary", theme=theme, icon="file")
        self._file.clicked.connect(self._choose_files)
        self._folder = PushButton(tr("Choose a folder…"), theme=theme, icon="folder")
        self._folder.clicked.connect(self._choose_folder)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        buttons.addWidget(self._file)
        buttons.addWidget(self._folder)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.S)
        column.addWidget(Icon(theme, "import", "accent", 32), 0, centre)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(Space.S)
        column.addLayout(buttons)

    def _choose_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Choose files to import"))
        if paths:
            self.chosen.emit(paths)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Choose a folder to import"))
        if path:
            self.chosen.emit([path])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  (Qt's name)
        if dropped_paths(event):
            self._glow(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802  (Qt's name)
        self._glow(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  (Qt's name)
        self._glow(False)
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.chosen.emit(paths)

    def _glow(self, over: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        self.setProperty("over", over)
        repolish(self)


class ImportPage(QWidget):
    """Shows `Imports`."""

    def __init__(self, theme: Theme, imports: Imports) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._imports = imports
        self._rows: dict[int, BatchRow] = {}
        self._undoing: tuple[BatchId, QAbstractButton] | None = None
        self._drop = DropArea(theme)
        self._drop.chosen.connect(self.start)
        self._notice = Callout(theme)
        close = IconButton(theme, "close", tr("Close this message"), ink="on_notice_soft")
        close.setFixedSize(Space.XL, Space.XL)
        close.setIconSize(QSize(16, 16))
        close.clicked.connect(imports.dismiss_refusals)
        self._notice.row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        self._heading = Label(tr("Imported so far"), "heading")
        self._formats = QGridLayout()
        self._formats.setHorizontalSpacing(Space.L)
        self._formats.setVerticalSpacing(Space.S)
        self._formats.setColumnStretch(1, 1)
        self._formats_shown: tuple[Format, ...] = ()
        self._formats_heading = Label(tr("What can be imported"), "heading")
        reading = Reading()
        for part in (Label(tr("Import"), "display"), self._drop, self._notice, self._heading):
            reading.column.addWidget(part)
        reading.column.addLayout(self._list)
        reading.column.addWidget(self._formats_heading)
        reading.column.addLayout(self._formats)
        reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        imports.on_change = self.refresh
        self.refresh()

    def start(self, paths: list[str]) -> None:
        """Import what was dropped or chosen."""
        if len(paths) > MOST_AT_ONCE:
            self._imports.notice = tr(
                "That is {count} files at once. Drop the folder they lie in instead; "
                "it is imported as a whole."
            ).format(count=len(paths))
            self.refresh()
            return
        self._imports.start(paths)

    def focus(self) -> None:
        self._drop.findChildren(PushButton)[0].setFocus()

    def refresh(self) -> None:
        """Show the imports as they stand; rows that stay are not made anew."""
        imports = self._imports
        self._notice.say(_notice(imports), "notice")
        order = [view.batch.id for view in imports.batches]
        if order != list(self._rows):
            self._rebuild()
        labels = {entry.name: entry.label for entry in imports.formats}
        for view in imports.batches:
            name = labels.get(view.source.format, view.source.format)
            self._rows[view.batch.id].refresh(view, imports, name)
        self._heading.setVisible(bool(order))
        self._show_formats(imports.formats)

    def _show_formats(self, formats: tuple[Format, ...]) -> None:
        self._formats_heading.setVisible(bool(formats))
        if formats == self._formats_shown:
            return
        self._formats_shown = formats
        clear(self._formats)
        for row, entry in enumerate(formats):
            name = Label(entry.label)
            self._formats.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._formats.addWidget(label(entry.hint, "quiet"), row, 1)

    def _rebuild(self) -> None:
        clear(self._list)
        self._rows = {}
        for view in self._imports.batches:
            row = BatchRow(self._theme, view)
            row.stop.connect(self._on_stop)
            row.resume.connect(self._on_resume)
            row.undo.connect(self._on_undo)
            row.problems.connect(self._on_problems)
            self._rows[view.batch.id] = row
            self._list.addWidget(row)

    def _on_stop(self, batch_id: int) -> None:
        self._imports.stop(BatchId(batch_id))

    def _on_resume(self, batch_id: int) -> None:
        self._imports.resume(BatchId(batch_id))

    def _on_problems(self, batch_id: int) -> None:
        self._imports.ask_problems(BatchId(batch_id))

    def _on_undo(self, batch_id: int) -> None:
        name = self._imports.name_of(BatchId(batch_id))
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Take out again"))
        box.setText(tr("Take {name} out again?").format(name=name))
        box.setInformativeText(
            tr("All memories of this import go, and what was drawn from them. The file stays.")
        )
        take = box.addButton(tr("Take out"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(self._on_undo_answer)
        self._undoing = (BatchId(batch_id), take)
        box.open()

    def _on_undo_answer(self, button: QAbstractButton) -> None:
        if self._undoing is not None and button is self._undoing[1]:
            self._imports.undo(self._undoing[0])
        self._undoing = None


def dropped_paths(event: QDropEvent) -> list[str]:
    """Return the local files and folders of a drag or drop."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def _notice(imports: Imports) -> str:
    lines = [f"{refusal.name}: {refusal.reason}" for refusal in imports.refusals]
    if imports.notice:
        lines.append(imports.notice)
    return "\n".join(lines)
