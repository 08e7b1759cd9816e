"""The Import page."""

import functools

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from second_me.core.ids import BatchId
from second_me.core.protocol.memory import Format
from second_me.desktop.dropping import dropped_paths
from second_me.desktop.importing.imports import Imports
from second_me.desktop.importing.source_rows import SourceRows
from second_me.desktop.importing.watched import Watched
from second_me.desktop.importing.watched_card import WatchedCard
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Icon,
    IconButton,
    Label,
    PushButton,
    Question,
    Reading,
    label,
)
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
    """Shows `Imports` and the watched folders."""

    def __init__(self, theme: Theme, imports: Imports, watched: Watched) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._imports = imports
        self._drop = DropArea(theme)
        self._drop.chosen.connect(self.start)
        self._notice = Callout(theme)
        close = IconButton(theme, "close", tr("Close this message"), ink="on_notice_soft")
        close.setFixedSize(Space.XL, Space.XL)
        close.setIconSize(QSize(16, 16))
        close.clicked.connect(imports.dismiss_refusals)
        self._notice.row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._rows = SourceRows(theme, imports)
        self._rows.undo.connect(self._on_undo)
        self._heading = Label(tr("Imported so far"), "heading")
        self._formats = QGridLayout()
        self._formats.setHorizontalSpacing(Space.L)
        self._formats.setVerticalSpacing(Space.S)
        self._formats.setColumnStretch(1, 1)
        self._formats_shown: tuple[Format, ...] = ()
        self._formats_heading = Label(tr("What can be imported"), "heading")
        reading = Reading()
        title = Label(tr("Import"), "display")
        card = WatchedCard(theme, watched)
        parts = (title, self._drop, self._notice, card, self._heading, self._rows)
        for part in (*parts, self._formats_heading):
            reading.column.addWidget(part)
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
        self._rows.refresh()
        self._heading.setVisible(bool(imports.batches))
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

    def _on_undo(self, batch_id: int) -> None:
        name = self._imports.name_of(BatchId(batch_id))
        Question(
            self,
            tr("Take {name} out again?").format(name=name),
            tr("All memories of this import go, and what was drawn from them. The file stays."),
            tr("Take out"),
            functools.partial(self._imports.undo, BatchId(batch_id)),
        ).open()


def _notice(imports: Imports) -> str:
    lines = [f"{refusal.name}: {refusal.reason}" for refusal in imports.refusals]
    if imports.notice:
        lines.append(imports.notice)
    return "\n".join(lines)
